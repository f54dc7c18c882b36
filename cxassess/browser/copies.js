/**
 * The two copies on this computer: localStorage, written at once, and IndexedDB, which survives a crash.
 *
 * Everybody who fills in this assessment here has a place of their own, because Chromium keeps one store for every
 * file and one computer may serve several people. The place '' is the key that held the only respondent before there
 * were places; it stays where it is, since moving would put its answers at risk for nothing.
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

  /**
   * Everything that is kept here for this assessment.
   * @returns {Promise<{texts: Map<string, any[]>, local: boolean, sure: boolean}>} by place; `sure` if the database
   *   answered, so that a place which is missing really is free
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
    return { texts, local: local !== null, sure: inDatabase !== null };
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

  return { FIRST, PLACE, open, key, all, writeLocal, writeDatabase, erase };
})();
