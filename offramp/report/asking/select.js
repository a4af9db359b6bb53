// Which worlds of a view are left where assumptions are narrowed to parts of their distributions.

// ranges: by an assumption's place, [from, to] in steps of its distribution; a world on step s lies in s to s + 1.
const placesLeft = (columns, ranges) => {
  const there = new Uint8Array(columns.worlds).fill(1);
  for (const [assumption, [from, to]] of ranges) {
    const step = columns.codes("step", assumption);
    for (let w = 0; w < step.length; w += 1) if (step[w] < from || step[w] >= to) there[w] = 0;
  }
  const left = [];
  for (let w = 0; w < there.length; w += 1) if (there[w]) left.push(w);
  return Uint32Array.from(left);
};
