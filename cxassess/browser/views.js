/**
 * Which view is shown: routes behind the #, title, focus, language, and fresh contents.
 */
const Views = (() => {
  const { say } = Assessment;
  /** @type {Map<string, Node[]>} contents of the languages that are not shown */
  const contents = new Map();
  /** @type {Map<string, Node>} parts of the first language as they came, by their id */
  const untouched = new Map();
  /** @type {Map<string, number>} how far a view was scrolled, by its route */
  const scrolled = new Map();
  /** @type {Map<string, (view: Element, result: any, response: any) => void>} what fills a view, by its name */
  const fillers = new Map();
  const PLACE = 'cxassess.scrolled';
  let route = '';
  let byLink = false;
  /** @type {?Element} the view that is shown */
  let shown = null;

  // ---- Routes -----------------------------------------------------------------------------------------------

  /** @param {string} hash `#/q/vision/vision-known` @returns {{view: ?Element, part: string}} */
  function find(hash) {
    let path = hash.slice(2);
    try {
      path = decodeURIComponent(path);
    } catch {
      // A broken route is an unknown one.
    }
    const views = [...document.querySelectorAll('#app .view')];
    const name = (/** @type {Element} */ view) => view.getAttribute('data-view') ?? '';
    const exact = views.find((view) => path === name(view));
    const around = exact ?? views.find((view) => path.startsWith(`${name(view)}/`));
    return { view: around ?? null, part: around && !exact ? path.slice(name(around).length + 1) : '' };
  }

  /** @param {Element} view @returns {string} the topic of a view with questions */
  function topicOf(view) {
    return view.classList.contains('topic') ? view.id.slice('view-q-'.length) : '';
  }

  // ---- Contents ---------------------------------------------------------------------------------------------

  /** @param {Element} view @param {string} id */
  function fillTopic(view, id) {
    const tree = Progress.topic(Assessment.states(Store.response()), id);
    if (!tree) return;
    for (const css of ['.qhead', '.qfoot']) {
      const place = view.querySelector(css);
      if (place) Report.fill(place, tree);
    }
    movable(view, 'rail', tree.rail, (element) => view.querySelector('.qgrid')?.prepend(element));
    movable(view, 'segs', tree.segments, (element) => view.querySelector('.qhead .mut')?.before(element));
    if (view.querySelector('.errors:not([hidden])')) setTitle(view, Boolean(Form.check(view, questionsOf(id))));
  }

  /**
   * A piece that moves along to the topic that is shown.
   * @param {Element} view @param {string} name @param {any} tree @param {(element: Element) => void} place
   */
  function movable(view, name, tree, place) {
    const here = view.querySelector(`.${name}`);
    const made = here ?? document.querySelector(`#app .view .${name}`) ?? Question.part(name).firstElementChild;
    const element = /** @type {Element} */ (made);
    if (!here) place(element);
    Report.fill(element, tree);
  }

  /** @param {string} id @returns {string[]} */
  function questionsOf(id) {
    return Assessment.topics().find((topic) => topic.id === id)?.questions ?? [];
  }

  /** @param {Element} view @param {any} result */
  function showQuestions(view, result) {
    for (const id of questionsOf(topicOf(view))) {
      const question = document.getElementById(`q-${id}`);
      if (question) Question.show(question, result.answers.get(id).state === 'hidden');
    }
  }

  /** @param {Element} view @param {any} result */
  function fillStart(view, result) {
    const all = Progress.parts(result);
    const wheel = view.querySelector('.wheel');
    const text = view.querySelector('.back');
    if (text) Report.fill(text, Progress.start(result));
    if (wheel) Wheel.draw(wheel, all, say('progress.of', { of: Progress.sums(all).total }));
    const { respondent, profile } = Store.set();
    for (const field of view.querySelectorAll('input, select')) {
      const input = /** @type {HTMLInputElement} */ (field);
      const [kind, id] = input.name.split('.');
      if (kind === 'profile') input.checked = profile[id] === input.value;
      else if (document.activeElement !== input) input.value = id === 'name' ? respondent.name : respondent.group;
      input.disabled = Store.isLocked();
    }
  }

  /** @param {any} response @returns {string[]} questions that do not apply for no reason */
  const lacking = ({ answers }) => Form.missingReasons(Object.keys(answers).filter(Assessment.asks));

  /** @param {Element} view @param {any} result @param {any} response */
  function fillCheck(view, result, response) {
    Report.fill(view, Check.tree(result));
    Form.showErrors(view, lacking(response));
  }

  /** @param {Element} view @param {any} result @param {any} response */
  function fillResult(view, result, response) {
    const [texts, plan, client] = [Assessment.texts(), Assessment.plan(), Assessment.client()];
    const tree = View.build({ texts, plan, result, client, response, lang: Assessment.lang() });
    const n = lacking(response).length;
    const early = result.scores.get('overall').level === null;
    const next = early ? Progress.onward(Progress.parts(result)) : null;
    Object.assign(tree, { onward: next?.go ?? '', onward_href: next?.href ?? '', enough: !next });
    tree.reasons = n ? Assessment.count('check.reasons', n) : '';
    if (view.getAttribute('data-view') === 'roadmap') WhatIf.add(tree, result, response);
    Report.fill(view, tree);
    Choices.show(view);
    WhatIf.show(view);
  }

  /** Brings the shown view up to date; while somebody answers, only what stands around the questions. */
  function refresh(answering = false) {
    const view = shown;
    if (!view) return;
    const topic = topicOf(view);
    if (answering && topic) return fillTopic(view, topic);
    const response = Store.response();
    const states = Assessment.states(response);
    if (topic) {
      showQuestions(view, states);
      return fillTopic(view, topic);
    }
    const name = view.getAttribute('data-view');
    if (name === 'start') fillStart(view, states);
    else if (name === 'questions') Report.fill(view, Progress.overview(states));
    else if (name === 'check') fillCheck(view, states, response);
    else (fillers.get(name ?? '') ?? fillResult)(view, Assessment.score(response), response);
  }

  // ---- Showing ----------------------------------------------------------------------------------------------

  /** @param {Element} view @param {boolean} wrong  whether the title starts with "Error" */
  function setTitle(view, wrong = false) {
    const { title } = Assessment.texts();
    const name = `${view.getAttribute('data-title')} – ${title} – ${Assessment.client().short}`;
    document.title = wrong ? say('topic.error-title', { title: name }) : name;
  }

  /** @param {Element} view */
  function mark(view) {
    const name = topicOf(view) ? 'questions' : view.getAttribute('data-view');
    for (const link of document.querySelectorAll('.mainnav a')) {
      if (link.getAttribute('href') === `#/${name}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.getElementById('nav')?.classList.remove('open');
    document.querySelector('.navtoggle')?.setAttribute('aria-expanded', 'false');
  }

  /**
   * The element that a route points at, and the one in it that takes the focus.
   * @param {string} part
   */
  function focusPart(part) {
    const place = document.getElementById(`q-${part}`) ?? document.getElementById(`at-${part}`);
    if (!place) return false;
    const wishes = ['[aria-invalid]', ':checked', '.ans input', '[tabindex]'];
    const target = wishes.map((css) => place.querySelector(css)).find(Boolean);
    place.scrollIntoView({ block: 'start' });
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    return true;
  }

  /** @returns {string} the address that a place belongs to: this file, this view */
  const address = () => location.pathname + location.hash;

  /** Keeps how far this view is scrolled, for when the page is loaded again in this tab. */
  function keepPlace() {
    try {
      sessionStorage.setItem(PLACE, JSON.stringify([address(), scrollY]));
    } catch {
      // Without storage a page that is loaded again begins at its top.
    }
  }

  /** @returns {number} how far this view was scrolled before the page was loaded again; 0 if it was not */
  function keptPlace() {
    try {
      const [of, y] = JSON.parse(sessionStorage.getItem(PLACE) ?? '[]');
      return of === address() && Number(y) ? Number(y) : 0;
    } catch {
      return 0;
    }
  }

  /** @param {Element} view @param {string} part @param {boolean} first  whether the page has just opened */
  function focus(view, part, first) {
    const kept = first && !byLink ? keptPlace() : 0;
    if (kept) return scrollTo(0, kept);
    if (part && focusPart(part)) return;
    /** @type {?HTMLElement} */
    const heading = view.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    if (!first) heading?.focus({ preventScroll: true });
    scrollTo(0, byLink ? 0 : (scrolled.get(route) ?? 0));
  }

  /** Shows what the address says. @param {boolean} [first] */
  function go(first = false) {
    const { view, part } = find(location.hash || '#/start');
    const next = view ?? document.getElementById('view-start');
    if (!next) return;
    const from = shown;
    const stays = from === next;
    route = location.hash;
    from?.classList.remove('on');
    remember(next.id);
    next.classList.add('on');
    shown = next;
    refresh();
    Progress.remind();
    if (part && topicOf(next) && byLink && from?.querySelector('.errors:not([hidden])')) {
      Form.check(next, questionsOf(topicOf(next)));
    }
    setTitle(next);
    mark(next);
    if (!stays || part || first) focus(next, part, first);
    byLink = false;
  }

  /** Checks the topic that is shown before going on. @param {Event} event */
  function leave(event) {
    const view = shown;
    const summary = view && Form.check(view, questionsOf(topicOf(view)));
    if (!summary) return;
    event.preventDefault();
    setTitle(view, true);
    summary.scrollIntoView({ block: 'start' });
    if (summary instanceof HTMLElement) summary.focus({ preventScroll: true });
  }

  // ---- Languages --------------------------------------------------------------------------------------------

  /**
   * Keeps a part of the first language as it came, before anything is filled in.
   * @param {string} id
   */
  function remember(id) {
    const [first, ...more] = Assessment.languages();
    const part = document.getElementById(id);
    if (part && more.length && Assessment.lang() === first && !untouched.has(id)) untouched.set(id, part.cloneNode(true));
  }

  /** @returns {Element} a copy of the first language as it came */
  function original() {
    const app = /** @type {Element} */ (document.getElementById('app'));
    const copy = /** @type {Element} */ (app.cloneNode(false));
    const nodes = contents.get(Assessment.languages()[0]) ?? [...app.childNodes];
    copy.append(...nodes.map((node) => node.cloneNode(true)));
    for (const [id, part] of untouched) copy.querySelector(`[id="${id}"]`)?.replaceWith(part.cloneNode(true));
    return copy;
  }

  /** @param {string} id @returns {DocumentFragment | undefined} a copy of what a template holds */
  function pattern(id) {
    const found = /** @type {?HTMLTemplateElement} */ (document.getElementById(id));
    return /** @type {?DocumentFragment} */ (found?.content.cloneNode(true)) ?? undefined;
  }

  /** @param {string} wanted @returns {Node} everything of a language that was not shown yet */
  function contentOf(wanted) {
    const words = Assessment.words(wanted);
    const copy = /** @type {Element} */ (words ? original() : pattern(`lang-${wanted}`));
    if (words) Wording.speak(copy, words.values());
    copy.querySelector('#at-intro')?.replaceChildren(pattern(`intro-${wanted}`) ?? '');
    return copy;
  }

  /**
   * Puts another language in place; answers and place stay.
   * @param {string} wanted
   */
  function speak(wanted) {
    const app = document.getElementById('app');
    const before = Assessment.lang();
    if (!app || wanted === before || !Assessment.languages().includes(wanted)) return;
    const known = contents.get(wanted) ?? [...contentOf(wanted).childNodes];
    contents.set(before, [...app.childNodes]);
    app.replaceChildren(...known);
    app.lang = document.documentElement.lang = wanted;
    Assessment.speak(wanted);
    Notice.mark();
  }

  /** @param {string} wanted  stays at the same place on the page */
  function switchTo(wanted) {
    const top = scrollY;
    const before = Assessment.lang();
    shown?.classList.remove('on');
    shown = null;
    speak(wanted);
    go(true);
    scrollTo(0, top);
    /** @type {?HTMLElement} */
    const button = document.querySelector(`[data-do=language][lang="${before}"]`);
    button?.focus({ preventScroll: true });
  }

  /**
   * Goes to a place within the view, such as behind the skip link; the address stays that of the view.
   * @param {Event} event @param {?HTMLElement} place
   */
  function jump(event, place) {
    if (!place) return;
    event.preventDefault();
    place.scrollIntoView({ block: 'start' });
    place.focus({ preventScroll: true });
  }

  /** Follows links and the back button. */
  function listen() {
    history.scrollRestoration = 'manual';
    addEventListener('hashchange', () => go());
    addEventListener('pagehide', keepPlace);
    document.addEventListener('click', (event) => {
      const link = event.target instanceof Element ? event.target.closest('a[href^="#"]') : null;
      const href = link?.getAttribute('href') ?? '';
      if (!link || event.defaultPrevented) return;
      scrolled.set(route, scrollY);
      if (!href.startsWith('#/')) {
        jump(event, document.getElementById(href.slice(1)));
        return;
      }
      byLink = true;
      if (href === location.hash) go(true);
    });
  }

  return { fillers, go, leave, refresh, remember, speak, switchTo, listen };
})();
