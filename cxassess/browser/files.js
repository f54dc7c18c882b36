/**
 * Answers go out to a file and come back in, and are erased; each of these can be undone or asks first.
 */
const Files = (() => {
  const { say } = Assessment;
  const SHORTEST = 12;

  /**
   * What the browser does with a file no page can know: it says where to look, and how to try again.
   * @param {string} text @param {string} does @param {string} [button]  for a file that the user cannot open
   */
  function downloaded(text, does, button) {
    // A file that only the consultant can open saves nobody whose browser keeps nothing.
    if (!button || Store.state() !== 'failed') Store.markDownloaded();
    const again = button ?? say('file.download-again');
    Notice.show('notice', { heading: say('file.downloaded-heading'), text, close: true, button: again, does });
  }

  /** @param {AnswerSet} set  goes into a file that everybody can open */
  function downloadPlain(set) {
    const does = Assessment.client().key ? 'protect' : 'download';
    downloaded(say('file.downloaded-text', { name: AnswerFile.download(set) }), does);
  }

  /** One click: for the consultant's key where the client has one. */
  async function download() {
    const set = Store.response();
    const { key, fingerprint, consultant } = Assessment.client();
    if (!key) return downloadPlain(set);
    await encrypted(async () => {
      const name = await AnswerFile.downloadSealed(set);
      const values = { name, fingerprint, consultant: consultant || say('seal.consultant') };
      downloaded(say('seal.downloaded-text', values), 'protect', say('seal.copy'));
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
      downloaded(say('file.downloaded-text', { name }), 'protect');
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
  async function open(file) {
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
      careful: true,
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

  function choose() {
    if (!Store.isLocked()) document.getElementById('file')?.click();
  }

  return { download, protect, choose, open, clear, erase, undo };
})();
