// Shares in the text, `<span data-live="verdict_shares|view|actor|verdict">`: counted anew among the worlds left.

const KEYS = {
  verdict_shares: ["actor", "verdict"],
  answer_shares: ["group"],
  claim_shares: ["claim"],
  exits: ["actor", "option", "t"],
};

// What a row counts, and of how many: of a claim what the key asks for, of an exit the worlds that have it open.
const countIn = (table, row, asked) => {
  if (table === "exits") return [row.open, row.seen];
  return [table === "claim_shares" ? row[asked] : row.count, row.of];
};

const liveTexts = (words) => {
  const found = [];
  for (const element of document.querySelectorAll("[data-live]")) {
    const [table, view, ...keys] = element.dataset.live.split("|");
    if (table in KEYS) found.push({ element, table, view, keys, written: [...element.childNodes] });
  }
  const shown = ({ table, keys }, state) => {
    const names = KEYS[table];
    const row = state.rows(table).find((one) => names.every((name, place) => String(one[name]) === keys[place]));
    if (!row) return null;
    const [count, of] = countIn(table, row, keys[names.length] ?? "holds");
    return tally(count, shareOf(count, of), words);
  };
  return (state) => {
    for (const text of found) {
      if (text.view !== state.view) continue;
      const { element } = text;
      element.classList.toggle("narrowed", state.narrowed);
      if (!state.narrowed) element.replaceChildren(...text.written);
      else element.textContent = state.refused ? words.blank : (shown(text, state) ?? words.blank);
    }
  };
};
