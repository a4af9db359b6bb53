// The first page's sentences on the answer and on actors, by the rules of first_sentences.py: what leads in each view,
// among the worlds left where that is narrowed, and otherwise as the run has it.

const shareIn = (one, worlds, again, { say }, words) => {
  if (one.share === null) return say("first_page.count", { count: one.count, worlds });
  if (one.share === 1) return say("first_page.all", { worlds, low: wholePercent(one.low, words) });
  const [share, low, high] = [one.share, one.low, one.high].map((value) => wholePercent(value, words));
  return say(again ? "first_page.share_again" : "first_page.share", { share, low, high });
};

// leads: what the page carries of each view; states: the views as they stand.
const firstSentences = (leads, states, said, words) => {
  const { say, listed } = said;
  const narrowed = (view) => (states.get(view)?.narrowed ? states.get(view) : null);
  const worlds = (view) => narrowed(view)?.left ?? leads.views[view].worlds;
  const known = (one) => one && one.count !== undefined;

  // [view, what leads there, its worlds], as in the run or counted anew: `pick` finds the row that leads.
  const now = (led, pick) =>
    led.map(([view, what, one]) => {
      const state = known(one) ? narrowed(view) : null;
      return state ? [view, ...pick(state)] : [view, what, one];
    });
  const byLeader = (led) => {
    const found = new Map();
    for (const one of led) found.set(one[1], [...(found.get(one[1]) ?? []), one]);
    return [...found].sort(([, a], [, b]) => b.length - a.length);
  };
  const shares = (led) => {
    if (Object.keys(leads.views).length === 1 && known(led[0][2])) {
      return say("first_page.in", { share: shareIn(led[0][2], worlds(led[0][0]), false, said, words) });
    }
    const ordered = [...led].sort((a, b) => known(b[2]) - known(a[2]));
    const parts = ordered.map(([view, , one], place) => {
      const { name } = leads.views[view];
      if (!known(one)) return say("first_page.certain", { view: name });
      return say("first_page.under", { share: shareIn(one, worlds(view), place > 0, said, words), view: name });
    });
    return known(ordered[0][2]) ? say("first_page.in", { share: listed(parts) }) : listed(parts);
  };

  const answer = () => {
    const led = now(leads.answer, (state) => {
      const groups = state.rows("answer_shares").slice(0, -1); // the last one is too close to call
      const first = most(groups, (row) => row.count);
      return [first.group, first];
    });
    const groups = byLeader(led);
    const part = ([group, its]) =>
      say("first_page.answer_part", { answer: leads.groups[group], shares: shares(its) });
    if (led.length === 1) return say("first_page.answer_one", { answer: leads.groups[led[0][1]], share: shares(led) });
    if (groups.length === 1) {
      return say("first_page.answer_agree", { answer: leads.groups[led[0][1]], shares: shares(led) });
    }
    const parts = groups.map(part).join("; ");
    const alone = groups.filter(([, its]) => its.length === 1);
    if (groups.length === 2 && alone.length === 1) {
      const [[, [[view]]]] = alone;
      return say("first_page.answer_but_one", { view: leads.views[view].name, parts });
    }
    return say("first_page.answer_differ", { parts });
  };

  const actors = () => {
    const clauses = leads.actors.map(([actor, name, its]) => {
      const led = now(its, (state) => {
        const rows = state.rows("verdict_shares").filter((row) => row.actor === actor);
        const ordered = leads.verdicts.map((verdict) => rows.find((row) => row.verdict === verdict));
        const first = most(ordered, (row) => row.count);
        return [first.verdict, first];
      });
      const stands = byLeader(led).map(([verdict, own]) =>
        say(`first_page.verdict.${verdict}`, { shares: shares(own) }),
      );
      return say("first_page.actor", { actor: name, stands: listed(stands) });
    });
    return `${capital(clauses.join("; "))}.`;
  };
  return { answer: leads.answer.length ? answer() : "", actors: leads.actors.length ? actors() : "" };
};
