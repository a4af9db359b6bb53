// One view of the run as it stands: which assumptions are narrowed, which worlds that leaves, and their rows.

const openedView = (view, packed, bytes) => {
  const layout = packed.views[view];
  const columns = viewColumns(bytes, layout);
  const ranges = new Map();
  let rows = new Map();
  let left = placesLeft(columns, ranges);
  const own = {
    view,
    layout,
    get left() { return left.length; },
    get narrowed() { return ranges.size > 0; },
    get refused() { return ranges.size > 0 && left.length < packed.fewest; },
    // From one step of an assumption's distribution to another; the whole of it takes the condition away.
    narrow(assumption, from, to) {
      if (from === 0 && to === packed.steps) ranges.delete(assumption);
      else ranges.set(assumption, [from, to]);
      left = placesLeft(columns, ranges);
      rows = new Map();
    },
    // Counted when first asked for. Too few worlds have no rows.
    rows(table) {
      if (own.refused) return [];
      if (!rows.has(table)) rows.set(table, rowsOf(table, { view, columns, layout, packed, left }));
      return rows.get(table);
    },
  };
  return own;
};
