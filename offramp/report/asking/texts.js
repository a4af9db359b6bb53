// Shares in the text, `<span data-live="verdict_shares|view|actor|verdict">`: counted anew among the worlds left.

const KEYS = {
  verdict_shares: ["actor", "verdict"],
  answer_shares: ["group"],
};

const liveTexts = (words) => {
  const found = [];
  for (const element of document.querySelectorAll("[data-live]")) {
    const [table, view, ...keys] = element.dataset.live.split("|");
    found.push({ element, table, view, keys, written: [...element.childNodes] });
  }
  const shown = ({ table, keys }, state) => {
    const names = KEYS[table];
    const row = state.rows(table).find((one) => names.every((name, place) => String(one[name]) === keys[place]));
    return row ? tally(row.count, row, words) : null;
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
