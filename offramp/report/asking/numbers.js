// Numbers as text, as the rest of the page has them; `words` holds the little that they say.

const THIN = "\u202f";
const MINUS = "\u2212";

const evenly = (value) => {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 ? below + 1 : below;
};

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, THIN);

// A number with so many decimals, a true minus sign and never −0.
const fixed = (value, decimals) => {
  const text = Math.abs(value).toFixed(decimals);
  const [whole, part] = text.split(".");
  const shown = part === undefined ? grouped(whole) : `${grouped(whole)}.${part}`;
  return value < 0 && /[1-9]/.test(text) ? MINUS + shown : shown;
};

// With so many significant digits, and without zeros at the end.
const significant = (value, digits) => {
  if (!value) return "0";
  const place = Math.floor(Math.log10(Math.abs(value))) - digits + 1;
  const step = 10 ** place;
  const text = fixed(evenly(value / step) * step, Math.max(0, -place));
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
};

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// In whole per cent, never rounded to none or all.
const wholePercent = (share, words) => {
  if (share < 0.01) return share === 0 ? "0%" : words.under;
  if (share > 0.99) return share === 1 ? "100%" : words.over;
  return `${evenly(100 * share)}%`;
};

// How many worlds of a view are left, or that they are too few; text: what is said where they are enough.
const worldsLeft = (state, packed, words, text) => {
  const values = { left: grouped(`${state.left}`), of: grouped(`${state.layout.carried}`), fewest: packed.fewest };
  return filled(state.refused ? words.refused : text, values);
};

// A count with the share that it stands for and its interval: `83 (42%: 35% to 49%)`.
const tally = (count, { share, low, high }, words) => {
  if (share === null) return `${count}`;
  if (share === 0) return filled(words.none, { high: `${significant(100 * high, 2)}%` });
  if (share === 1) return filled(words.all, { count, low: `${significant(100 * low, 3)}%` });
  const [whole, from, to] = [share, low, high].map((one) => wholePercent(one, words));
  return filled(words.some, { count, share: whole, low: from, high: to });
};
