// Sentences and cells of the page that follow the sliders, and what says of the rest that it speaks of all worlds.

// An element's own content, put back when nothing is narrowed any more.
const kept = (element) => {
  const written = [...element.childNodes];
  return {
    element,
    back() { element.replaceChildren(...written); element.classList.remove("narrowed"); element.hidden = false; },
    // Nothing to say: too few worlds are left.
    show(...content) {
      element.hidden = !content.length;
      element.replaceChildren(...content);
      element.classList.add("narrowed");
    },
  };
};

const piece = (text, class_, ...inside) => {
  const made = document.createElement("span");
  made.className = class_;
  made.append(...inside, text);
  return made;
};

const builtCell = ({ glyph, sign, holds, beside }) => {
  const drawn = piece(`${glyph} `, "");
  drawn.setAttribute("aria-hidden", "true");
  const parts = [piece(sign, "status", drawn), piece(holds, "number")];
  return beside ? [...parts, piece(beside, "sub")] : parts;
};

// How many worlds are left of each view that is narrowed, with its name where there are several views.
const leftOf = (states, packed, words, text, several) =>
  states
    .filter((state) => state.narrowed)
    .map((state) => {
      const said = worldsLeft(state, packed, words, text);
      return several ? filled(words.of_view, { view: state.name, said }) : said;
    })
    .join(" ");

const liveSentences = (told, views, packed, words) => {
  const said = spoken(told.texts);
  const find = (selector) => [...document.querySelectorAll(selector)];
  const several = views.size > 1;
  const first = find("[data-first]").map((element) => ({ about: element.dataset.first, ...kept(element) }));
  const finding = find('[data-part="claims-finding"]').map(kept);
  const notes = find('[data-part="first-note"], [data-part="claims-note"]');
  const cells = find("[data-claim]").map((element) => {
    const [view, claim] = element.dataset.claim.split("|");
    return { view, claim, ...kept(element) };
  });
  const others = find("[data-of-all]");

  const note = (part, text) => {
    for (const element of notes.filter((one) => one.dataset.part === part)) {
      element.hidden = !text;
      element.textContent = text;
    }
  };
  const noted = (part, key, own) => {
    if (!own.some((state) => state.narrowed)) return note(part, "");
    const refused = own.some((state) => state.refused);
    return note(part, filled(words[refused ? `${key}_refused` : key], {
      said: leftOf(own, packed, words, words.left, several),
    }));
  };

  const showFirst = () => {
    const own = Object.keys(told.first.views).map((view) => views.get(view)).filter(Boolean);
    const narrowed = own.some((state) => state.narrowed);
    const refused = own.some((state) => state.refused);
    const found = narrowed && !refused ? firstSentences(told.first, views, said, words) : {};
    for (const one of first.filter(({ about }) => about !== "trust")) {
      if (!narrowed) one.back();
      else one.show(...(found[one.about] ? [found[one.about]] : []));
    }
    noted("first-note", "first", own);
  };
  const showClaims = (state) => {
    for (const cell of cells.filter(({ view }) => view === state.view)) {
      const row = state.rows("claim_shares").find(({ claim }) => claim === cell.claim);
      if (!state.narrowed) cell.back();
      else cell.show(...(row ? builtCell(claimCell(row, told.claims, said, words)) : [words.blank]));
    }
    const own = [...views.values()];
    for (const one of finding) {
      if (!own.some((other) => other.narrowed)) one.back();
      else one.show(...(own.some((other) => other.refused) ? [] : [claimsFinding(told.claims, views, said)]));
    }
    noted("claims-note", "claims", own);
  };
  return (state) => {
    if (told.first.views[state.view]) showFirst();
    if (told.claims) showClaims(state);
    const any = [...views.values()].some((one) => one.narrowed);
    for (const element of others) {
      const { ofAll } = element.dataset;
      element.textContent = (ofAll ? views.get(ofAll)?.narrowed : any) ? ` ${words.of_all}` : "";
    }
  };
};
