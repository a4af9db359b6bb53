"""Every diagnostic code: its title, what it means and how to mend it; the reference in the docs is this table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeInfo:
    """One row of the reference of diagnostics."""

    title: str
    explanation: str
    remedy: str


CODES: dict[str, CodeInfo] = {
    # E00x, E01x: reading the file
    "E001": CodeInfo(
        "File can't be read",
        "The path names no file, a folder, or something that may not be opened.",
        "Check the path and its permissions.",
    ),
    "E002": CodeInfo(
        "File too large",
        "A scenario file may have 2 MB.",
        "Keep data in files of their own; a scenario is text that people write.",
    ),
    "E003": CodeInfo(
        "Not a text file",
        "The file has bytes or characters that no text has.",
        "Name the scenario's .yaml file, and save it as plain UTF-8 text.",
    ),
    "E004": CodeInfo(
        "Not UTF-8",
        "The file is in another encoding, such as UTF-16 or Latin-1.",
        "Save it again with encoding UTF-8.",
    ),
    "E005": CodeInfo(
        "Not valid YAML",
        "The file's indentation, quotes or brackets don't fit together.",
        "Look at the line that the message names, and at the one above it.",
    ),
    "E006": CodeInfo(
        "Tab as indentation",
        "YAML counts spaces; a tab has no width that it knows.",
        "Replace tabs by spaces.",
    ),
    "E007": CodeInfo(
        "Nested too deeply",
        "Mappings and lists may be nested 40 deep.",
        "Look for brackets that never close.",
    ),
    "E008": CodeInfo(
        "Too many values",
        "A file may have 200,000 values, counting what each alias stands for.",
        "Don't nest aliases in aliases.",
    ),
    "E009": CodeInfo(
        "Key written twice",
        "A mapping has the same key twice; one of the two would be lost.",
        "Keep one of them, or rename one.",
    ),
    "E010": CodeInfo(
        "Alias that stands for nothing",
        "`*name` needs a `&name` before it, and may not stand inside it.",
        "Write the value out.",
    ),
    "E011": CodeInfo(
        "Part of YAML that isn't read",
        "Tags (`!name`) and merge keys (`<<`) aren't part of the language.",
        "Put a text that begins with `!` in quotes; write merged entries out.",
    ),
    "E012": CodeInfo(
        "Second document",
        "A scenario is one YAML document.",
        "Remove the `---` line, or make two files.",
    ),
    "E013": CodeInfo(
        "Empty file",
        "There is nothing in the file.",
        "Run `offramp new` for a template with comments.",
    ),
    "E014": CodeInfo(
        "Comma inside braces",
        "Inside `{}` a comma begins the next entry, so it cut a text or an expression in two.",
        "Put the whole text or expression in quotes.",
    ),
    "E015": CodeInfo(
        "Key that isn't a word",
        "A key is missing, or is a list or a mapping.",
        "Write `name: value`; inside `{}` put expressions with commas or brackets in quotes.",
    ),
    # E09x: recognised, not there yet
    "E090": CodeInfo(
        "Not there yet",
        "The language has this part by design, and this version doesn't play it; without it the game is another one.",
        "Use what the message proposes instead.",
    ),
    "W090": CodeInfo(
        "No effect yet",
        "The language has this part by design, and this version's results don't use it.",
        "Leave it in the file, or remove it.",
    ),
    # E10x, E11x: the parts of a scenario
    "E101": CodeInfo(
        "Unknown key",
        "A mapping has a key that it doesn't take: misspelt, or in the wrong place.",
        "Correct the spelling or remove it.",
    ),
    "E102": CodeInfo(
        "Missing key",
        "Something that every such mapping needs isn't there.",
        "Add what the message names.",
    ),
    "E103": CodeInfo(
        "Value of the wrong form",
        "A mapping, a list, a text or a name is needed, and something else was found.",
        "Write it as the message shows.",
    ),
    "E104": CodeInfo(
        "Number needed",
        "A plain number is needed: 3, 0.5 or 1e-3, without separators, percent signs or units.",
        "Write the number as the message proposes.",
    ),
    "E105": CodeInfo(
        "Date needed",
        "A date is needed: 2023-09-01, 2023-09, 2023Q4 or 2023.",
        "Write it in one of these forms.",
    ),
    "E106": CodeInfo(
        "Value that isn't allowed",
        "The value is none of those that can stand here.",
        "Use one of those that the message names.",
    ),
    "E107": CodeInfo(
        "Value missing",
        "A key has nothing after its colon.",
        "Write a value, or remove the key.",
    ),
    "E108": CodeInfo(
        "Step not recognised",
        "A step of `play` is exactly one of move, chance, one_of, competing, shock, update.",
        "Begin each step with a `-` of its own.",
    ),
    "E109": CodeInfo(
        "Quotation too long",
        "A phrase finds a place in a document and copies no text of it: 12 words at most.",
        "Shorten it.",
    ),
    "E110": CodeInfo(
        "Reason without ground",
        "`because` names a source, or says in a note why something is judged so.",
        "Add a `source` or a `note`.",
    ),
    "E111": CodeInfo(
        "File outside the scenario's folder",
        "A source's `file` stays inside the folder of the scenario.",
        "Put the document beside the scenario, or use `link`.",
    ),
    "E112": CodeInfo(
        "Given twice",
        "What is keyed by actor stands in the actor's own mapping or at the top level, not in both.",
        "Keep one of the two.",
    ),
    "E113": CodeInfo(
        "Another version of the language",
        "`offramp: 1` names the language that the file is written in.",
        "Use a version of Offramp that reads it.",
    ),
    # E25x: declared names
    "E250": CodeInfo(
        "Name out of form",
        "A name has letters, digits and underscores, and begins with no digit.",
        "Rename it as the message proposes.",
    ),
    "E251": CodeInfo(
        "Name with a meaning of its own",
        "The word means something else in expressions or in the file.",
        "Choose another word.",
    ),
    "E252": CodeInfo(
        "Name declared twice",
        "Two things that expressions can mention have the same name.",
        "Rename one of them.",
    ),
    "E253": CodeInfo(
        "Unknown actor, ending, view, source, …",
        "A part of the file refers to something that no part declares.",
        "Correct the spelling, or declare it.",
    ),
    "E254": CodeInfo(
        "Listed twice",
        "A list names the same thing twice.",
        "Remove one.",
    ),
    "E255": CodeInfo(
        "Can't be set",
        "Effects set stocks and modes; assumptions, actors and events aren't theirs to set.",
        "Move it to `state`, or set something else.",
    ),
    # E40x, E41x: values and ranges
    "E401": CodeInfo(
        "Stock starts outside its range",
        "The start is outside for every value of the assumptions, or at the baseline of a view.",
        "Change the start, what it reads, or the range.",
    ),
    "E402": CodeInfo(
        "Whole stock off the integers",
        "A whole stock has a range or a start that isn't an integer.",
        "Use integers, or drop `whole: true`.",
    ),
    "E403": CodeInfo(
        "Rationality below zero",
        "Rationality is 0 (picks by chance) or more; inf always picks the best.",
        "Write 0 or more.",
    ),
    "E404": CodeInfo(
        "Discount outside [0, 1]",
        "A discount is the factor by which a period's delay shrinks a payoff.",
        "Write a factor such as 0.97.",
    ),
    "E405": CodeInfo(
        "Favour below zero",
        "`helped` is how much of its own value an actor would give up for a favour.",
        "Write 0 or more.",
    ),
    "E406": CodeInfo(
        "Probability outside [0, 1]",
        "The probability is outside for every state and every value of the assumptions.",
        "Write a share of one; hold an expression with clip or logistic.",
    ),
    "E407": CodeInfo(
        "Probabilities add up to more than one",
        "The outcomes of one `one_of` exclude each other.",
        "Make them shares of one whole, or use `competing` with rates.",
    ),
    "E408": CodeInfo(
        "Rate below zero",
        "A rate says how often something strikes in a period.",
        "Write 0 or more.",
    ),
    "E409": CodeInfo(
        "Spread below zero",
        "`sd` is the standard deviation of a shock.",
        "Write 0 or more.",
    ),
    "E410": CodeInfo(
        "Range out of form",
        "A range is `[lowest, highest]`, and a stock needs room to move in it.",
        "Swap the ends, or widen the range.",
    ),
    "E411": CodeInfo(
        "Value outside its range",
        "An assumption's value is its baseline and lies in its range.",
        "Change the value, or widen the range.",
    ),
    "E412": CodeInfo(
        "Probability assumed outside [0, 1]",
        "An assumption whose unit is probability is a share of one.",
        "Write 5% as 0.05, or correct the unit.",
    ),
    "E413": CodeInfo(
        "Cap on ruin outside [0, 1]",
        "The cap is the largest chance of ruin that an actor may take.",
        "Write a share such as 0.05.",
    ),
    "E414": CodeInfo(
        "Weight outside [0, 1]",
        "A weight says how far an actor could live with an ending: 0 not at all, 1 fully.",
        "Write a weight from 0 to 1.",
    ),
    "E415": CodeInfo(
        "Source later than the scenario's information",
        "An assumption cites what nobody could know by `information_until`.",
        "Cite what was known by then.",
    ),
    "W415": CodeInfo(
        "Source without a date",
        "With `information_until`, the sources of assumptions need dates.",
        "Add its `date`.",
    ),
    # E50x, E51x: the structure of the game
    "E501": CodeInfo(
        "Defined by itself",
        "Quantities under `define` need each other in a circle.",
        "A quantity that depends on its own past is a stock.",
    ),
    "E502": CodeInfo(
        "Ending that can't be reached",
        "Its `when` holds in no state that the game can come to.",
        "Let a step bring it about, or remove it.",
    ),
    "E503": CodeInfo(
        "Empty play",
        "No step, so nothing ever happens.",
        "Add steps to `play`.",
    ),
    "E504": CodeInfo(
        "Nothing to choose or to happen",
        "A move without options, or a step without outcomes.",
        "List at least one.",
    ),
    "E505": CodeInfo(
        "Ending without a payoff",
        "`at_end` names every ending, `horizon` included, or has `otherwise`.",
        "Add what is missing.",
    ),
    "E506": CodeInfo(
        "Ending in two groups",
        "The groups of a question exclude each other.",
        "Let each ending be in one group.",
    ),
    "E507": CodeInfo(
        "Mover without payoffs",
        "An actor that picks by what it gains needs payoffs.",
        "Add them, or give it `rationality: 0`.",
    ),
    "E508": CodeInfo(
        "Mover without rationality",
        "An actor that moves needs a rationality.",
        "Write `rationality: inf` for an exact best reply.",
    ),
    "E509": CodeInfo(
        "Too many actors",
        "A scenario may have 8 actors.",
        "Let actors that act alike be one.",
    ),
    "E510": CodeInfo(
        "Too many stocks",
        "A scenario may have 12 stocks.",
        "Make some of them modes or assumptions.",
    ),
    "W501": CodeInfo(
        "Cliff",
        "An ending or a guard turns on a threshold of a stock that nothing random moves, so results jump there.",
        "Let a shock move the stock, or use a smooth chance; a threshold that is meant belongs in a mode.",
    ),
    "W502": CodeInfo(
        "Shock never used",
        "A shock is drawn and no expression reads it.",
        "Use it in an update, or remove it.",
    ),
    "W503": CodeInfo(
        "Assumption never used",
        "No expression reads it.",
        "Use it, or remove it.",
    ),
    "W504": CodeInfo(
        "Groups leave out an ending",
        "The chances of the question's answers won't add up to one.",
        "Add the ending to a group.",
    ),
    "W505": CodeInfo(
        "Definition never used",
        "No expression reads it.",
        "Use it, or remove it.",
    ),
    "W506": CodeInfo(
        "Never happens",
        "The `when` of a step or an option holds in no state that the game can come to.",
        "Mend its `when`, or remove it.",
    ),
    "W507": CodeInfo(
        "Label never reached",
        "Nothing sets a mode to one of its labels.",
        "Let a step set it, or remove it.",
    ),
    "W508": CodeInfo(
        "Nothing is tolerable",
        "An actor that moves could live with no ending, in one view or in all, so that it will be called trapped "
        "whatever happens.",
        "List the endings that it could live with under `tolerable`; a view replaces an actor's whole list.",
    ),
    "W509": CodeInfo(
        "No ending pays anything",
        "Payoffs without `at_end` pay 0 at every ending, so that the actor gains the same however it ends.",
        "Say what each ending pays, or write `at_end: {otherwise: 0}` if that is meant.",
    ),
    # E6xx: found while the game is played out
    "E601": CodeInfo(
        "Not a number",
        "An operation divides by zero, takes the logarithm or root of something negative, or overflows, in a state "
        "that play can come to.",
        "Guard it (`x if condition else other`), or bound what goes in with max, min or clip.",
    ),
    "E602": CodeInfo(
        "Probability, rate or spread out of bounds",
        "In a state that play can come to, a probability leaves [0, 1], or a rate or a spread is below zero.",
        "Narrow the ranges that it reads, or hold it with clip, logistic or max.",
    ),
    "E603": CodeInfo(
        "No option left",
        "An actor has to move and every `when` of its options is false.",
        "Give it an option without `when`, or guard the whole move with `when`.",
    ),
    "E604": CodeInfo(
        "Moves twice in a period",
        "Two moves of one actor apply in the same period.",
        "Guard its moves with `when` so that only one of them applies.",
    ),
    "E605": CodeInfo(
        "Whole stock off the integers",
        "An effect gives a whole stock a value that is not an integer.",
        "Keep its changes whole, or drop `whole: true`.",
    ),
    "E606": CodeInfo(
        "Weight out of bounds",
        "How far an actor can live with an ending leaves [0, 1] in a state in which the game ends so.",
        "Hold it with clip(…, 0, 1), or use logistic.",
    ),
    "E607": CodeInfo(
        "Too large for memory",
        "The states of a period are too many to be solved; nothing was computed.",
        "Narrow the ranges of whole stocks, let them be plain stocks, or ask for fewer points.",
    ),
    # E72x: which scenario
    "E720": CodeInfo(
        "Unknown scenario",
        "There is neither a file nor a ready scenario of this name.",
        "Name a .yaml file, or one of the ready scenarios.",
    ),
    # E20x: names
    "E201": CodeInfo(
        "Unknown name",
        "An expression mentions a name that the scenario doesn't declare.",
        "Correct the spelling, or declare the name under `assumptions`, `state`, `define` or `play`.",
    ),
    "E202": CodeInfo(
        "Name can't be used here",
        "The name exists, but its value isn't known where the expression is evaluated: a starting value, say, "
        "may depend on assumptions only.",
        "Use one of the names that are known at this place.",
    ),
    "E203": CodeInfo(
        "Unknown label",
        "A mode or an actor is compared with a label that it never has.",
        "Use one of the mode's labels, or one of the actor's options (or `none`: it hasn't moved in this period).",
    ),
    "E204": CodeInfo(
        "Label with two meanings",
        "A word beside `==` is both a label of the other side and a mode or an actor of its own.",
        "Qualify the label (`west == west.east`), or rename one of the two.",
    ),
    "E205": CodeInfo(
        "Unknown function",
        "An expression calls a function that the language doesn't have.",
        "Use one of the functions listed in the language reference.",
    ),
    "E206": CodeInfo(
        "Function and name confused",
        "A function is mentioned without its arguments, or a name is called as if it were a function.",
        "Call functions with parentheses; write `*` to multiply.",
    ),
    "E207": CodeInfo(
        "Not an actor",
        "`at_end(…)` takes the name of one actor.",
        "Name an actor that the scenario declares.",
    ),
    "E208": CodeInfo(
        "Not a stock",
        "`initial(…)` takes the name of one stock.",
        "Name a stock that the scenario declares under `state`.",
    ),
    # E22x, E23x: the form of an expression
    "E220": CodeInfo("Empty expression", "An expression is needed and nothing is written.", "Write a value."),
    "E221": CodeInfo(
        "Character that means nothing here",
        "Expressions are made of numbers, names, operators and brackets; another character was found.",
        "Remove it; names consist of letters, digits and underscores.",
    ),
    "E222": CodeInfo(
        "Spelled differently here",
        "An operator or a word is spelled as in another language: `&&` for `and`, `=` for `==`, `^` for `**`.",
        "Use the spelling that the message gives.",
    ),
    "E223": CodeInfo(
        "Malformed number",
        "Numbers are written 3, 0.5, .5 or 1e-3: without thousands separators, percent signs or unit suffixes.",
        "Rewrite the number.",
    ),
    "E224": CodeInfo(
        "Unexpected word or symbol",
        "Two values follow each other without an operator, or an operator has no value beside it.",
        "Add what is missing or remove what is too much.",
    ),
    "E225": CodeInfo(
        "Bracket without its partner",
        "A bracket is opened and never closed, or closed without having been opened.",
        "Balance the brackets.",
    ),
    "E226": CodeInfo(
        "Expression ends too early",
        "A value is missing at the end of the expression.",
        "Write the missing value, or remove the operator that asks for it.",
    ),
    "E227": CodeInfo(
        "`if` not in its form",
        "A choice between two values has the form `x if condition else y`; the `else` is always needed.",
        "Write `x if condition else y`.",
    ),
    "E228": CodeInfo(
        "Expression too long",
        "One expression may have 4,000 characters.",
        "Give parts of it names under `define`.",
    ),
    "E229": CodeInfo(
        "Expression nested too deeply",
        "The parts of an expression may be nested 100 deep; a chain of operators counts as one part inside the other.",
        "Give parts of it names under `define`.",
    ),
    "E230": CodeInfo(
        "`inf` inside an expression",
        "`inf` stands alone, as a rationality does; it can't be calculated with.",
        "Use a large number, or let the value be `inf` as a whole.",
    ),
    "E231": CodeInfo(
        "List out of place",
        "Lists in square brackets belong to `table(x, [x0, x1, …], [y0, y1, …])` only.",
        "Use parentheses for grouping; name list elements one by one elsewhere.",
    ),
    "E232": CodeInfo(
        "Chained comparison inside another",
        "In `a < b < c` the middle value is looked at twice, so it may not hold a chained comparison itself.",
        "Name the inner comparison under `define`, or join two comparisons with `and`.",
    ),
    "E233": CodeInfo(
        "Text in quotes inside an expression",
        "Labels and names are written without quotes.",
        "Remove the quotes.",
    ),
    # E30x, E31x: types
    "E301": CodeInfo(
        "Number needed, yes/no found",
        "A condition stands where a number is needed.",
        "Write `1 if condition else 0`.",
    ),
    "E302": CodeInfo(
        "Yes/no needed, number found",
        "A number stands where a condition is needed; numbers are never taken for yes or no.",
        "Compare it: `x > 0`.",
    ),
    "E303": CodeInfo(
        "Label standing alone",
        "A mode, an actor or a label stands where a number or a yes/no is needed.",
        "Compare it: `phase == war`.",
    ),
    "E304": CodeInfo(
        "Label compared with something else",
        "A mode or an actor can be compared with its labels, or another mode or actor; not with a number or a yes/no.",
        "Compare it with one of its labels.",
    ),
    "E305": CodeInfo(
        "Labels have no order",
        "Modes and actors' picks can be compared with `==` and `!=` only.",
        "Use `==` or `!=`, or keep a stock for what is more or less.",
    ),
    "E306": CodeInfo(
        "Never the same",
        "The two sides of a comparison share no label, so that the answer never changes.",
        "Compare each side with a label of its own.",
    ),
    "E307": CodeInfo(
        "Branches of different types",
        "Both values of `x if condition else y` must be numbers, or both yes/no.",
        "Make both the same type.",
    ),
    "E308": CodeInfo(
        "Wrong number of arguments",
        "A function is called with too few or too many arguments.",
        "Call it as the language reference shows.",
    ),
    "E309": CodeInfo(
        "Table out of form",
        "`table(x, [x0, x1, …], [y0, y1, …])` needs two lists of equally many numbers, the first one rising.",
        "Correct the lists; each x has one y.",
    ),
    "E310": CodeInfo(
        "Label needed",
        "A mode is set to something that isn't a label.",
        "Write one of the mode's labels, or `label if condition else label`.",
    ),
    "E311": CodeInfo(
        "Yes/no compared with a number",
        "A condition is compared with a number, or two conditions are put in order.",
        "Write the condition itself, or `not` before it.",
    ),
    # E32x: units
    "E320": CodeInfo(
        "Units don't fit together",
        "Values in different units are added, subtracted or compared, or are the branches of one choice.",
        "Bring both to one unit, through an assumption that converts.",
    ),
    "E321": CodeInfo(
        "Unit isn't the one needed",
        "The value of the expression is in another unit than the place where it is used.",
        "Multiply by an assumption that converts; its unit is given in the message.",
    ),
    "E322": CodeInfo(
        "Pure number needed",
        "`exp`, `log` and `logistic` take a pure number, `per_period` a rate per period.",
        "Divide by a scale in the same unit.",
    ),
    "E323": CodeInfo(
        "Exponent out of form",
        "An exponent is a pure number, and a value that has a unit can only be raised to a number that is written out.",
        "Divide by a scale in the same unit first.",
    ),
    "E324": CodeInfo(
        "Unit can't be read",
        "Units are names joined by `*`, `/` or `per`, with exponents such as `^2`: `EUR bn/month`, `persons per day`.",
        "Rewrite the unit.",
    ),
    # E9xx: recognised, not there yet
    "E909": CodeInfo(
        "`previous(…)` isn't there yet",
        "Values of earlier periods can't be read in this version.",
        "Keep a stock that holds the earlier value: update it with the present one.",
    ),
    # E70x, E71x: requests
    "E701": CodeInfo(
        "Unknown view",
        "The scenario has no view of this name.",
        "Name one of the scenario's views, or none for the scenario as written.",
    ),
    "E702": CodeInfo(
        "Unknown assumption",
        "A request sets an assumption that the scenario doesn't have.",
        "Correct the spelling; `offramp show` lists the assumptions.",
    ),
    "E703": CodeInfo(
        "Assumption set to no number",
        "A request sets an assumption to infinity or to something that isn't a number.",
        "Give a finite number.",
    ),
    "E704": CodeInfo(
        "Unknown part of the state",
        "A request asks about a state by a name that is neither `t` nor a stock nor a mode.",
        "Name `t`, stocks and modes of the scenario.",
    ),
    "E705": CodeInfo(
        "State outside its range",
        "A request asks about a period that the calendar doesn't have, or a stock outside its range.",
        "Give a value inside; `offramp show` lists the ranges.",
    ),
    "E706": CodeInfo(
        "Unknown label of a mode",
        "A request asks about a mode with a label that it never has.",
        "Use one of the mode's labels.",
    ),
    "E707": CodeInfo(
        "Too few paths",
        "A chance can't be read from less than two paths.",
        "Ask for more paths.",
    ),
    "W709": CodeInfo(
        "Setting outside its range",
        "A request sets an assumption to a value outside the range that the scenario gives it; the value is used.",
        "Set a value inside, or read the result as one about a world that the scenario's author excluded.",
    ),
    "E708": CodeInfo(
        "Unknown actor",
        "A result is asked about an actor that the scenario doesn't have.",
        "Correct the spelling; `offramp show` lists the actors.",
    ),
    "E711": CodeInfo(
        "Setting out of form",
        "`--set` and `--at` take `name=value`, several with commas between them; values of `--set` are numbers.",
        'Write `--set slip=0.1` or `--at "t=4, phase=war"`; decimals take a point, and 5% is written 0.05.',
    ),
    "E712": CodeInfo(
        "Setting given twice",
        "One request gives the same name two values.",
        "Keep one of them.",
    ),
    "E713": CodeInfo(
        "Number outside what an option takes",
        "`--level` and `--tolerance` lie between 0 and 1, `--points` and `--paths` are 2 or more, `--seed` 0 or more.",
        "Give a number that the option takes, or leave the option out.",
    ),
    "E714": CodeInfo(
        "Command line not understood",
        "A command or an option is unknown, or lacks its value.",
        "See `offramp --help`, or `--help` of the command.",
    ),
    "E715": CodeInfo(
        "File exists already",
        "`offramp new` never writes over a file.",
        "Give another name.",
    ),
    "E716": CodeInfo(
        "File can't be written",
        "The folder isn't there, or the system refuses to write to this place.",
        "Give a place where you may write.",
    ),
    "E717": CodeInfo(
        "Not the name of a file",
        "A new scenario needs a name that a file can have.",
        "Give a name such as `strike` or `cases/strike.yaml`.",
    ),
}
