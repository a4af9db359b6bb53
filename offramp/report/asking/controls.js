// The sliders of one view: two ends for each assumption, the values that they stand for, and how many worlds are left.

const openedPanel = (panel, state, packed, words, changed) => {
  const count = panel.querySelector('[data-part="left"]');
  const reset = panel.querySelector('[data-part="reset"]');

  const value = (assumption, step) => fixed(assumption.quantiles[step], assumption.decimals);
  const withUnit = (text, { unit }) => (unit ? `${text} ${unit}` : text);

  const asks = [...panel.querySelectorAll("[data-assumption]")].map((element) => {
    const place = state.layout.assumptions.findIndex((one) => one.name === element.dataset.assumption);
    const assumption = state.layout.assumptions[place];
    const [from, to] = element.querySelectorAll("input");
    const between = element.querySelector('[data-part="between"]');

    const show = () => {
      const [low, high] = [Number(from.value), Number(to.value)];
      element.style.setProperty("--from", `${(100 * low) / packed.steps}%`);
      element.style.setProperty("--to", `${(100 * high) / packed.steps}%`);
      element.classList.toggle("narrowed", low > 0 || high < packed.steps);
      from.setAttribute("aria-valuetext", withUnit(value(assumption, low), assumption));
      to.setAttribute("aria-valuetext", withUnit(value(assumption, high), assumption));
      const values = { low: value(assumption, low), high: value(assumption, high) };
      between.textContent = withUnit(filled(words.between, values), assumption);
    };
    const moved = (end) => {
      // Neither end passes the other: at least one step lies between them.
      if (end === from) from.value = Math.min(Number(from.value), Number(to.value) - 1);
      else to.value = Math.max(Number(to.value), Number(from.value) + 1);
      // The end that can still move lies on top, where both stand at one side.
      element.classList.toggle("upper", Number(from.value) > packed.steps / 2);
      show();
      state.narrow(place, Number(from.value), Number(to.value));
      told();
      changed(state);
    };
    for (const end of [from, to]) end.addEventListener("input", () => moved(end));
    show();
    return {
      back() {
        from.value = 0;
        to.value = packed.steps;
        element.classList.remove("upper");
        state.narrow(place, 0, packed.steps);
        show();
      },
    };
  });

  const said = () => worldsLeft(state, packed, words, state.narrowed ? words.left : words.everything);
  const told = () => {
    count.textContent = said();
    count.classList.toggle("refused", state.refused);
    reset.setAttribute("aria-disabled", String(!state.narrowed)); // it keeps the focus that it has
  };
  const back = () => {
    if (!state.narrowed) return;
    for (const ask of asks) ask.back();
    told();
    changed(state);
  };
  reset.addEventListener("click", back);
  told();
  return { state, back, said };
};
