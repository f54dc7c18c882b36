/**
 * Starts the page and connects its buttons.
 */
(() => {
  const { say } = Assessment;

  // ---- What the buttons do ----------------------------------------------------------------------------------

  /** @param {Element} button */
  function toggleMenu(button) {
    const open = document.getElementById('nav')?.classList.toggle('open');
    button.setAttribute('aria-expanded', String(open));
  }

  /** Prints all questions as a form for pen and paper. */
  function printPaper() {
    document.documentElement.classList.add('paper');
    print();
  }

  /** @type {Record<string, (button: Element, event: Event) => void>} */
  const ACTIONS = {
    download: Files.download,
    protect: Files.protect,
    clear: Files.clear,
    undo: Files.undo,
    open: Files.choose,
    menu: toggleMenu,
    paper: printPaper,
    print: () => print(),
    next: (_, event) => Views.leave(event),
    people: People.show,
    person: (button) => People.goOnAs(button.getAttribute('value') ?? ''),
    newcomer: () => People.goOnAs(),
    forget: (button) => People.forget(button.getAttribute('value') ?? '', button.getAttribute('data-name') ?? ''),
    'close-people': People.close,
    dismiss: () => Notice.show('notice', null),
    ...WhatIf.actions,
    'clear-answer': (button) => Form.clearAnswer(button),
    language: (button) => changeLanguage(button.getAttribute('lang') ?? ''),
  };

  /** @param {Event} event */
  function act(event) {
    const button = event.target instanceof Element ? event.target.closest('[data-do]') : null;
    const name = button?.getAttribute('data-do') ?? '';
    if (button && Object.hasOwn(ACTIONS, name)) ACTIONS[name](button, event);
  }

  // ---- What follows a change --------------------------------------------------------------------------------

  /** @param {string} what */
  function follow(what) {
    if (what === 'answers') {
      Notice.show('notice', null);
      Views.refresh(true);
    }
    if (what === 'replaced') Views.refresh();
    if (what === 'status' && location.hash === '#/questions') Views.refresh();
    if (what === 'lock') {
      Notice.show('notice', { heading: say('save.unlocked-heading'), text: say('save.unlocked-text'), close: true });
    }
    Status.show();
  }

  // ---- Languages and start ----------------------------------------------------------------------------------

  /** @param {string} lang */
  function changeLanguage(lang) {
    Views.switchTo(lang);
    if (AnswerFile.size(Store.set())) Store.change('lang', () => {});
    Status.show();
  }

  function connect() {
    document.addEventListener('click', act);
    document.addEventListener('change', (event) => {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || input.type !== 'file' || !input.files?.length) return;
      Files.open(input.files[0]);
      input.value = '';
    });
    addEventListener('afterprint', () => document.documentElement.classList.remove('paper'));
    addEventListener('pageshow', (event) => event.persisted && Views.refresh());
    Views.listen();
    Form.listen();
    Store.listen(follow);
  }

  /** @returns {Promise<any>} until the whole page is there */
  function arrival() {
    return new Promise((arrived) => document.addEventListener('DOMContentLoaded', arrived));
  }

  /** @returns {Promise<any>} until the typefaces are there; without them all would be laid out twice */
  function typefaces() {
    return Promise.all([...document.fonts].map((face) => face.load().catch(() => {})));
  }

  /** Begins before the page's body is there, so that copies and typefaces open while the browser reads it. */
  async function boot() {
    Assessment.load();
    await Promise.all([Store.open(), typefaces(), arrival()]);
    ['save', 'alarm', 'notice', 'dialog', 'people'].forEach(Views.remember);
    Views.speak(Store.set().lang);
    document.documentElement.classList.add('js');
    connect();
    Views.go(true);
    Status.show();
    Status.showChanges();
  }

  boot().catch((error) => {
    // Without its script the page is still a form for paper, and says so.
    document.documentElement.classList.remove('js');
    document.documentElement.classList.add('plain');
    throw error;
  });
})();
