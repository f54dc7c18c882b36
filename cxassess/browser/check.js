/**
 * The tree for "check your answers": what is open first, then every answer in its own words.
 */
const Check = (() => {
  const { say, count } = Assessment;

  /** @param {string} id @param {string} topic */
  function linkTo(id, topic) {
    return `#/q/${topic}/${id}`;
  }

  /** @param {string} id @param {string} state @returns {string} what stands below an answer */
  function remark(id, state) {
    const given = Store.given(id);
    const who = Assessment.texts().questions[id].ask;
    const lines = [
      state === Assessment.NOT_APPLICABLE && given?.reason ? say('check.reason', { text: given.reason }) : '',
      state === 'reason' ? say('check.no-reason') : '',
      given?.note ? say('check.note', { text: given.note }) : '',
      given?.basis ? `${say(`question.basis-${given.basis}`)}.` : '',
      state === Assessment.DONT_KNOW && who ? say('check.who', { who }) : '',
    ];
    return lines.filter(Boolean).join('\n');
  }

  /** @param {Part} part @param {string} id @param {number} i */
  function row(part, id, i) {
    const state = part.states[i];
    const { title } = Assessment.texts().questions[id];
    const value = state === 'open' ? null : (Store.given(id)?.value ?? null);
    const number = Assessment.offered(id).find((option) => option.value === value)?.number ?? 0;
    return {
      title,
      title_after: say('topic.of', { title }),
      href: linkTo(id, part.id),
      number: number || '',
      icon: number ? '' : `#k-${Progress.SIGNS[state]}`,
      text: value === null ? say('check.is-open') : Assessment.answerText(id, value),
      more: remark(id, state),
      link: say(value === null ? 'check.answer' : 'check.change'),
    };
  }

  /** @param {Part} part @returns {string} "6 answered, 1 don't know" */
  function counts(part) {
    const found = Object.entries({ answered: 'answered', dk: 'dont-know', na: 'not-applicable', reason: 'reason', open: 'open' });
    return found
      .map(([name, state]) => [name, part.states.filter((one) => one === state).length])
      .filter(([, n]) => n)
      .map(([name, n]) => say(`check.part-${name}`, { n }))
      .join(', ');
  }

  /** @param {Part} part  stands open when there is something to look at */
  function topic(part) {
    return {
      number: part.number,
      title: part.title,
      count: counts(part),
      ticks: Progress.ticks(part),
      open: part.done && part.states.some((state) => state !== 'answered') ? '' : null,
      rows: part.asked.map((id, i) => row(part, id, i)),
    };
  }

  /** @param {Part[]} all  the open questions by topic */
  function openQuestions(all) {
    const { questions } = Assessment.texts();
    return all
      .filter((part) => part.states.includes('open'))
      .map((part) => {
        const open = part.asked.filter((_, i) => part.states[i] === 'open');
        const rows = open.map((id) => ({ href: linkTo(id, part.id), title: questions[id].title }));
        return { topic: part.title, questions: rows };
      });
  }

  /** @param {ReturnType<typeof Progress.sums>} sums @returns {string} */
  function heading(sums) {
    if (!sums.done) return say('check.none');
    if (sums.open) return count('check.open', sums.open);
    return sums.dk ? count('check.all-dk', sums.dk) : say('check.all');
  }

  /** @param {any} result */
  function tree(result) {
    const all = Progress.parts(result);
    const sums = Progress.sums(all);
    const notes = all.flatMap((part) => part.asked).filter((id) => Store.given(id)?.note);
    const open = openQuestions(all);
    // With most of it still open, the result says little.
    const early = 2 * sums.done < sums.total;
    const numbers = {
      answered: sums.done - sums.dk - sums.na,
      dk: sums.dk,
      na: sums.na,
      open: sums.open,
      note: notes.length,
    };
    return {
      ...(early ? Progress.onward(all) : { href: '#/result', go: say('check.to-result') }),
      also: early && sums.done > 0,
      heading: heading(sums),
      lede: say('check.lede'),
      sums: Object.entries(numbers).map(([name, number]) => ({ name: say(`check.sum-${name}`), number })),
      open,
      any_open: sums.done > 0 && open.length > 0,
      open_heading: count('check.open', sums.open - sums.lacking),
      topics: all.map(topic),
    };
  }

  return { tree };
})();
