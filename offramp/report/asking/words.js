// Texts of the report's own catalogue, by key, as Catalogue.say and Catalogue.listed give them.

const spoken = (texts) => {
  const say = (key, values = {}) => {
    const text = texts[key];
    return filled(typeof text === "string" ? text : text[values.count === 1 ? "one" : "other"], values);
  };
  const listed = (items) => {
    if (items.length < 2) return items.join("");
    const before = items.slice(1, -1).reduce((text, item) => say("list.more", { before: text, item }), items[0]);
    return say("list.last", { before, item: items[items.length - 1] });
  };
  return { say, listed };
};

// The first letter as a capital, the rest untouched.
const capital = (text) => {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
};

// The first of those for which `of` is the largest.
const most = (items, of) => items.reduce((best, one) => (of(one) > of(best) ? one : best));
