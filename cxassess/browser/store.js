/**
 * The answers of this respondent: one copy in memory, two on this computer, and the truth about both.
 *
 * Every change goes to localStorage at once and to IndexedDB right after, under a rising revision: browsers lose the
 * first when they crash, and the second may be refused. Whoever has the higher revision wins on the next visit.
 * Only one tab may write; it holds a Web Lock.
 *
 * @typedef {{revision: number, downloaded: string, changed: string[], set: AnswerSet}} Kept
 * @typedef {'new' | 'saving' | 'saved' | 'failed'} SaveState
 */
const Store = (() => {
  const DATABASE = 'cxassess';
  const TABLE = 'answers';
  const PATIENCE = 4000;
  const SLOW = 400;

  let key = '';
  /** @type {?IDBDatabase} */
  let database = null;
  /** @type {Kept} */
  let kept;
  /** @type {?AnswerSet} */
  let before = null;
  /** @type {SaveState} */
  let state = 'new';
  let failedSince = '';
  let locked = false;
  let writing = false;
  let again = false;
  let localWorks = false;
  /** @type {((what: string) => void)[]} */
  const listeners = [];

  // ---- Telling others ---------------------------------------------------------------------------------------

  /** @param {(what: string) => void} listener  gets 'answers', 'replaced', 'status' or 'lock' */
  function listen(listener) {
    listeners.push(listener);
  }

  /** @param {string} what */
  function tell(what) {
    for (const listener of listeners) listener(what);
  }

  /** @param {SaveState} next */
  function become(next) {
    if (next === 'failed') failedSince ||= Assessment.now();
    if (next === 'saved') failedSince = '';
    state = next;
    tell('status');
  }

  // ---- The two copies ---------------------------------------------------------------------------------------

  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  function settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /** @returns {Promise<?IDBDatabase>} */
  async function openDatabase() {
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      const opened = await settled(request);
      opened.onversionchange = () => opened.close();
      return opened;
    } catch {
      return null;
    }
  }

  /** @param {IDBTransactionMode} mode @returns {IDBObjectStore} */
  function shelf(mode) {
    if (!database) throw new Error('no database');
    return database.transaction(TABLE, mode).objectStore(TABLE);
  }

  /** @param {string} text @returns {boolean} */
  function writeLocal(text) {
    try {
      localStorage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} text @returns {Promise<boolean>} */
  async function writeDatabase(text) {
    try {
      const put = shelf('readwrite').put(text, key);
      await settled(put);
      return true;
    } catch {
      return false;
    }
  }

  /** @returns {Promise<any[]>} the texts of both copies, missing ones left out */
  async function readBoth() {
    const found = [];
    try {
      found.push(localStorage.getItem(key));
      localWorks = true;
    } catch {
      localWorks = false;
    }
    try {
      found.push(await settled(shelf('readonly').get(key)));
    } catch {
      // The other copy has to do.
    }
    return found;
  }

  /** @param {any} text @returns {Kept[]} the copy, or nothing if it is not valid */
  function parse(text) {
    try {
      const raw = JSON.parse(text);
      const set = AnswerFile.check(raw.set);
      AnswerFile.dropImpossible(set);
      const names = Array.isArray(raw.changed) ? raw.changed : [];
      const changed = names.filter((/** @type {any} */ id) => typeof id === 'string');
      const downloaded = typeof raw.downloaded === 'string' ? raw.downloaded : '';
      return Number.isSafeInteger(raw.revision) ? [{ revision: raw.revision, downloaded, changed, set }] : [];
    } catch {
      return [];
    }
  }

  /** @returns {Promise<void>} takes the newest valid copy, if there is one */
  async function takeNewest() {
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, []));
    const texts = /** @type {any[]} */ (await Promise.race([readBoth(), patience]));
    for (const copy of texts.flatMap(parse)) {
      if (copy.revision > kept.revision) kept = copy;
    }
    state = kept.revision ? 'saved' : 'new';
  }

  /** @returns {Kept} */
  function nothing() {
    return { revision: 0, downloaded: '', changed: [], set: AnswerFile.blank() };
  }

  // ---- Saving -----------------------------------------------------------------------------------------------

  /** Writes both copies, the slower one once the answer is shown; a change meanwhile starts another round. */
  async function save() {
    const local = writeLocal(JSON.stringify(kept));
    if (writing) {
      again = true;
      return;
    }
    writing = true;
    const slow = setTimeout(become, local ? SLOW : 0, 'saving');
    if (local) await new Promise((shown) => setTimeout(shown));
    const inDatabase = await writeDatabase(JSON.stringify(kept));
    clearTimeout(slow);
    writing = false;
    if (again) {
      again = false;
      await save();
    } else {
      become(local || inDatabase ? 'saved' : 'failed');
    }
  }

  /** @returns {boolean} whether a change was not yet kept anywhere */
  function isAtRisk() {
    return state === 'failed' && kept.changed.length > 0;
  }

  function flush() {
    if (!locked && (writing || state === 'failed')) save();
  }

  /**
   * Changes the answers and saves them.
   * @param {string} id  what changed, for the count since the last download
   * @param {(set: AnswerSet) => void} edit
   */
  function change(id, edit) {
    if (locked) return;
    edit(kept.set);
    before = null;
    if (!kept.changed.includes(id)) kept.changed.push(id);
    stampAndSave();
    tell('answers');
  }

  function stampAndSave() {
    kept.set.saved = Assessment.now();
    kept.set.started ||= kept.set.saved;
    kept.set.lang = Assessment.lang();
    kept.revision += 1;
    save();
  }

  /**
   * Changes one answer.
   * @param {string} id @param {Partial<GivenAnswer>} part
   */
  function answer(id, part) {
    change(id, (set) => {
      const given = set.answers[id] ?? { value: null, note: '', basis: '', reason: '' };
      set.answers[id] = { ...given, ...part };
    });
  }

  // ---- All at once ------------------------------------------------------------------------------------------

  /** @param {AnswerSet} set  comes in place of all answers; `undo` brings them back */
  function replace(set) {
    if (locked) return;
    const old = kept.set;
    kept = { ...kept, changed: Object.keys(set.answers), set };
    stampAndSave();
    before = old;
    tell('replaced');
  }

  /** Erases the answers here and in both copies; `undo` works until the next change. */
  async function clear() {
    if (locked) return;
    const old = kept.set;
    kept = { ...nothing(), revision: kept.revision + 1 };
    before = old;
    // Overwriting comes first: should the browser refuse to delete, then what stays is empty.
    const empty = JSON.stringify(kept);
    writeLocal(empty);
    await writeDatabase(empty);
    try {
      localStorage.removeItem(key);
      await settled(shelf('readwrite').delete(key));
    } catch {
      // What could not be deleted is empty.
    }
    state = 'new';
    tell('replaced');
    tell('status');
  }

  function undo() {
    if (before) replace(before);
  }

  function markDownloaded() {
    kept.downloaded = Assessment.now();
    kept.changed = [];
    if (!locked) {
      kept.revision += 1;
      save();
    }
    tell('status');
  }

  // ---- One tab only -----------------------------------------------------------------------------------------

  /** Holds the lock as long as this page lives. @returns {Promise<never>} */
  function forever() {
    return new Promise(() => {});
  }

  /** @returns {Promise<boolean>} whether this tab may write */
  function takeLock() {
    return new Promise((resolve) => {
      if (!navigator.locks) return resolve(true);
      const hold = (/** @type {?Lock} */ lock) => {
        resolve(Boolean(lock));
        return lock ? forever() : undefined;
      };
      navigator.locks.request(key, { ifAvailable: true }, hold).catch(() => resolve(true));
    });
  }

  /** Waits in the second tab until the first one closes. */
  function waitForLock() {
    const take = async () => {
      await takeNewest();
      locked = false;
      tell('replaced');
      tell('lock');
      return forever();
    };
    navigator.locks.request(key, take).catch(() => {});
  }

  /** @param {StorageEvent} event  shows in a reading tab what the writing tab saves */
  function follow(event) {
    if (!locked || event.key !== key) return;
    for (const copy of parse(event.newValue)) kept = copy;
    tell('replaced');
  }

  /** Opens the answers of this client and questionnaire. */
  async function open() {
    const client = Assessment.client();
    key = ['cxassess', client.slug, client.edition, Assessment.plan().questionnaire].join('/');
    kept = nothing();
    const [free, opened] = await Promise.all([takeLock(), openDatabase()]);
    locked = !free;
    database = opened;
    await takeNewest();
    if (!localWorks && !database) become('failed');
    if (locked) waitForLock();
    addEventListener('storage', follow);
    addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    addEventListener('beforeunload', (event) => {
      if (isAtRisk()) event.preventDefault();
    });
  }

  return {
    open,
    listen,
    change,
    answer,
    replace,
    clear,
    undo,
    markDownloaded,
    set: () => kept.set,
    /** @param {string} id @returns {GivenAnswer | undefined} */
    given: (id) => kept.set.answers[id],
    /** @returns {AnswerSet} with what the client fixed: its profile, and targets where none are chosen */
    response: () => {
      const { profile, targets } = Assessment.client();
      return {
        ...kept.set,
        profile: AnswerFile.table([...Object.entries(kept.set.profile), ...Object.entries(profile)]),
        targets: AnswerFile.table([...Object.entries(targets), ...Object.entries(kept.set.targets)]),
      };
    },
    state: () => state,
    failedSince: () => failedSince,
    isLocked: () => locked,
    downloaded: () => kept.downloaded,
    changed: () => kept.changed.filter((id) => Assessment.asks(id)).length,
    canUndo: () => before !== null,
  };
})();
