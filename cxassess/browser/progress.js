/**
 * How far the respondent is, as trees for the slots of start, overview, topics and check.
 *
 * @typedef {Topic & {number: number, asked: string[], states: string[], done: number}} Part  a topic with its states
 */
const Progress = (() => {
  /** States of the engine to the signs of page/icons.html.j2. @type {Record<string, string>} */
  const SIGNS = { answered: 'on', 'dont-know': 'dk', 'not-applicable': 'na', open: 'open', reason: 'open' };
  /** @type {Map<string, {said: string, row: any}>} */
  const ROWS = new Map();
  const { say, count } = Assessment;

  /** @param {any} result @returns {Part[]} the topics that have a question for this organisation */
  function parts(result) {
    const states = (/** @type {string} */ id) => result.answers.get(id).state;
    return Assessment.topics()
      .map((topic, i) => {
        const asked = topic.questions.filter((id) => states(id) !== 'hidden');
        // Not applicable without a reason is not done yet.
        const lacking = Form.missingReasons(asked);
        const own = asked.map((id) => (lacking.includes(id) ? 'reason' : states(id)));
        return { ...topic, number: i + 1, asked, states: own, done: own.filter((state) => SIGNS[state] !== 'open').length };
      })
      .filter((part) => part.asked.length);
  }

  /** @param {Part[]} all */
  function sums(all) {
    const states = all.flatMap((part) => part.states);
    const of = (/** @type {string} */ state) => states.filter((one) => one === state).length;
    const lacking = of('reason');
    const open = of('open') + lacking;
    return { total: states.length, open, lacking, done: states.length - open, dk: of('dont-know'), na: of('not-applicable') };
  }

  /** @param {Part} part */
  function ticks(part) {
    return part.states.map((state) => ({ icon: `#k-${SIGNS[state]}` }));
  }

  /** @param {Part} part @returns {boolean} */
  function isDone(part) {
    return part.done === part.asked.length;
  }

  /**
   * Where to go on: the first topic that somebody began, else the first that is not done.
   * @param {Part[]} all @returns {Part | undefined}
   */
  function current(all) {
    return all.find((part) => part.done && !isDone(part)) ?? all.find((part) => !isDone(part));
  }

  /** @param {Part[]} all @returns {{href: string, go: string}} the one thing to do next */
  function onward(all) {
    const part = current(all);
    if (!part) return { href: '#/check', go: say('progress.all-done') };
    const go = sums(all).done ? say('progress.resume', { topic: part.title }) : say('progress.begin');
    return { href: `#/q/${part.id}`, go };
  }

  /** @param {any} result */
  function start(result) {
    const all = parts(result);
    const { done, total } = sums(all);
    const { saved } = Store.set();
    return {
      ...onward(all),
      welcome: done ? say('progress.welcome', { n: done, of: total }) : '',
      saved: saved ? say('progress.last-saved', { moment: Assessment.moment(saved) }) : '',
    };
  }

  /** @param {Part} part @param {boolean} now */
  function task(part, now) {
    const of = (/** @type {string} */ wanted) => part.states.filter((state) => state === wanted).length;
    const [dk, lacking] = [of(Assessment.DONT_KNOW), of('reason')];
    const words = { n: part.done, of: part.asked.length, dk };
    const lede = document.querySelector(`#view-q-${part.id} .lede`)?.textContent ?? '';
    return {
      css: now ? 'task now' : 'task',
      number: part.number,
      parents: part.above,
      title: part.title,
      lede,
      href: `#/q/${part.id}`,
      ticks: ticks(part),
      count: say(dk ? 'progress.count-dk' : 'progress.count', words) + (lacking ? `, ${say('check.part-reason', { n: lacking })}` : ''),
      done: isDone(part),
      busy: part.done > 0 && !isDone(part),
      fresh: !part.done,
    };
  }

  /** @param {Part[]} all @returns {string} */
  function lede(all) {
    const { total, open } = sums(all);
    if (Store.state() === 'failed') return say('progress.unsaved');
    if (!open) return say('progress.all');
    const minutes = Number(document.querySelector('#view-questions')?.getAttribute('data-minutes'));
    const left = Math.max(5, Math.round(((minutes / total) * open) / 5) * 5);
    return minutes ? say('progress.minutes', { minutes: left }) : say('progress.order');
  }

  /** Says at the end what no downloaded file holds yet, or to look whether there is one: no page can know. */
  function remind() {
    // Topics have none, and looking through the whole page would hold up every answer.
    const place = !location.hash.startsWith('#/q/') && document.querySelector('.view.on .remind');
    if (!place) return;
    const [n, downloaded] = [Store.pending(), Store.downloaded()];
    const dated = { moment: downloaded && Assessment.moment(downloaded) };
    const all = downloaded && say('keep.all', dated);
    const text = n ? count(downloaded ? 'keep.since' : 'keep.never', n, dated) : all;
    Report.fill(place, { n: text, text });
  }

  /** @param {any} result */
  function overview(result) {
    const all = parts(result);
    const { total, done, open } = sums(all);
    const here = current(all);
    const heading = open ? (done ? 'progress.heading' : 'progress.heading-none') : 'progress.heading-all';
    const early = open ? (done ? 'progress.early-text' : 'progress.early-none') : 'progress.early-all';
    const downloaded = Store.downloaded();
    return {
      ...onward(all),
      heading: say(heading, { n: done, of: total }),
      lede: lede(all),
      topics: all.map((part) => task(part, part === here && part.done > 0)),
      began: done > 0 && open > 0,
      downloaded: downloaded ? Assessment.moment(downloaded) : say('progress.never'),
      changed: count('progress.changed', Store.changed()),
      early: say(early, { n: done }),
      early_heading: say(open ? 'progress.early' : 'page.result'),
      see: say(open ? 'progress.see' : 'check.to-result'),
    };
  }

  /**
   * The same row as long as it says the same, so that only what changed is filled again.
   * @template T @param {string} place @param {string} said @param {() => T} make @returns {T}
   */
  function same(place, said, make) {
    const had = ROWS.get(place);
    if (had?.said === said) return had.row;
    const row = make();
    ROWS.set(place, { said, row });
    return row;
  }

  /** @param {Part} part @param {string} id @param {number} i */
  function railQuestion(part, id, i) {
    const state = part.states[i];
    const sign = SIGNS[state];
    return same(id, Assessment.lang() + state, () => ({
      href: `#/q/${part.id}/${id}`,
      icon: `#k-${sign}`,
      title: Assessment.texts().questions[id].title,
      state: ` (${say(`progress.sign-${state === 'reason' ? state : sign}`)})`,
    }));
  }

  /** @param {Part[]} all @param {Part} here */
  function rail(all, here) {
    return all.map((part) =>
      same(`rail/${part.id}`, [Assessment.lang(), part.states, part === here && part.asked].join(), () => ({
        number: part.number,
        title: part.title,
        href: `#/q/${part.id}`,
        current: part === here ? 'step' : null,
        short: say('progress.short', { n: part.done, of: part.asked.length }),
        questions: part === here ? part.asked.map((id, i) => railQuestion(part, id, i)) : [],
      })),
    );
  }

  /** @param {Part[]} all @param {Part} here  bars side by side, in percent */
  function segments(all, here) {
    const share = 100 / all.length;
    return all.map((part, i) =>
      same(`segment/${part.id}`, [i, all.length, part.done, part.asked.length, part === here].join(), () => ({
        x: `${I18n.coordinate(i * share)}%`,
        width: `${I18n.coordinate(share - 1)}%`,
        share: `${I18n.coordinate((100 * part.done) / part.asked.length)}%`,
        here: part === here ? '100%' : 0,
      })),
    );
  }

  /**
   * One topic and its neighbours.
   * @param {any} result @param {string} id
   */
  function topic(result, id) {
    const all = parts(result);
    const at = all.findIndex((part) => part.id === id);
    const here = all[at];
    if (!here) return null;
    const [back, next] = [all[at - 1], all[at + 1]];
    return {
      count: say('progress.answered', { n: here.done, of: here.asked.length }),
      back: back ? `#/q/${back.id}` : '#/questions',
      back_text: back ? back.title : say('topic.overview'),
      next: next ? `#/q/${next.id}` : '#/check',
      next_text: next ? say('topic.next-to', { topic: next.title }) : say('topic.next-check'),
      rail: { topics: rail(all, here) },
      segments: { topics: segments(all, here) },
    };
  }

  return { SIGNS, parts, sums, ticks, isDone, current, onward, start, overview, topic, remind };
})();
