/**
 * The two copies on this computer: localStorage, written at once, and IndexedDB, which survives a crash.
 *
 * Everybody who fills in this assessment here has a place of their own, because Chromium keeps one store for every
 * file and one computer may serve several people. The place '' is the key that held the only respondent before there
 * were places; it stays where it is, since moving would put its answers at risk for nothing.
 *
 * @typedef {{revision: number, downloaded: string, changed: string[], set: AnswerSet}} Kept
 */
const Copies = (() => {
  const DATABASE = 'cxassess';
  const TABLE = 'answers';
  const FIRST = '1';
  const PLACE = /^(1|[0-9a-f]{24})$/;
  /** A database may never answer; then the page goes on without it. */
  const PATIENCE = 4000;

  let base = '';
  /** @type {?IDBDatabase} */
  let database = null;

  /** @template T, U @param {Promise<T>} promise @param {U} otherwise @returns {Promise<T | U>} */
  function patient(promise, otherwise) {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, otherwise));
    return Promise.race([promise, late]);
  }

  /** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
  function settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /** @param {string} place @returns {string} */
  function key(place) {
    return place ? `${base}/${place}` : base;
  }

  /** @param {any} name @returns {?string} */
  function placeOf(name) {
    if (name === base) return '';
    const rest = String(name).startsWith(`${base}/`) ? name.slice(base.length + 1) : '';
    return PLACE.test(rest) ? rest : null;
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

  /** @param {string} name  what all keys of this assessment begin with */
  async function open(name) {
    base = name;
    database = await patient(openDatabase(), null);
  }

  /** @returns {?[string, any][]} nothing if this store refuses */
  function readLocal() {
    try {
      return Object.keys(localStorage).map((name) => [name, localStorage.getItem(name)]);
    } catch {
      return null;
    }
  }

  /** @returns {Promise<?[string, any][]>} */
  async function readDatabase() {
    try {
      const table = /** @type {IDBDatabase} */ (database).transaction(TABLE).objectStore(TABLE);
      const range = IDBKeyRange.bound(base, `${base}/\uffff`);
      const [names, texts] = await Promise.all([settled(table.getAllKeys(range)), settled(table.getAll(range))]);
      return names.map((name, i) => [String(name), texts[i]]);
    } catch {
      return null;
    }
  }

  /** @param {any} text @returns {Kept[]} the copy, or nothing if it is not valid */
  function parse(text) {
    try {
      const raw = JSON.parse(text);
      const set = AnswerFile.check(raw.set, Infinity);
      const names = Array.isArray(raw.changed) ? raw.changed : [];
      const changed = names.filter((/** @type {any} */ id) => typeof id === 'string');
      const downloaded = AnswerFile.isStamp(raw.downloaded) ? raw.downloaded : '';
      return Number.isSafeInteger(raw.revision) ? [{ revision: raw.revision, downloaded, changed, set }] : [];
    } catch {
      return [];
    }
  }

  /** @returns {Kept} */
  function nothing() {
    return { revision: 0, downloaded: '', changed: [], set: AnswerFile.blank() };
  }

  /**
   * Everything that is kept here for this assessment.
   * @returns {Promise<{found: Map<string, ?Kept>, local: boolean, sure: boolean}>} newest valid copies by place, null if
   *   none is; `sure` if the database answered, so that a place which is missing really is free
   */
  async function all() {
    const asked = patient(readDatabase(), null); // it looks while the other copy is read
    const local = readLocal();
    const inDatabase = await asked;
    const texts = new Map();
    for (const [name, text] of [...(local ?? []), ...(inDatabase ?? [])]) {
      const place = placeOf(name);
      if (place !== null) texts.set(place, [...(texts.get(place) ?? []), text]);
    }
    const found = new Map();
    for (const [place, both] of texts) {
      found.set(place, both.flatMap(parse).sort((a, b) => b.revision - a.revision)[0] ?? null);
    }
    return { found, local: local !== null, sure: inDatabase !== null };
  }

  /** @param {string} place @param {string} text @returns {boolean} whether it can be read back */
  function writeLocal(place, text) {
    try {
      localStorage.setItem(key(place), text);
      return localStorage.getItem(key(place)) === text;
    } catch {
      return false;
    }
  }

  /**
   * Writes, or deletes where the text is null.
   * @param {string} place @param {?string} text @returns {Promise<boolean>} once it is on the disk
   */
  async function put(place, text) {
    try {
      const write = /** @type {IDBDatabase} */ (database).transaction(TABLE, 'readwrite', { durability: 'strict' });
      const table = write.objectStore(TABLE);
      if (text === null) table.delete(key(place));
      else table.put(text, key(place));
      return await new Promise((resolve) => {
        write.oncomplete = () => resolve(true);
        write.onabort = () => resolve(false);
      });
    } catch {
      return false;
    }
  }

  /** @param {string} place @param {?string} text @returns {Promise<boolean>} */
  async function writeDatabase(place, text) {
    if (await patient(put(place, text), false)) return true;
    // A browser may drop the connection, and give a new one.
    database = await patient(openDatabase(), null);
    return patient(put(place, text), false);
  }

  /**
   * Overwriting comes first: should the browser refuse to delete, then what stays is empty.
   * @param {string} place @param {string} empty
   */
  async function erase(place, empty) {
    writeLocal(place, empty);
    await writeDatabase(place, empty);
    try {
      localStorage.removeItem(key(place));
    } catch {
      // What could not be deleted is empty.
    }
    await writeDatabase(place, null);
  }

  // ---- Several respondents ----------------------------------------------------------------------------------

  /** @param {string} [chosen]  what this tab shall show again after loading @returns {string} */
  function remembered(chosen) {
    try {
      if (chosen !== undefined) sessionStorage.setItem(key(''), chosen);
      return sessionStorage.getItem(key('')) ?? '?';
    } catch {
      return '?';
    }
  }

  /** @returns {string} */
  function newPlace() {
    return AnswerFile.blank().respondent.id;
  }

  /**
   * Whose answers to show: this tab's last, else the newest. A place that cannot be read is left alone: what a
   * damaged copy holds, or one of a newer page, must not be written over.
   * @param {Map<string, ?Kept>} found @param {boolean} sure @returns {string}
   */
  function choosePlace(found, sure) {
    const last = remembered();
    if (found.get(last) || (sure && !found.has(last) && PLACE.test(last))) return last;
    const rank = (/** @type {?Kept} */ one) => (one ? one.revision + (one.set.started ? 1e15 : 0) : -1);
    const [newest] = [...found].sort((a, b) => rank(b[1]) - rank(a[1]));
    if (newest?.[1]) return newest[0];
    return sure && !found.has(FIRST) ? FIRST : newPlace();
  }

  /** @returns {string} nearly always the one that will be chosen */
  function likelyPlace() {
    const last = remembered();
    return PLACE.test(last) ? last : FIRST;
  }

  return { open, key, remembered, newPlace, choosePlace, likelyPlace, parse, nothing, all, writeLocal, writeDatabase, erase };
})();
