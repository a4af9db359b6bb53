// What the table of claims says of one claim in one view, and the sentence above it, by the rules of claims_table.py.

const claimSign = (row, almostAll) => {
  const asked = row.holds + row.fails + row.too_close;
  if (!asked) return "none";
  const sign = ["holds", "fails"].find((name) => row[name] >= almostAll * asked);
  return sign ?? (2 * row.too_close > asked ? "unclear" : "mixed");
};

// The parts of a cell: the glyph, the word, in how many worlds, and what else the claim comes out as.
const claimCell = (row, claims, { say }, words) => {
  const sign = claimSign(row, claims.almost_all);
  return {
    glyph: claims.glyphs[sign],
    sign: say(`claims.sign.${sign}`),
    holds: say(`claims.holds_in.${sign}`, { tally: tally(row.holds, row, words) }),
    beside: claims.beside
      .filter((name) => row[name])
      .map((name) => say(`claims.beside.${name}`, { count: row[name] }))
      .join(", "),
  };
};

// How many claims hold nearly everywhere, in one view alone, and nowhere; views without worlds aren't asked.
const claimsFinding = (claims, states, { say }) => {
  const asked = [...states.values()].filter((state) => state.layout.carried);
  const names = [...new Set(asked.flatMap((state) => state.layout.claims))];
  const holds = asked.map((state) => {
    if (!state.narrowed) return { of: state.layout.solved, count: claims.holds[state.view] };
    const rows = state.rows("claim_shares").map((row) => [row.claim, row.holds]);
    return { of: state.left, count: Object.fromEntries(rows) };
  });
  const views = names.map((name) => holds.filter(({ of, count }) => (count[name] ?? 0) / of >= claims.almost_all).length);
  const nowhere = names.filter((name) => !holds.some(({ count }) => count[name]));
  return say("claims.finding", {
    count: claims.count,
    in_every_view: views.filter((number) => number === asked.length && number).length,
    in_one_view: views.filter((number) => number === 1 && asked.length > 1).length,
    nowhere: nowhere.length,
  });
};
