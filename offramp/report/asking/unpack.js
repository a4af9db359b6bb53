// The worlds, from base64 of gzip as the page carries them to columns of bytes.

const bytesOf = (text) => {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place += 1) bytes[place] = binary.charCodeAt(place);
  return bytes;
};

const unpacked = async (text) => {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

// A view's columns: `codes` are a byte a world; `numbers` two, and 0 stands for a number that a world doesn't have.
const viewColumns = (bytes, layout) => {
  const worlds = layout.carried;
  const codes = (what, column) => {
    const from = layout.at[what] + column * worlds;
    return bytes.subarray(from, from + worlds);
  };
  const numbers = (what, column) => {
    const from = layout.at[what] + 2 * column * worlds;
    const found = new Uint16Array(worlds);
    for (let w = 0; w < worlds; w += 1) found[w] = bytes[from + w] | (bytes[from + worlds + w] << 8);
    return found;
  };
  const kept = new Map();
  const numbersOnce = (what, column) => {
    const key = `${what} ${column}`;
    if (!kept.has(key)) kept.set(key, numbers(what, column));
    return kept.get(key);
  };
  return { worlds, codes, numbers: numbersOnce };
};
