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
    "E114": CodeInfo(
        "Document can't be opened",
        "A path under `--document` names no file, a folder, or something that may not be opened.",
        "Check the path and its permissions.",
    ),
    "E115": CodeInfo(
        "Document too large",
        "A document may have 50 MB, 5,000 pages, 5 million characters of text and, as docx, 100 MB when unpacked.",
        "Save the part of it that is quoted as a document of its own.",
    ),
    "E116": CodeInfo(
        "Not a document",
        "Documents are PDF, docx, HTML, Markdown and plain text; the file is none of them.",
        "Save it as .pdf, .docx, .html, .md or .txt.",
    ),
    "E117": CodeInfo(
        "Broken or locked document",
        "The file isn't what its format asks for, or needs a password.",
        "Open it and save it again, or copy its text into a .txt file.",
    ),
    "E118": CodeInfo(
        "Library missing",
        "A kind of document needs a Python package that this installation lacks.",
        "Install the package that the message names, or save the document's text as a .txt file.",
    ),
    "E119": CodeInfo(
        "Phrase not in the document",
        "An anchor's phrase isn't in the document that it names, word for word. What differs in typesetting alone "
        "(line breaks, kinds of quotes and dashes) is taken for the same; a passage that is merely similar never is.",
        "Copy the phrase as it stands in the document, or cite what does say it.",
    ),
    "E120": CodeInfo(
        "Document takes too long to read",
        "Reading a document may take a minute and 2 GB of memory.",
        "Save the part of it that is quoted as a document of its own.",
    ),
    "E121": CodeInfo(
        "Document without text",
        "There is no text in the document, as in the scan of a paper.",
        "Run it through text recognition (OCR) first, or type the quoted passage into a .txt file.",
    ),
    "E122": CodeInfo(
        "Document of no source",
        "`--document` takes `NAME=PATH`, where NAME is a source of the scenario, each once.",
        "Write the name that the source has under `sources`.",
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
    # E26x: mechanisms of the library
    "E260": CodeInfo(
        "Unknown mechanism",
        "`use` names a mechanism that the library doesn't have.",
        "Correct the spelling; `offramp library` lists the mechanisms.",
    ),
    "E261": CodeInfo(
        "Unknown parameter of a mechanism",
        "`with` or `units` of a mechanism in use names something that the mechanism doesn't have.",
        "Correct the spelling; `offramp library NAME` lists the parameters with their units.",
    ),
    "E262": CodeInfo(
        "Mechanism lacks an input",
        "The mechanism needs something that only the scenario can know.",
        "Give it under `with`: a number, an expression or the name of an assumption.",
    ),
    "E263": CodeInfo(
        "Not what a parameter takes",
        "A list, a mapping or a text stands where the mechanism takes something else.",
        "Write it as the message shows.",
    ),
    "E264": CodeInfo(
        "Step of no mechanism",
        "`- use:` names a prefix under which nothing is used, or one whose steps are taken already or that has none.",
        "Correct the prefix, or remove the step.",
    ),
    "E265": CodeInfo(
        "Mechanism without its place in the period",
        "A mechanism has steps, and `play` doesn't say when they are taken; what comes before and after can matter.",
        "Add `- use: prefix` to `play`, where its steps belong.",
    ),
    "E266": CodeInfo(
        "Name of a mechanism is taken",
        "Two things have one name: the scenario's own, and what a mechanism brings in under its prefix.",
        "Rename yours, or choose another prefix.",
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
        "Rationality is 0 (picks by chance) or more; inf always picks the best. As `{odds: 3, per: 0.5}`, `odds` is "
        "1 or more and `per` above 0.",
        "Write 0 or more.",
    ),
    "E404": CodeInfo(
        "Discount outside [0, 1]",
        "A discount is the factor by which a period's delay shrinks a payoff.",
        "Write a factor such as 0.97.",
    ),
    "E416": CodeInfo(
        "Open game without a discount",
        "With `periods: open` what is paid in all periods together must stay bounded.",
        "Give the actor a discount below 1, or the calendar a number of periods.",
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
    "E420": CodeInfo(
        "Quantiles that no distribution has",
        "Quantiles are joined by a metalog (Keelin 2016), which goes through each of them exactly. Where the curve "
        "would fall with rising chance, or its tail leaves all numbers, no such distribution is there.",
        "Bound it with a `range`, move a quantile, or leave one out.",
    ),
    "E421": CodeInfo(
        "Quantiles out of order",
        "Quantiles are values by their chances: both rise, chances lie between 0 and 1, and values inside the `range`.",
        "Write them like {0.1: 3, 0.5: 6, 0.9: 12}.",
    ),
    "E422": CodeInfo(
        "Unknown distribution or parameters",
        "A `distribution` names one family with exactly the parameters of one of its forms.",
        "Write it like {gamma: {shape: 2, mean: 0.05}}.",
    ),
    "E423": CodeInfo(
        "Parameters that make no distribution",
        "A parameter is out of its bounds, such as a spread of 0, or lets the distribution reach beyond all numbers.",
        "Correct the parameters.",
    ),
    "E424": CodeInfo(
        "Range that doesn't fit its distribution",
        "A range alone needs two ends; one beside a distribution cuts it off, and must leave at least 0.1% of it.",
        "Give both ends, or correct the range.",
    ),
    "E425": CodeInfo(
        "Quantiles and a distribution",
        "Both say how likely each value is.",
        "Keep one of them; a `range` may stand beside either.",
    ),
    "E430": CodeInfo(
        "Not a correlation",
        "A correlation is two assumptions and a number between -1 and 1.",
        "Write it like [cost, delay, 0.6].",
    ),
    "E431": CodeInfo(
        "Pair listed twice",
        "Each pair of two different assumptions has one correlation.",
        "Keep one entry.",
    ),
    "E432": CodeInfo(
        "Fixed assumption correlated",
        "A number that is the same in every view and every world moves with nothing.",
        "Give it a range, quantiles or a distribution, or remove the correlation.",
    ),
    "E433": CodeInfo(
        "Correlations that can't all hold",
        "No numbers are correlated like this: what moves with the same third thing also moves together. Pairs that "
        "aren't listed count as uncorrelated.",
        "Add the missing pair, or weaken the largest correlation.",
    ),
    "E434": CodeInfo(
        "Switch without a choice",
        "A switch has two cases or more.",
        "List all its cases.",
    ),
    "E435": CodeInfo(
        "Two switches set the same thing",
        "With two cases that each set it, an assumption (or the number of periods) would have two values.",
        "Let one switch set it.",
    ),
    "E436": CodeInfo(
        "Unknown case",
        "A request sets a switch to a case that it doesn't have.",
        "Name one of its cases; `offramp show` lists them.",
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
    # E47x, E48x: off-ramps, claims, forecasts, evidence
    "E470": CodeInfo(
        "Proposal without effect",
        "An off-ramp changes an assumption, commits an actor or adds an option; this one leaves all as it is.",
        "Say what it changes: `change: {loss_east: 0.1}`, `commit: {…}` or `add: {…}`.",
    ),
    "E471": CodeInfo(
        "Commitment that can't be kept",
        "A commitment forces an actor to one of some options, or lets it avoid some; two of them may not contradict.",
        "Write `commit: {actor: east, avoid: give_in, until: 1962-11-01}`.",
    ),
    "W471": CodeInfo(
        "Proposal outside the range",
        "A proposal moves an assumption to where no view of the file holds it possible.",
        "Check the number; if the proposal can do that, all is well.",
    ),
    "E472": CodeInfo(
        "Option that can't be added",
        "A new option is added to one move of `play`, under a name that the actor has no option for.",
        "Write `add: {move: east, option: {accept: {then: {phase: deal}}}}`.",
    ),
    "E473": CodeInfo(
        "Formalised or not",
        "A claim has an expression under `holds` (a forecast under `happens`), or it says `formalised: no`.",
        "Add the expression, or `formalised: no` and why.",
    ),
    "E474": CodeInfo(
        "Not formalised, and no reason",
        "A sentence that can't be put into an expression is listed with the reason.",
        "Add `because: It is about motives, which the game doesn't have`, say.",
    ),
    "E475": CodeInfo(
        "Date of a forecast",
        "A forecast has a date inside the calendar, and asks for nothing later than that.",
        "Correct `by`, or the times in what happens.",
    ),
    "E476": CodeInfo(
        "Resolution of a forecast",
        "A resolution is yes, no or void (its condition never came about), fits the forecast's date, and says from "
        "where it is known.",
        "Write `resolved: {as: no, on: 2024-12-31, source: name}`.",
    ),
    "W476": CodeInfo(
        "Resolved before its date",
        "A forecast was resolved `no` before its date; until then it may still happen.",
        "If it has become impossible, all is well; otherwise wait.",
    ),
    "E477": CodeInfo(
        "Likelihood that isn't known",
        "Words of likelihood are turned into probabilities by the scale of Intelligence Community Directive 203, or by "
        "`probability`, one number or two between 0 and 1.",
        "Write `says: likely` (one of the scale's words), or `probability: [0.55, 0.8]` beside other words.",
    ),
    "E478": CodeInfo(
        "Forecast in hindsight",
        "The source of a forecast is later than the date by which it was to happen.",
        "Correct one of the two dates.",
    ),
    "W478": CodeInfo(
        "Forecast of what was known already",
        "What the forecast is about was over, or known, by `information_until`: the scenario may have been written "
        "with it in mind, so its own chance of it isn't scored.",
        "If the document is what you want to score, all is well; otherwise move `information_until`.",
    ),
    "W479": CodeInfo(
        "Source older than what it is to tell",
        "The source of a resolution is from before the day on which its outcome could be known.",
        "Name a source from after that day, or correct one of the dates.",
    ),
    "E480": CodeInfo(
        "Series of evidence",
        "Evidence has dated values under `observed`, or in the `columns` of a CSV `file`; one of the two.",
        "Write `observed: {2023-10: 0.61}`, or `file: polls.csv` and `columns: {date: month, value: support}`.",
    ),
    "W480": CodeInfo(
        "Observation out of range",
        "An observed value is one that the game's number never has.",
        "Check its unit and scale, or widen the stock's range.",
    ),
    "E481": CodeInfo(
        "Dates of evidence",
        "Each value belongs to one period of the calendar, and has it for itself.",
        "Correct the date, or leave the value out.",
    ),
    "E482": CodeInfo(
        "Table of evidence",
        "A file of evidence is a table of comma-separated values in UTF-8 with a heading, of at most 1 MB and 10,000 "
        "rows, with dates and numbers in the columns that are named.",
        "Correct the file, or the names of its columns.",
    ),
    "E483": CodeInfo(
        "Error of evidence",
        "Evidence says how far it may be off: `sd`, the spread of a normal error, or a `distribution` of the error.",
        "Write `sd: 0.03`.",
    ),
    "E484": CodeInfo(
        "Evidence from nowhere",
        "What was observed has a source, or a note that says how it is known.",
        "Name the `source`, or give a `note`.",
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
    "E511": CodeInfo(
        "Not a move of several actors at once",
        "Fewer than two actors, one of them twice, or something for an actor that doesn't move here.",
        "Write it like `move: [west, east]`, with `options` for all of them or for each.",
    ),
    "E512": CodeInfo(
        "Time in an open game",
        "With `periods: open` every period is alike, and something depends on the time.",
        "Let it depend on the state instead, or give a number of periods.",
    ),
    "E513": CodeInfo(
        "Not a focal profile",
        "`focal` has no option for an actor that moves here, one for an actor with a habit, or a number; or it stands "
        "where one actor moves alone.",
        "Write it like `focal: {west: push, east: give_in}`, with an option, or `none`, for all who choose.",
    ),
    "W420": CodeInfo(
        "Switch that changes nothing",
        "No expression asks for the switch, and none of its cases sets anything.",
        "Compare with it in an expression, let its cases `set` numbers, or remove it.",
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
    "W510": CodeInfo(
        "Document not there",
        "A source names a `file` that isn't in the scenario's folder, so that its phrases can't be verified.",
        "Put the document there, or give it a `link` instead.",
    ),
    "W511": CodeInfo(
        "Phrase found several times",
        "The document has an anchor's phrase at several places.",
        "Add `before` or `after`: a word or two right beside the phrase.",
    ),
    "W512": CodeInfo(
        "Document can't be read",
        "A source's `file` is there, and no text can be had from it, so that its phrases can't be verified.",
        "Mend it as the message says.",
    ),
    "W520": CodeInfo(
        "Ending that no actor cares about",
        "It pays every actor what the horizon pays, nobody could live with it in any view, and nobody is ruined by it.",
        "Say what it pays or who could live with it; or let the game go on.",
    ),
    "W521": CodeInfo(
        "Contested assumption with one reading",
        "An assumption rests on a partisan source, and is the same in every view.",
        "Give it `views`: how each side reads it.",
    ),
    "W522": CodeInfo(
        "Views that differ only in numbers",
        "No view changes a switch, or what anybody could live with. Rival readings of a conflict usually differ in "
        "what is at stake and in how things work, and not in sizes alone.",
        "Say under `tolerable` what each view thinks bearable, or give a rule that is in dispute a switch.",
    ),
    # E44x: choices
    "E440": CodeInfo(
        "Numbers of an option",
        "A numeric option needs a lowest number, a higher one, and how many numbers there are, both ends counted.",
        "Write `demand: {from: 0, to: 1, steps: 101}`; between whole numbers `steps` may be left out.",
    ),
    "E441": CodeInfo(
        "Habit without an option",
        "An actor with a habit makes a move in which the habit gives no option a chance.",
        "Give one of the move's options a chance, or write a `habit` for that move alone.",
    ),
    "E442": CodeInfo(
        "Chances of a habit",
        "The chances of a habit are written out, and don't add up to 1.",
        "Make them shares of one whole, over the options of a move.",
    ),
    "E443": CodeInfo(
        "Whose number",
        "Several actors or named moves have a numeric option of this name.",
        "Say whose number is meant: `west.demand`.",
    ),
    "W440": CodeInfo(
        "Rationality without effect",
        "An actor with a habit doesn't weigh its options, so that its rationality changes nothing.",
        "Remove the habit or the rationality.",
    ),
    "W441": CodeInfo(
        "Favours without payoffs",
        "An actor without payoffs does no favours, so that its `helped` changes nothing.",
        "Give it payoffs, which say what a favour costs it, or remove `helped`.",
    ),
    # E45x: time, shocks and what changes in the course of a period
    "E450": CodeInfo(
        "Neither a date nor a period",
        "`from` and `until` take a date, where the calendar has dates, or the number of a period.",
        "Write a date such as 2023-09-01, 2023Q4 or 2023, or a number from 0 to the number of periods.",
    ),
    "E451": CodeInfo(
        "Over before it begins",
        "A step or an option has an `until` that isn't later than its `from`; `until` itself is left out.",
        "Let `until` come after `from`.",
    ),
    "W451": CodeInfo(
        "Over after the calendar",
        "A step or an option has an `until` after the calendar's last day, which changes nothing.",
        "Correct the date, or leave it out.",
    ),
    "E452": CodeInfo(
        "Integration out of form",
        "Beside `update:` may stand `method: euler` or `method: rk4`, and `substeps:` from 1 to 1,000.",
        "Write them beside `update`, not among what it sets.",
    ),
    "E453": CodeInfo(
        "Can't be integrated",
        "An update with a `method` or `substeps` moves stocks bit by bit; modes and whole stocks can only jump.",
        "Set them in an update of their own.",
    ),
    "E454": CodeInfo(
        "Earlier value not kept",
        "`previous(x, k)` looks further back than the stock's `lags` say.",
        "Write `lags: k` beside the stock's range.",
    ),
    "E455": CodeInfo(
        "Too many lags",
        "A stock keeps 12 earlier values at most: each is one more number of the state.",
        "Look back over fewer periods, or keep what is needed in a stock that is updated every period.",
    ),
    "E456": CodeInfo(
        "Distribution of a shock out of form",
        "A shock has an `sd`, or a `distribution` that names one family with its parameters, and perhaps a `range`.",
        "Write `distribution: {gamma: {shape: 2, mean: 0.05}}`; parameters may be expressions.",
    ),
    "E457": CodeInfo(
        "Parameters make no distribution",
        "The parameters of a shock break the rule of its family, or its `range` leaves nothing of it.",
        "Correct the parameters, or widen the range.",
    ),
    "E458": CodeInfo(
        "Not a defined quantity",
        "`output` lists quantities under `define`, which results then show over time; stocks and modes they show "
        "anyway.",
        "Give what is to be shown a name under `define`, and list that.",
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
    "E610": CodeInfo(
        "Number of an option that wasn't picked",
        "The number of a numeric option is read where another option was picked, or none yet.",
        "Ask first what was picked: `demand if west == demand else 0`.",
    ),
    "E611": CodeInfo(
        "Negative chance in a habit",
        "A habit gives an option a chance below 0 in some state.",
        "Hold it with `max(0, …)`.",
    ),
    "E612": CodeInfo(
        "Chances of a habit don't add up",
        "In some state the chances of a habit don't add up to 1, or come to more than 1 where an option is missing.",
        "Make them shares of one whole, over the options of a move.",
    ),
    "E613": CodeInfo(
        "Nothing to pick by habit",
        "In some state no option that is available has a chance by the actor's habit.",
        "Give an option that is always there a chance, or guard the move with `when`.",
    ),
    "E614": CodeInfo(
        "Too many picks in a period",
        "The options of a period's moves, multiplied with each other, are too many to be played out in memory.",
        "Take fewer numbers in numeric options, or let fewer moves follow each other in a period.",
    ),
    "E621": CodeInfo(
        "Shock can't be drawn",
        "In a state that play can come to, the parameters of a shock make no distribution, or its `range` leaves "
        "nothing of it.",
        "Hold its parameters with max or clip, widen the range, or guard the shock with `when`.",
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
        "`initial(…)` and `previous(…)` take the name of one stock.",
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
    # E34x, E35x: claims and the events in them
    "E340": CodeInfo(
        "Not about the solved game",
        "A claim is a yes/no about the solved game. What happens in the course of play (an ending, a mode, a stock, a "
        "date) is no claim yet: its chance or its mean is a number that can be compared.",
        "Write `chance(war by 2024Q1) > 0.5`, or `mean(front at end) < 0.4`.",
    ),
    "E342": CodeInfo(
        "A condition without a time",
        "A condition of the state may hold in some periods and not in others, so an event says when.",
        "Add `by 2024Q1`, `at 2024Q1`, `at end`, `within 4 periods`, `ever`, `never` or `always` after the condition.",
    ),
    "E343": CodeInfo(
        "Two times",
        "A condition has one time; a part of it can't have another one.",
        "Put the time after the whole condition, in parentheses, or join two conditions that each have their time.",
    ),
    "E344": CodeInfo(
        "Quantity inside an event",
        "A chance, a value or a verdict belongs to the solved game, and an event to one course of play.",
        "Put the quantity outside: `chance(war) > chance(east_yields)`.",
    ),
    "E345": CodeInfo(
        "Condition that can't be read",
        "There are three: `given X` for what happens, `if actor never option` for what an actor is made to do, and "
        "`if actor commits to never option` where all others know it. `given` has a meaning for averages only.",
        "Write `given X`, `if bloc never sustain`, or `if bloc commits to never sustain`.",
    ),
    "E346": CodeInfo(
        "Arguments of a quantity",
        "`value`, `would`, `verdict` and the like take an actor; `reach`, `price`, `opens` and `closes` take an actor "
        "and one of its options.",
        "Write `verdict(bloc)`, `reach(bloc, wind_down)` or `closes(bloc, wind_down, last)`.",
    ),
    "E347": CodeInfo(
        "Time that can't be used",
        "A time is a date or the number of a period, inside the calendar; `within` takes a number of periods.",
        "Write it like 2024Q1, 2024-03, 2024-03-31 or 5; `within 4 periods`.",
    ),
    "W347": CodeInfo(
        "Date inside a period",
        "The game knows no days inside a period: what happens by this date is counted until the period before.",
        "Name the last day of a period, or take shorter periods.",
    ),
    "E348": CodeInfo(
        "Event that is certain or impossible",
        "A condition holds always or never, whatever is played; or two things are asked for that exclude each other, "
        "such as two endings.",
        "Correct the condition: nothing depends on it as it is.",
    ),
    "E349": CodeInfo(
        "Condition that leaves nothing",
        "What an actor is taken to do leaves it no option, or all of them, or holds in no period.",
        "Name other options, or let two conditions hold at different times.",
    ),
    "W349": CodeInfo(
        "Utilities of two actors compared",
        "Each actor's utility has a unit of its own, so that a difference between two actors means nothing by itself.",
        "Compare what one actor gets in two cases.",
    ),
    "E350": CodeInfo(
        "Comparison that has one answer only",
        "A claim, or a part of it, comes out the same whatever the game is: a chance is never above 1.",
        "Compare with a value that may or may not be reached; chances are shares of one.",
    ),
    "E351": CodeInfo(
        "Verdict at a later date",
        "At a later date an actor may be trapped in some states and free in others, so there is no one verdict.",
        "Ask for a mean over live play: `could(bloc at 2024Q1) < 0.5`.",
    ),
    # E352–E354: questions of `offramp why`
    "E352": CodeInfo(
        "Question that can't be read",
        "`offramp why` explains a choice or a verdict.",
        'Write `"bloc chooses sustain in 2024Q1"` (no period: the first in which it can), or `"verdict(bloc)"`.',
    ),
    "E353": CodeInfo(
        "No such choice then",
        "The actor doesn't move in that period, or can't pick that option then.",
        "Ask about a period or an option that the message names.",
    ),
    "E354": CodeInfo(
        "Choice off the path",
        "As the game is played, play hardly ever comes there (in under 0.1% of all courses), so there is nothing to "
        "average over.",
        'Ask about another period, or about a state: `--at "t=6, tension=0.8"`.',
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
        "`--level` and `--tolerance` lie between 0 and 1, `--points` and `--paths` are 2 or more, `--seed` and "
        "`--worlds` 0 or more.",
        "Give a number that the option takes, or leave the option out.",
    ),
    "E714": CodeInfo(
        "Command line not understood",
        "A command or an option is unknown or lacks its value, or two options exclude each other.",
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
    "E718": CodeInfo(
        "Unknown backend",
        "The environment variable OFFRAMP_BACKEND chooses what computes: `native` is compiled code, `numpy` the slower "
        "twin of it.",
        "Unset it, or set it to `native` or `numpy`.",
    ),
    # E73x: scenario files as texts
    "E730": CodeInfo(
        "No such place in the scenario",
        "A value is to be set by a path that leads nowhere: a name is misspelt, or the path goes on below one value.",
        "Name an assumption (`slip`), or give the path as the file has it: `assumptions.slip.range`, `play.3.sd`.",
    ),
    "E731": CodeInfo(
        "Value can't be put there",
        "The new value isn't one that YAML can hold in that place, or the place stands for several through an alias.",
        "Change it in the file by hand.",
    ),
    "E732": CodeInfo(
        "Ready scenarios aren't changed",
        "Scenarios that come with Offramp stay as they are, so that everybody's results are of the same text.",
        "Write a copy of your own with `offramp set … --out FILE`, and change that.",
    ),
    "E733": CodeInfo(
        "File would be written over",
        "A scenario is to be saved as a file that is there already and isn't its own.",
        "Name another file, or ask for it: `--overwrite`, in Python `overwrite=True`.",
    ),
    "E734": CodeInfo(
        "Question without an answer",
        "`offramp new --about` needs to know who decides and how it may end, and nobody is there to be asked.",
        "Answer with options (`--actor`, `--ending`), with `--answers FILE`, or run it on a terminal.",
    ),
    "E735": CodeInfo(
        "Answer that can't be used",
        "An answer to a question of `offramp new --about` names nothing, too much, or something that isn't there.",
        "Correct it as the message says.",
    ),
    "E736": CodeInfo(
        "Two sides needed",
        "`offramp diff` compares two scenarios, or two views.",
        "Name two scenarios, or one and `--view` once or twice.",
    ),
    "E737": CodeInfo(
        "Answers can't be read",
        "The file of `--answers` isn't there, isn't text, or is too long.",
        "Name a text file with one answer a line, in the order of the questions.",
    ),
    "E738": CodeInfo(
        "Change that doesn't fit",
        "With the values that are to be set, the scenario isn't in order any more; the file was left as it is.",
        "Give values that fit; set together what belongs together, such as a value and its range.",
    ),
    # E74x, E75x: runs of worlds
    "E740": CodeInfo(
        "Not the folder of a run",
        "A run goes into a folder that isn't there yet or is empty, and is read from the folder that `offramp explore "
        "--out` wrote.",
        "Give the folder of a run, or for a new one a name that isn't taken.",
    ),
    "E741": CodeInfo(
        "Run can't be written",
        "The system refuses to write here, or there is no room left. What was written before stays.",
        "Make room or give another place; a run that has begun goes on with `--resume`.",
    ),
    "E742": CodeInfo(
        "Run in use",
        "One process at a time writes to a run.",
        "Wait for the other one, or stop it.",
    ),
    "E743": CodeInfo(
        "Not the same run",
        "A run goes on only with the scenario, the request and the versions that it was begun with: then it comes to "
        "the same bytes as one that was never stopped.",
        "Ask for what it was begun with, or explore into another folder.",
    ),
    "E744": CodeInfo(
        "Run there already",
        "A run is never written over.",
        "Go on with it by `--resume`, or give another folder.",
    ),
    "E745": CodeInfo(
        "Run damaged",
        "A file of the run isn't what was written.",
        "`offramp explore … --resume` solves damaged parts again; without a sound `manifest.json` there is no run.",
    ),
    "E746": CodeInfo(
        "Run of another version",
        "The folder was written in another version of the format.",
        "Read it with the version of Offramp that `versions.json` in it names.",
    ),
    "E747": CodeInfo(
        "Engine that can't be used",
        "Worlds are solved by `threads`, `processes` or a Dask cluster (`dask://host:port`), which needs the extra "
        "`offramp[dask]`, a scheduler that answers within ten seconds, and workers.",
        "Leave `--engine` out, or start the cluster first.",
    ),
    "E748": CodeInfo(
        "Nothing to explore",
        "No assumption has a range, quantiles or a distribution in the views that were asked for.",
        "Say how uncertain the assumptions are, or use `offramp solve`.",
    ),
    "E749": CodeInfo(
        "Too many numbers",
        "A view of a run may have 100 million numbers: worlds times what is kept of each.",
        "Ask for fewer worlds, or leave closings out.",
    ),
    "E750": CodeInfo(
        "Run not finished",
        "Results are read once all worlds are solved.",
        "Go on with it: `offramp explore … --resume`.",
    ),
    "E751": CodeInfo(
        "No such quantity",
        "A number is asked for that the worlds of this run don't have.",
        "Correct the name; the run's `quantities` lists them.",
    ),
    "E752": CodeInfo(
        "No such design",
        "Worlds are drawn as a Latin hypercube (`lhs`), as Sobol' points (`sobol`), independently (`iid`) or in "
        "Saltelli's blocks (`saltelli`).",
        "Name one of them.",
    ),
    "E753": CodeInfo(
        "Not from this design",
        "What was asked can't be had from worlds that were drawn like this, or would be wrong.",
        "Explore with the design that the message names.",
    ),
    "E754": CodeInfo(
        "No such switch",
        "A run is asked to look at every case of a switch that the scenario doesn't have.",
        "Correct the name; `all` stands for every switch.",
    ),
    "E755": CodeInfo(
        "Run without claims",
        "Claims are judged over worlds from what a run kept of each for them, and this run kept nothing.",
        "Explore the scenario anew without `--no-claims`, or judge its claims at the baseline alone.",
    ),
    "E756": CodeInfo(
        "Option that a run doesn't take",
        "A run's worlds are solved already, with the level, the numbers and the grids that it was explored with.",
        "Leave the option out, or explore into another folder with what you want to be different.",
    ),
    "E760": CodeInfo(
        "No evidence in a run",
        "The worlds of this run weren't held against anything that was observed.",
        "Give the scenario `evidence` and explore it, without --no-evidence.",
    ),
    "E761": CodeInfo(
        "Unknown forecast",
        "The scenario has no forecast of this name.",
        "Name one of the scenario's `forecasts`.",
    ),
    "E762": CodeInfo(
        "Cut-off of evidence",
        "Evidence counts up to a date, the number of a period, or as far as it was known when a forecast was made.",
        "Give one of them.",
    ),
    "W740": CodeInfo(
        "Part of a run was damaged",
        "A file of the run was missing or had other bytes than were written; it was made again.",
        "If nobody touched it, check the disk.",
    ),
    "W741": CodeInfo(
        "More worlds than asked",
        "Sobol' points lie evenly only in powers of two, so the number of worlds was rounded up.",
        "Ask for the number that the message names.",
    ),
    # E77x: off-ramps
    "E770": CodeInfo(
        "No way out to look for",
        "Off-ramps are looked for where somebody chooses, and for an actor of whom the scenario says which endings it "
        "could live with.",
        "List these endings under `tolerable`, or ask for another actor.",
    ),
    "E780": CodeInfo(
        "Unknown language",
        "The report's words aren't there in this language.",
        "Ask for one that is named, or translate `offramp/report/words/en.toml` into a file beside it.",
    ),
    "E781": CodeInfo(
        "No world could be solved",
        "Every draw of the uncertain assumptions breaks a rule of the scenario, so that there is nothing to report.",
        "Mend what the message says breaks, or narrow the ranges that lead there, and explore again.",
    ),
    "E782": CodeInfo(
        "Off-ramps that can't be used",
        "The file of `--off-ramps` isn't what `offramp offramps --json` prints, or is about another scenario.",
        "Look for off-ramps in the scenario that the run keeps, and give what `--json` prints.",
    ),
    "E783": CodeInfo(
        "Ending of the report's file",
        "A report is one file, a page (.html) or a document (.pdf), and its ending says which.",
        "Name the file so.",
    ),
    "E785": CodeInfo(
        "Unknown figure",
        "There is no figure of this name.",
        "`offramp figure RUN` lists those that there are.",
    ),
    "E786": CodeInfo(
        "Figure of no such period",
        "The run has no such period in which somebody could choose, or the figure isn't of single periods.",
        "Name a period as the figure of all periods does, or its number from 0 on; other figures take no `--period`.",
    ),
    "E787": CodeInfo(
        "Nothing to draw",
        "The run, or a file that was given, has nothing that this figure could show.",
        "Explore with what the message names, or give the file that it asks for.",
    ),
    "E788": CodeInfo(
        "Not a file for figures",
        "A figure goes to a file that ends in .svg, .png or .json.",
        "Name such a file with `--out`.",
    ),
    "W784": CodeInfo(
        "A page in place of a PDF",
        "A PDF is printed by a browser of the Chromium kind, and there is none here, or it printed nothing; the page "
        "was written instead, and the exit code is 3.",
        "Print the page from any browser; or install Chromium or Chrome, or name one in `OFFRAMP_BROWSER`, and ask "
        "again.",
    ),
    "W770": CodeInfo(
        "Off-ramp that changes nothing",
        "With this proposal every number is as it is without it: no rule reads what it changes, play never comes to "
        "what it binds, or in this view nothing is other than it was.",
        "Change something that the rules read, or bind an option that could be picked.",
    ),
    "W771": CodeInfo(
        "Commitment that may not be kept",
        "At times the actor may have nothing to pick but what it has promised not to; it then picks that.",
        "Give the actor another option that is always there, or let the commitment rule out less.",
    ),
    "W772": CodeInfo(
        "Off-ramp that isn't tried",
        "In a game without a last period all periods are alike, so that a commitment can't hold for a time only.",
        "Let it hold throughout, or give the calendar a number of periods.",
    ),
    # E80x, E81x: games in files of other programs
    "E801": CodeInfo(
        "Not a Gambit file",
        "A game in extensive form begins with `EFG 2 R`, one in strategic form with `NFG 1 R`; this file doesn't.",
        "Name a file that Gambit wrote, ending in .efg or .nfg.",
    ),
    "E802": CodeInfo(
        "Game too large",
        "Game files may have 16 MB, 100 players and 500,000 nodes (fewer with many players) or 2 million payoffs, and "
        "a simultaneous stage a million ways to play it.",
        "Cut the game down, such as to one of its subgames.",
    ),
    "E803": CodeInfo(
        "File ends too early",
        "Something is missing at the end: a node for an action, a payoff, a brace.",
        "Copy the whole file, its end included.",
    ),
    "E804": CodeInfo(
        "Something else expected",
        "The order of the parts of a node, or of the file, is fixed; another part stands here.",
        "Compare with the format in Gambit's documentation. A quote inside a label is written \\\".",
    ),
    "E805": CodeInfo(
        "Label that never ends",
        "A quote opens a label, and no quote closes it.",
        'Close the label with a quote; one inside it is written \\".',
    ),
    "E806": CodeInfo(
        "No number",
        "Payoffs and probabilities are decimals, with an exponent or without, or fractions such as 1/3, within ±1e100.",
        "Write a number such as 3, -0.5, 1e-3 or 1/3.",
    ),
    "E807": CodeInfo(
        "Wrong number of entries",
        "There are more or fewer payoffs, strategies or actions than the game's players and strategies ask for.",
        "Give one payoff for each player; decimals take a point, since a comma begins the next payoff.",
    ),
    "E808": CodeInfo(
        "Probabilities out of bounds",
        "The probabilities of a chance node are 0 or more and add up to 1 (within 1e-9).",
        "Write shares of one whole; fractions such as 1/3 are exact.",
    ),
    "E809": CodeInfo(
        "Information set described in two ways",
        "An information set that occurs again has the same label, actions and probabilities, or no description.",
        "Describe it alike, leave the description out, or give it a number of its own.",
    ),
    "E810": CodeInfo(
        "Outcome described in two ways",
        "An outcome that occurs again has the same label and payoffs, or no description; outcome 0 never has one.",
        "Describe it alike, leave the description out, or give it a number of its own.",
    ),
    "E811": CodeInfo(
        "Number that stands for nothing",
        "A node names a player, an information set or an outcome that isn't there, or not yet: the first node that "
        "names one describes it.",
        "Correct the number, or describe what it stands for.",
    ),
    "E812": CodeInfo(
        "Node that belongs nowhere",
        "Every action of the tree has its branch already, and the file goes on.",
        "Remove what follows, or give the node that it belongs to one more action.",
    ),
    "E813": CodeInfo(
        "Option that isn't for game files",
        "A game file has payoffs and probabilities and nothing to set: views, states and grids belong to scenarios. A "
        "scenario says itself how rational its actors are.",
        "Leave the option out. `offramp solve` takes `--rationality` for a game file, `--set` for a scenario.",
    ),
    "E814": CodeInfo(
        "Game file where a scenario is needed",
        "This command works on scenarios; a game in a file of Gambit's can be checked, shown and solved.",
        "Name a scenario, or use `offramp check`, `offramp show` or `offramp solve`.",
    ),
    "E820": CodeInfo(
        "Hidden information, not solved yet",
        "Of games in extensive form those are solved in which everything is seen but what moves at the same time. This "
        "information set hides more: an earlier move of another stage, a draw that somebody else sees, or what its own "
        "player did or knew.",
        "Solve it with Gambit.",
    ),
    "E821": CodeInfo(
        "Too large to be written",
        "A game tree may have 100,000 nodes, and every play of a game is a way through it; a PRISM model may have "
        "100,000 pairs of a state and something to do there, and states that come again are one.",
        "Shorten the calendar, narrow the ranges of whole stocks, or write a PRISM model instead of a tree.",
    ),
    "E822": CodeInfo(
        "Nothing that the format can hold",
        "Game trees and PRISM models have finitely many states: modes and whole stocks, chances and moves. A tree has "
        "players, and all of them know the same game.",
        "Make stocks whole, replace shocks by chance events, or take `believes` away.",
    ),
    "W823": CodeInfo(
        "Discount in a game tree",
        "In a tree everything is valued at the start of the game, in a scenario at the time of the move. For finite "
        "rationality a player that discounts is less exact in later periods of the tree than of the scenario.",
        "Compare exact play, or set the discount to 1.",
    ),
    "E824": CodeInfo(
        "Option that the format doesn't take",
        "`offramp write` needs a format that it knows, and fixes choices in PRISM models only.",
        "Write `--as efg` or `--as prism`; `--free` and `--solved` go with the latter.",
    ),
}
