// Begins when the page has been read: unpacks the worlds, and lets the reader move sliders.

const HEARD_AFTER = 600; // milliseconds of rest, so that a drag is announced once

const start = async () => {
  const section = document.querySelector('[data-part="asking"]');
  if (!section || !("DecompressionStream" in window)) return;
  const part = (name) => section.querySelector(`[data-part="${name}"]`);
  const { layout: packed, words, told } = JSON.parse(part("layout").textContent);
  const bytes = await unpacked(part("worlds").textContent);

  const views = new Map(Object.keys(packed.views).map((view) => [view, openedView(view, packed, bytes)]));
  const showTexts = liveTexts(words);
  const showSentences = liveSentences(told, views, packed, words);
  const showFigures = liveFigures(views, packed, told, words);
  const bar = part("bar");
  const summary = part("summary");
  const heard = part("heard");
  let waiting = 0;

  const changed = (state) => {
    showTexts(state);
    showSentences(state);
    const narrowed = panels.filter((panel) => panel.state.narrowed);
    const said = narrowed.map(({ state: { name: view }, said: own }) => filled(words.of_view, { view, said: own() }));
    summary.textContent = said.length ? [...said, words.rest].join(" ") : "";
    bar.hidden = !narrowed.length;
    document.documentElement.classList.toggle("asking-on", narrowed.length > 0);
    clearTimeout(waiting);
    waiting = setTimeout(() => { heard.textContent = said.join(" ") || words.all_back; }, HEARD_AFTER);
    showFigures(state);
  };

  const panels = [...section.querySelectorAll("[data-panel]")].map((panel) => {
    const state = views.get(panel.dataset.panel);
    state.name = panel.querySelector('[data-part="name"]').textContent;
    return openedPanel(panel, state, packed, words, changed);
  });
  part("reset-all").addEventListener("click", () => {
    for (const panel of panels) panel.back();
    section.querySelector("input").focus({ preventScroll: true }); // the button is gone, the reader stays
  });
  part("needs").hidden = true;
  part("panels").hidden = false;
};

start();
