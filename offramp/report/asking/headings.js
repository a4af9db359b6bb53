// Headings of figures, which state what is found, by the rules of their Python modules; null where there is nothing to say.

const HALF = 0.5;
const LEAST = 0.005; // of the median chance of an ending that a figure shows
const TOO_CLOSE = "too_close";

const percent = (share, words) => {
  if (share > 0 && share < 0.01) return words.under;
  if (share > 0.99 && share < 1) return words.over;
  return `${Math.floor(100 * share + 0.5)}%`;
};

// Rows by what `key` says of them, in the order in which each comes first.
const rowsBy = (rows, key) => {
  const found = new Map();
  for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
  return found;
};

const HEADINGS = {
  views: ({ rows, names, said: { say, listed }, words }) => {
    const first = (its) => most(its, (row) => row.count);
    const word = (what, known) => (what === TOO_CLOSE ? say("figures.views.too_close") : known[what]);
    const each = (row, verdict) =>
      say("figures.views.each", { verdict, view: names.views[row.view], share: percent(row.share, words) });
    const leaders = [...rowsBy(rows("verdict_shares"), (row) => row.actor)].map(([actor, its]) => [
      actor, [...rowsBy(its, (row) => row.view).values()].map(first),
    ]);
    const differ = leaders.find(([, its]) => new Set(its.map((row) => row.verdict)).size > 1);
    if (differ) {
      const [actor, its] = differ;
      const told = listed(its.map((row) => each(row, word(row.verdict, names.verdicts))));
      return capital(say("figures.views.title_differ", { actor: names.actors[actor], each: told }));
    }
    if (leaders.length) {
      const same = leaders.map(([actor, its]) => {
        const shares = its.map((row) => row.share).sort((a, b) => a - b);
        const [low, high] = [shares[0], shares[shares.length - 1]].map((share) => percent(share, words));
        const share = low === high ? low : say("figures.views.between", { low, high });
        const verdict = word(its[0].verdict, names.verdicts);
        return say("figures.views.title_same", { actor: names.actors[actor], verdict, share });
      });
      const whole = same.join("; ");
      return capital(leaders[0][1].length > 1 ? say("figures.views.title_every", { said: whole }) : whole);
    }
    const answers = [...rowsBy(rows("answer_shares"), (row) => row.view).values()].map(first);
    if (!answers.length) return null;
    return capital(
      say("figures.views.title_answer", { each: listed(answers.map((row) => each(row, word(row.group, names.groups)))) }),
    );
  },

  exits: ({ rows, shown, names, said: { say } }) => {
    const seen = rows("exits").filter((row) => row.seen && shown(row));
    const clauses = [...rowsBy(seen, (row) => row.actor)].map(([actor, its], place) => {
      const options = [...rowsBy(its, (row) => row.option).values()];
      const open = (at) => options.filter((own) => own.at(at).share >= HALF).length;
      const counts = { actor: names.actors[actor], first: open(0), last: open(-1), options: options.length };
      const ever = its.some((row) => row.share >= HALF);
      const form = counts.first !== counts.last ? "change" : ever ? "same" : "none";
      return say(`figures.exits.${place ? "then" : "title"}_${form}`, counts);
    });
    return clauses.length ? clauses.join("; ") : null;
  },

  outcomes: ({ rows, names, said: { say }, words }) => {
    const there = rows("endings").filter((row) => row.of);
    const shown = there.filter((row) => row.q95 >= LEAST);
    const [first] = (shown.length ? shown : there).sort((a, b) => b.q50 - a.q50 || b.q95 - a.q95);
    if (!first) return null;
    const [median, low, high] = [first.q50, first.q05, first.q95].map((chance) => percent(chance, words));
    return say("figures.outcomes.title", { ending: names.endings[first.ending], median, low, high });
  },

  dilemma: ({ rows, shown, names, said: { say }, words }) => {
    const panels = [...rowsBy(rows("options").filter((row) => row.of && shown(row)), (row) => row.actor)];
    if (!panels.length) return null;
    const best = panels.map(([actor, its]) => ({ actor, its, row: most(its, (row) => row.value_q50) }));
    const worst = most(best, ({ row }) => -row.reach_q50);
    const top = most(worst.its, (row) => row.reach_q50);
    const named = { actor: names.actors[worst.actor], level: names.level_said };
    const reach = (row) => percent(row.reach_q50, words);
    if (top.reach_q50 < names.level) {
      return say("figures.dilemma.title_stuck", { option: names.options[top.option], reach: reach(top), ...named });
    }
    const kind = worst.row.reach_q50 >= names.level ? "clear" : "price";
    const told = { best: names.options[worst.row.option], reach: reach(worst.row) };
    return say(`figures.dilemma.title_${kind}`, { ...told, ...named });
  },
};

// kind: of the figure; view: whose worlds it shows, null: all views'; shown: [actor, option] of those that it has, if
// it shows some of them alone; rows: of a table, by its name.
const headingOf = (kind, { view, shown, rows, told, said, words }) => {
  if (!HEADINGS[kind]) return null;
  const { names } = told;
  const pairs = new Set(shown.map((pair) => pair.join("|")));
  const found = HEADINGS[kind]({ rows, names, said, words, shown: (row) => pairs.has(`${row.actor}|${row.option}`) });
  if (found === null || !view) return found;
  return names.several ? `${names.views[view]}: ${found}` : capital(found);
};
