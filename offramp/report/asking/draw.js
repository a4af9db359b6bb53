// Figures drawn anew from the rows of the worlds left: when they are in sight, and one at a time.

const EMBEDDING = {
  ast: true, // expressions are interpreted: the page's policy lets no text be run
  defaultStyle: false,
  actions: false,
  tooltip: { disableDefaultStyle: true },
  renderer: "svg",
};

const liveFigure = (element, views, packed, told, words) => {
  const [still, drawn, canvas, note, specification] = ["still", "drawn", "canvas", "note", "specification"].map(
    (part) => element.querySelector(`[data-part="${part}"]`),
  );
  const tables = element.dataset.tables.split(" ");
  const own = element.dataset.view ? [element.dataset.view] : [...views.keys()];
  const states = own.map((view) => views.get(view)).filter(Boolean);
  const heading = [element.closest("figure")?.querySelector("figcaption .title")].filter(Boolean).map(kept);
  const said = spoken(told.texts);
  const alternative = drawn.getAttribute("aria-label");
  let chart = null;

  // Copies: Vega writes into the rows that it is given.
  const rows = (table) => states.flatMap((state) => state.rows(table).map((row) => ({ ...row })));

  const left = () => leftOf(states, packed, words, words.among, states.length > 1);

  // The heading of the worlds left, where it can be found anew; else it goes on speaking of all, and the note says so.
  const headed = () => {
    const view = element.dataset.view ?? null;
    const shown = JSON.parse(element.dataset.shown ?? "[]");
    const found = states.some((state) => state.refused)
      ? null
      : headingOf(element.dataset.kind, { view, shown, rows, told, said, words });
    for (const one of heading) {
      if (found === null) one.back();
      else one.show(found);
    }
    return found === null && heading.length ? `${left()} ${words.heading_of_all}` : left();
  };

  const redraw = async () => {
    if (chart) {
      for (const table of tables) chart.view.data(table, rows(table));
      await chart.view.runAsync();
      return;
    }
    const written = JSON.parse(specification.textContent);
    written.datasets = { ...written.datasets, ...Object.fromEntries(tables.map((table) => [table, rows(table)])) };
    chart = await window.vegaEmbed(canvas, written, EMBEDDING);
  };

  const show = (part, said) => {
    still.hidden = part !== still;
    drawn.hidden = part !== drawn;
    note.hidden = !said;
    note.textContent = said;
  };

  const whole = (note) => {
    for (const one of heading) one.back();
    return show(still, note);
  };

  const draw = async () => {
    if (!states.some((state) => state.narrowed)) return whole("");
    if (states.every((state) => state.refused)) return show(null, headed());
    try {
      await redraw();
    } catch (fault) {
      console.error(fault);
      return whole(words.undrawn);
    }
    drawn.setAttribute("aria-label", filled(words.alternative, { said: left(), whole: alternative }));
    return show(drawn, headed());
  };
  return { element, draw, of: (state) => states.includes(state) };
};

const liveFigures = (views, packed, told, words) => {
  const figures = [...document.querySelectorAll("[data-tables]")].map((one) =>
    liveFigure(one, views, packed, told, words),
  );
  const stale = new Set();
  const inSight = new Set();
  let busy = false;

  const next = () => figures.find((figure) => stale.has(figure) && inSight.has(figure));
  const work = async () => {
    if (busy) return;
    busy = true;
    for (let figure = next(); figure; figure = next()) {
      stale.delete(figure);
      await figure.draw(); // what a slider does meanwhile makes it stale again, and only the last state is drawn
    }
    busy = false;
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const figure = figures.find((one) => one.element === target);
      if (isIntersecting) inSight.add(figure);
      else inSight.delete(figure);
    }
    work();
  });
  for (const figure of figures) watch.observe(figure.element);
  return (state) => {
    for (const figure of figures) if (figure.of(state)) stale.add(figure);
    return work();
  };
};
