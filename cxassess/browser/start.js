/**
 * Starts the page and connects its buttons.
 */
(() => {
  const { say, count } = Assessment;

  // ---- What the buttons do ----------------------------------------------------------------------------------

  const SHORTEST = 12;

  /** @param {string} text @param {Partial<Message>} [more] */
  function downloaded(text, more) {
    // A file that only the consultant can open saves nobody whose browser keeps nothing.
    if (!more || Store.state() !== 'failed') Store.markDownloaded();
    Notice.show('notice', { heading: say('file.downloaded-heading'), text, close: true, ...more });
  }

  /** @param {AnswerSet} set  goes into a file that everybody can open */
  function downloadPlain(set) {
    downloaded(say('file.downloaded-text', { name: AnswerFile.download(set) }));
  }

  /** One click: for the consultant's key where the client has one. */
  async function download() {
    const set = Store.response();
    const { key, fingerprint, consultant } = Assessment.client();
    if (!key) return downloadPlain(set);
    await encrypted(async () => {
      const name = await AnswerFile.downloadSealed(set);
      const values = { name, fingerprint, consultant: consultant || say('seal.consultant') };
      downloaded(say('seal.downloaded-text', values), { button: say('seal.copy'), does: 'protect' });
    });
  }

  /** A file for the user's own use: with a passphrase, and if the usual one is for the consultant, without too. */
  async function protect() {
    const words = {
      heading: say('seal.protect'),
      text: say('seal.text'),
      label: say('seal.word'),
      yes: say('page.download'),
      other: Assessment.client().key && say('seal.plain'),
    };
    let { choice, word } = await Notice.ask(words);
    while (choice === 'yes' && word.length < SHORTEST) {
      ({ choice, word } = await Notice.ask({ ...words, error: say('seal.short', { n: SHORTEST }) }, word));
    }
    const set = Store.response();
    if (choice === 'other') downloadPlain(set);
    if (choice !== 'yes') return;
    await encrypted(async () => {
      const name = await AnswerFile.downloadSealed(set, word);
      downloaded(say('file.downloaded-text', { name }));
    });
  }

  /** @param {() => Promise<void>} act  what a browser may refuse, such as on a page without https */
  async function encrypted(act) {
    try {
      await act();
    } catch {
      const text = say('file.refused-crypto');
      const button = { button: say('seal.copy'), does: 'protect', close: true };
      Notice.show('notice', { icon: 'err', css: 'warn', heading: say('seal.failed'), text, ...button });
    }
  }

  /** @param {string} [tried]  did not fit @returns {Promise<?string>} */
  async function askPassphrase(tried) {
    const words = { heading: say('seal.open'), text: '', label: say('seal.word'), yes: say('file.replace-yes') };
    const { choice, word } = await Notice.ask({ ...words, error: tried && say('seal.wrong') }, tried);
    return choice === 'yes' ? word : null;
  }

  /** @param {File} file */
  async function openFile(file) {
    try {
      const found = await AnswerFile.read(file, askPassphrase);
      if (!found) return;
      const way = await Notice.confirm(Merge.question(found.set, found.changes));
      if (way) takeIn({ ...found.set, client: Assessment.client().slug }, way === 'fill');
    } catch (error) {
      const reason = error instanceof AnswerFile.Refused ? error.message : 'json';
      const text = say(`file.refused-${reason}`);
      Notice.show('notice', { icon: 'err', css: 'warn', heading: say('file.refused-heading'), text, close: true });
    }
  }

  /** @param {AnswerSet} file @param {boolean} fills  only what is open here */
  function takeIn(file, fills) {
    const here = Store.set();
    const { file: added } = Merge.compare(here, file);
    // A file that replaces everything is itself the copy that holds everything.
    if (fills) Store.replace(Merge.fill(here, file), [...Store.changedIds(), ...added], Store.downloaded());
    else Store.replace(file, [], file.saved.length > 15 ? file.saved : '');
    offerUndo(say(fills ? 'merge.filled' : 'file.replaced-heading'), '');
  }

  /** @param {string} heading @param {string} text */
  function offerUndo(heading, text) {
    Notice.show('notice', { heading, text, button: say('file.undo'), does: 'undo', close: true });
  }

  async function clear() {
    const words = {
      heading: say('file.clear-heading'),
      text: say('file.clear-text'),
      yes: say('file.clear-yes'),
    };
    if (!Store.isLocked() && (await Notice.confirm(words))) erase();
  }

  /** @param {string} [place]  whose answers, if not those on the screen */
  async function erase(place) {
    if (await Store.clear(place)) offerUndo(say('file.cleared-heading'), say('file.cleared-text'));
    else Notice.show('notice', { icon: 'lock', heading: say('save.locked-heading'), close: true });
  }

  async function undo() {
    await Store.undo();
    Notice.show('notice', { heading: say('file.undone-heading'), close: true });
  }

  // ---- Several respondents ----------------------------------------------------------------------------------

  /** @param {AnswerSet} set @returns {string} */
  function nameOf(set) {
    return set.respondent.name || say('people.nameless');
  }

  /** @returns {HTMLDialogElement} */
  function peopleDialog() {
    return /** @type {HTMLDialogElement} */ (document.querySelector('#app #people'));
  }

  /** Lists who began on this computer. */
  async function showPeople() {
    const rows = (await Store.people()).map(({ place, here, set }) => ({
      place,
      here,
      other: !here,
      name: nameOf(set),
      whose: say('topic.of', { title: nameOf(set) }),
      about: [
        set.respondent.group,
        count('people.answers', AnswerFile.size(set)),
        set.saved.length > 15 ? say('progress.last-saved', { moment: Assessment.moment(set.saved) }) : '',
      ]
        .filter(Boolean)
        .join('. '),
    }));
    const dialog = peopleDialog();
    Report.fill(dialog, { people: rows });
    if (!dialog.open) dialog.showModal();
  }

  /** @param {string} [place]  a new respondent without one */
  async function goOnAs(place) {
    const done = await Store.use(place);
    peopleDialog().close();
    if (!done) return;
    location.hash = '#/start';
    /** @type {?HTMLElement} */
    const title = document.querySelector('#view-start h1');
    title?.focus();
    const heading = place === undefined ? say('people.new') : say('people.now', { name: nameOf(Store.set()) });
    Notice.show('notice', { heading, close: true });
    showChanges();
  }

  /** @param {string} place @param {string} name */
  async function eraseOf(place, name) {
    peopleDialog().close();
    const words = {
      heading: say('people.clear-heading', { name }),
      text: say('file.clear-text'),
      yes: say('people.clear-yes'),
    };
    if (await Notice.confirm(words)) erase(place);
  }

  /** Says once what another edition of the questions did to the answers that were kept here. */
  function showChanges() {
    const lines = Store.isLocked() ? [] : Merge.lines(Store.changes());
    if (lines.length) Notice.show('notice', { icon: 'help', heading: say('merge.changed'), lines, close: true });
  }

  function chooseFile() {
    if (!Store.isLocked()) document.getElementById('file')?.click();
  }

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
    download,
    protect,
    clear,
    undo,
    open: chooseFile,
    menu: toggleMenu,
    paper: printPaper,
    print: () => print(),
    next: (_, event) => Views.leave(event),
    people: showPeople,
    person: (button) => goOnAs(button.getAttribute('value') ?? ''),
    newcomer: () => goOnAs(),
    forget: (button) => eraseOf(button.getAttribute('value') ?? '', button.getAttribute('data-name') ?? ''),
    'close-people': () => peopleDialog().close(),
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

  // ---- What the user must know ------------------------------------------------------------------------------

  /** @returns {Record<string, any>} the line in the header */
  function saveLine() {
    const { saved } = Store.set();
    const time = saved.length > 15 ? Assessment.clock(saved) : '';
    if (Store.isLocked()) return { icon: '#i-lock', state: say('save.locked') };
    if (Store.state() === 'failed') {
      const since = say('save.since', { time: Assessment.clock(Store.failedSince()) });
      return { icon: '#i-warn', state: say('save.failed'), time: since, bad: true };
    }
    if (Store.state() === 'saving') return { icon: '#i-disk', state: say('save.saving') };
    if (Store.state() === 'new') return { icon: '#i-lock', state: say('save.private') };
    return { icon: '#i-check', state: say('save.saved'), where: say('save.here'), time: time && say('save.at', { time }) };
  }

  function showStatus() {
    const place = document.getElementById('save');
    const line = saveLine();
    const said = JSON.stringify(line);
    if (place && place.getAttribute('data-said') !== said) {
      place.setAttribute('data-said', said);
      place.classList.toggle('bad', Boolean(line.bad));
      Report.fill(place, line);
    }
    Notice.show('alarm', alarm());
    Progress.remind();
    const { classList } = document.documentElement;
    classList.toggle('locked', Store.isLocked());
    classList.toggle('failed', Store.state() === 'failed');
  }

  /** @returns {?Message} what is wrong, loudest first */
  function alarm() {
    if (Store.isLocked()) {
      return { icon: 'lock', heading: say('save.locked-heading'), text: say('save.locked-text') };
    }
    if (Store.state() !== 'failed') return null;
    const [heading, text] = [say('save.failed-heading'), say('save.failed-text')];
    // Where nothing is kept, the user needs a file that they can open themselves.
    const does = Assessment.client().key ? 'protect' : 'download';
    return { icon: 'warn', css: 'warn', heading, text, button: say('save.download'), does };
  }

  /** @param {string} what */
  function follow(what) {
    if (what === 'answers') {
      if (!Store.canUndo()) Notice.show('notice', null);
      Views.refresh(true);
    }
    if (what === 'replaced') Views.refresh();
    if (what === 'status' && location.hash === '#/questions') Views.refresh();
    if (what === 'lock') {
      Notice.show('notice', { heading: say('save.unlocked-heading'), text: say('save.unlocked-text'), close: true });
    }
    showStatus();
  }

  // ---- Languages and start ----------------------------------------------------------------------------------

  /** @param {string} lang */
  function changeLanguage(lang) {
    Views.switchTo(lang);
    if (AnswerFile.size(Store.set())) Store.change('lang', () => {});
    showStatus();
  }

  function connect() {
    document.addEventListener('click', act);
    document.addEventListener('change', (event) => {
      const input = event.target;
      if (!(input instanceof HTMLInputElement) || input.type !== 'file' || !input.files?.length) return;
      openFile(input.files[0]);
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
    await Promise.all([Store.open(), typefaces(), arrival().then(Views.remember)]);
    Views.speak(Store.set().lang);
    document.documentElement.classList.add('js');
    connect();
    Views.go(true);
    showStatus();
    showChanges();
  }

  boot().catch((error) => {
    // Without its script the page is still a form for paper, and says so.
    document.documentElement.classList.remove('js');
    document.documentElement.classList.add('plain');
    throw error;
  });
})();
