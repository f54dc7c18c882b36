/**
 * What this page asks, in the language of the moment: plan, client, topics, phrases and dates.
 *
 * @typedef {{id: string, title: string, above: string, questions: string[]}} Topic  one view of questions
 * @typedef {{id: string, options: {value: string}[], dont_know: boolean, not_applicable: boolean}} Asked
 */
const Assessment = (() => {
  const DONT_KNOW = 'dont-know';
  const NOT_APPLICABLE = 'not-applicable';

  /** @type {any} */
  let data;
  /** @type {any} */
  let further;
  /** @type {any} */
  let client;
  /** @type {Record<string, any>} texts by language */
  const spoken = {};
  /** @type {Map<string, Asked>} */
  let asked = new Map();
  let lang = '';
  /** @type {string[]} */
  let months = [];
  /** @type {Topic[]} */
  let known = [];

  /** @param {string} id @returns {any} */
  function readJson(id) {
    return JSON.parse(document.getElementById(id)?.textContent ?? '');
  }

  /** Reads what the page carries; the default language comes first. */
  function load() {
    data = readJson('cx-data');
    client = readJson('cx-client');
    const operations = /** @type {any[]} */ (data.plan.operations);
    asked = new Map(operations.filter((op) => op.op === 'answer').map((op) => [op.id, op]));
    speak(data.languages[0]);
  }

  /** @param {string} wanted  a language of this page */
  function speak(wanted) {
    if (!data.languages.includes(wanted)) return;
    lang = wanted;
    known = [];
    months = [];
  }

  /** @returns {{words: any, texts: any}} what the page says in further languages; read when one is spoken */
  function others() {
    further ??= readJson('cx-words');
    return further;
  }

  /** @param {any} tree  as the page carries it @returns {any} with every phrase under its whole name, and questions */
  function unfold(tree) {
    /** @type {Record<string, string>} */
    const phrases = {};
    for (const group of Object.keys(tree.phrases)) {
      for (const name of Object.keys(tree.phrases[group])) phrases[`${group}.${name}`] = tree.phrases[group][name];
    }
    /** @type {any} */
    let questions;
    return {
      ...tree,
      phrases,
      // What the page says anyway stands in it only once; it is read when it is wanted, and all of it is there.
      get questions() {
        if (document.readyState !== 'loading') questions ??= readQuestions();
        return questions;
      },
    };
  }

  /** @param {string} name @returns {any} texts of a language as they come out of the page */
  function open(name) {
    const first = data.texts[data.languages[0]];
    if (name === data.languages[0]) return unfold(first);
    const found = others().texts[name];
    return unfold(Array.isArray(found) ? Wording.texts(first, found.values()) : found);
  }

  /** @returns {any} texts of the language: names of levels, dimensions, questions and the phrases */
  function texts() {
    spoken[lang] ??= open(lang);
    return spoken[lang];
  }

  /** @returns {Record<string, {title: string, ask?: string, number: number, view: string}>} */
  function readQuestions() {
    const views = [...document.querySelectorAll('#app .topic')];
    const all = views.flatMap((view) => [...view.querySelectorAll('.q')].map((question, i) => {
      const title = question.querySelector('h2')?.childNodes[1].textContent?.trim() ?? '';
      const ask = question.querySelector('.who')?.textContent ?? undefined;
      return [question.id.slice('q-'.length), { title, ask, number: i + 1, view: view.id.slice('view-q-'.length) }];
    }));
    return Object.fromEntries(all);
  }

  /**
   * A phrase with its values.
   * @param {string} name @param {Record<string, any>} [values] @returns {string}
   */
  function say(name, values = {}) {
    return I18n.fill(texts().phrases[name] ?? name, values);
  }

  /**
   * A phrase about a number; where a phrase for one exists, that.
   * @param {string} name @param {number} n @param {Record<string, any>} [values] @returns {string}
   */
  function count(name, n, values = {}) {
    const one = `${name}-one`;
    return say(n === 1 && one in texts().phrases ? one : name, { ...values, n });
  }

  /** @param {string} stamp  an ISO time with its own offset @returns {string} */
  function clock(stamp) {
    return say('time.clock', { hour: stamp.slice(11, 13), minute: stamp.slice(14, 16) });
  }

  /** @param {string} stamp @returns {string} day and time */
  function moment(stamp) {
    if (!months.length) months = Array.from({ length: 12 }, (_, i) => say(`time.month-${i + 1}`));
    const day = I18n.date(stamp, months, say('time.day'));
    return say('time.moment', { day, clock: clock(stamp) });
  }

  /** @returns {string} the local time as ISO text with its offset, in seconds */
  function now() {
    const date = new Date();
    const minutes = -date.getTimezoneOffset();
    const local = new Date(date.getTime() + minutes * 60000).toISOString().slice(0, 19);
    const two = (/** @type {number} */ n) => String(Math.trunc(Math.abs(n))).padStart(2, '0');
    return `${local}${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
  }

  /** @returns {Topic[]} all topics in order, also those without a question for this respondent */
  function topics() {
    if (!known.length) known = readTopics();
    return known;
  }

  /** @returns {Topic[]} */
  function readTopics() {
    const views = [...document.querySelectorAll('#app .topic')];
    return views.map((view) => {
      const id = view.id.slice('view-q-'.length);
      const questions = [...view.querySelectorAll('.q')].map((question) => question.id.slice('q-'.length));
      return { id, title: texts().dimensions[id].title, above: view.getAttribute('data-above') ?? '', questions };
    });
  }

  /**
   * The words of an answer, as they stand in the question.
   * @param {string} id @param {string} value @returns {string}
   */
  function answerText(id, value) {
    const question = document.getElementById(`q-${id}`);
    const at = offered(id).findIndex((option) => option.value === value);
    const row = question?.querySelectorAll('.ans > *, .alt > *')[at];
    return (row?.querySelector('span')?.firstChild ?? row)?.textContent ?? '';
  }

  /**
   * Everything that can be answered to a question, in the order of the page; `number` for the scale only.
   * @param {string} id @returns {{value: string, number: number}[]}
   */
  function offered(id) {
    const question = asked.get(id);
    if (!question) return [];
    const all = question.options.map((option, i) => ({ value: option.value, number: i + 1 }));
    if (question.dont_know) all.push({ value: DONT_KNOW, number: 0 });
    if (question.not_applicable) all.push({ value: NOT_APPLICABLE, number: 0 });
    return all;
  }

  return {
    DONT_KNOW,
    NOT_APPLICABLE,
    load,
    speak,
    say,
    count,
    clock,
    moment,
    now,
    topics,
    offered,
    answerText,
    texts,
    plan: () => data.plan,
    business: () => data.business,
    client: () => client,
    /** @param {string} wanted @returns {(string | 0)[] | undefined} what the page says in it, if it is built the same */
    words: (wanted) => others().words[wanted],
    lang: () => lang,
    languages: () => data.languages,
    asks: (/** @type {string} */ id) => asked.has(id),
    /** @returns {string[]} all questions, in the order of the plan */
    ids: () => [...asked.keys()],
    /** @param {any} response @returns {any} its result */
    score: (response) => Engine.score(data.plan, response),
    /** @param {any} response @returns {any} a result that holds only how every question is answered; made in no time */
    states: (response) => Engine.score({ ...data.plan, operations: [...asked.values()] }, response),
  };
})();
