// Figures drawn anew from the rows of the worlds left: when they are in sight, and one at a time.

const EMBEDDING = {
  ast: true, // expressions are interpreted: the page's policy lets no text be run
  defaultStyle: false,
  actions: false,
  tooltip: { disableDefaultStyle: true },
  renderer: "svg",
};

const liveFigure = (element, views, packed, words) => {
  const [still, drawn, canvas, note, specification] = ["still", "drawn", "canvas", "note", "specification"].map(
    (part) => element.querySelector(`[data-part="${part}"]`),
  );
  const tables = element.dataset.tables.split(" ");
  const own = element.dataset.view ? [element.dataset.view] : [...views.keys()];
  const states = own.map((view) => views.get(view)).filter(Boolean);
  const alternative = drawn.getAttribute("aria-label");
  let chart = null;

  // Copies: Vega writes into the rows that it is given.
  const rows = (table) => states.flatMap((state) => state.rows(table).map((row) => ({ ...row })));

  const told = () =>
    states
      .filter((state) => state.narrowed)
      .map((state) => {
        const values = { left: grouped(`${state.left}`), of: grouped(`${state.layout.carried}`), fewest: packed.fewest };
        const said = filled(state.refused ? words.refused : words.among, values);
        return states.length > 1 ? filled(words.of_view, { view: state.name, said }) : said;
      })
      .join(" ");

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

  const draw = async () => {
    if (!states.some((state) => state.narrowed)) return show(still, "");
    if (states.every((state) => state.refused)) return show(null, told());
    try {
      await redraw();
    } catch (fault) {
      console.error(fault);
      return show(still, words.undrawn);
    }
    drawn.setAttribute("aria-label", filled(words.alternative, { said: told(), whole: alternative }));
    return show(drawn, told());
  };
  return { element, draw, of: (state) => states.includes(state) };
};

const liveFigures = (views, packed, words) => {
  const figures = [...document.querySelectorAll("[data-tables]")].map((one) => liveFigure(one, views, packed, words));
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
