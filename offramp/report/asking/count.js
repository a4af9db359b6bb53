// The rows that figures show, counted from some worlds of a view: the same as the run's own, table by table.

const SCORE = 1.959963984540054; // of the normal distribution, at 97.5%
const QUANTILES = [["q05", 0.05], ["q25", 0.25], ["q50", 0.5], ["q75", 0.75], ["q95", 0.95]];
const OPEN = 2;
const UNSEEN = 0;
const NOT_ASKED = 0;
const HOLDS = 2;

// Wilson's 95% interval of a share, beside it; null where there is nothing to have a share of.
const shareOf = (count, of) => {
  if (!of) return { share: null, low: null, high: null };
  const share = count / of;
  const square = SCORE * SCORE;
  const middle = (share + square / (2 * of)) / (1 + square / of);
  const spread = (share * (1 - share)) / of + square / (4 * of * of);
  const half = (SCORE / (1 + square / of)) * Math.sqrt(spread);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
};

const counted = (code, left, classes) => {
  const found = new Uint32Array(classes);
  for (const w of left) found[code[w]] += 1;
  return found;
};

// Lower empirical quantiles of a column of numbers, back in their unit.
const spreadOf = (columns, layout, packed, what, column, left) => {
  const code = columns.numbers(what, column);
  const known = new Uint16Array(left.length);
  let of = 0;
  for (const w of left) if (code[w]) known[of++] = code[w];
  const ordered = known.subarray(0, of).sort();
  const [low, high] = layout.ends[what][column];
  const value = (step) => low + ((step - 1) / packed.levels) * (high - low);
  const at = (q) => (of ? value(ordered[Math.floor(q * (of - 1))]) : null);
  return { of, quantiles: QUANTILES.map(([name, q]) => [name, at(q)]) };
};

const TABLES = {
  verdict_shares: ({ view, columns, layout, packed, left }) =>
    layout.actors.flatMap((actor, place) => {
      const found = counted(columns.codes("verdict", place), left, packed.verdicts.length);
      return packed.verdicts.map((verdict, code) => ({
        view, actor, verdict, count: found[code], of: left.length, ...shareOf(found[code], left.length),
      }));
    }),

  answer_shares: ({ view, columns, layout, left }) => {
    const found = counted(columns.codes("answer", 0), left, layout.answers.length);
    return layout.answers.map((group, code) => ({
      view, group, count: found[code], of: left.length, ...shareOf(found[code], left.length),
    }));
  },

  exits: ({ view, columns, layout, left }) =>
    layout.options.flatMap(([actor, option], pair) =>
      layout.periods.map((label, t) => {
        const found = counted(columns.codes("open", pair * layout.periods.length + t), left, OPEN + 1);
        const seen = left.length - found[UNSEEN];
        return { view, actor, option, t, label, open: found[OPEN], seen, share: seen ? found[OPEN] / seen : null };
      }),
    ),

  options: ({ view, columns, layout, packed, left }) =>
    layout.at_start.map((pair) => {
      const value = spreadOf(columns, layout, packed, "value", pair, left);
      const reach = spreadOf(columns, layout, packed, "reach", pair, left);
      const named = (what, one) => Object.fromEntries(one.quantiles.map(([name, at]) => [`${what}_${name}`, at]));
      const [actor, option] = layout.options[pair];
      return { view, actor, option, of: value.of, ...named("value", value), ...named("reach", reach) };
    }),

  endings: ({ view, columns, layout, packed, left }) =>
    layout.endings.map((ending, place) => {
      const chance = spreadOf(columns, layout, packed, "chance", place, left);
      return { view, ending, of: chance.of, ...Object.fromEntries(chance.quantiles) };
    }),

  hinge_curves: ({ view, columns, layout, packed, left }) =>
    layout.curves.flatMap(([place, assumption]) => {
      const held = columns.codes("conclusion", place);
      const step = columns.codes("step", assumption);
      const of = new Uint32Array(packed.bins);
      const count = new Uint32Array(packed.bins);
      const wide = packed.steps / packed.bins;
      for (const w of left) {
        if (held[w] === NOT_ASKED) continue;
        const bin = Math.floor(step[w] / wide);
        of[bin] += 1;
        if (held[w] === HOLDS) count[bin] += 1;
      }
      const head = { view, conclusion: layout.conclusions[place], assumption: layout.assumptions[assumption].name };
      return Array.from(of, (_, bin) => ({
        ...head, bin, of: of[bin], count: count[bin], ...shareOf(count[bin], of[bin]),
      }));
    }),

  claim_shares: ({ view, columns, layout, packed, left }) =>
    layout.claims.map((claim, place) => {
      const found = counted(columns.codes("claim", place), left, packed.judgements.length);
      const of = left.length;
      const counts = Object.fromEntries(packed.judgements.map((name, code) => [name, found[code]]));
      delete counts.not_formalised; // which a claim that is asked for isn't in any world
      return { view, claim, ...counts, of, ...shareOf(counts.holds, of) };
    }),
};

// A view's rows of one table; none where it has no worlds.
const rowsOf = (table, asked) => (asked.columns.worlds ? TABLES[table](asked) : []);
