/**
 * Several people who fill in on one computer: who began here, going on as one of them, and erasing.
 */
const People = (() => {
  const { say, count } = Assessment;

  /** @param {AnswerSet} set @returns {string} */
  function nameOf(set) {
    return set.respondent.name || say('people.nameless');
  }

  /** @returns {HTMLDialogElement} */
  function dialog() {
    return /** @type {HTMLDialogElement} */ (document.querySelector('#app #people'));
  }

  /** Lists who began on this computer. */
  async function show() {
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
    const list = dialog();
    Report.fill(list, { people: rows });
    if (!list.open) list.showModal();
  }

  /** @param {string} [place]  a new respondent without one */
  async function goOnAs(place) {
    const done = await Store.use(place);
    close();
    if (!done) return;
    location.hash = '#/start';
    /** @type {?HTMLElement} */
    const title = document.querySelector('#view-start h1');
    title?.focus();
    const heading = place === undefined ? say('people.new') : say('people.now', { name: nameOf(Store.set()) });
    Notice.show('notice', { heading, close: true });
    Status.showChanges();
  }

  /** @param {string} place @param {string} name */
  async function forget(place, name) {
    close();
    const words = {
      heading: say('people.clear-heading', { name }),
      text: say('file.clear-text'),
      yes: say('people.clear-yes'),
      careful: true,
    };
    if (await Notice.confirm(words)) Files.erase(place);
  }

  function close() {
    dialog().close();
  }

  return { show, goOnAs, forget, close };
})();
