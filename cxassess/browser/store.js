/**
 * The answers of this respondent: one copy in memory, two on this computer, and the truth about both.
 *
 * Every change goes to both copies under a rising revision; whoever has the higher one wins on the next visit. The
 * page says "saved" only when IndexedDB has finished its transaction. localStorage alone counts as well, but only
 * after a while: a browser that crashes loses what was written there in the last seconds.
 * Only one tab may write for a respondent; it holds a Web Lock, see `tablock.js`.
 *
 * @typedef {'new' | 'saving' | 'saved' | 'failed'} SaveState
 */
const Store = (() => {
  /** So that "saving" and "saved" do not flicker while somebody types. */
  const CALM = 300;
  /** Firefox keeps a localStorage write from a crash only after five to ten seconds. */
  const DOUBT = 10000;

  let place = '';
  /** @type {Kept} */
  let kept;
  /** @type {?{place: string, kept: Kept}} */
  let before = null;
  /** @type {Changes} what another edition of the questions did to the answers that were kept here */
  let changes;
  /** @type {SaveState} */
  let state = 'new';
  let failedSince = '';
  let locked = false;
  let local = false;
  let writing = false;
  let again = false;
  let calm = 0;
  /** @type {Promise<void>} until nothing is being written */
  let idle = Promise.resolve();
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

  // ---- Reading ----------------------------------------------------------------------------------------------

  /** @param {?Kept} [copy]  takes its place here if it is newer */
  function adopt(copy) {
    if (copy && copy.revision > kept.revision) {
      kept = copy;
      changes = AnswerFile.fit(kept.set);
    }
    state = kept.set.started ? 'saved' : 'new';
  }

  // ---- Saving -----------------------------------------------------------------------------------------------

  /** Writes both copies; a change meanwhile starts another round. */
  function save() {
    clearTimeout(calm);
    if (state !== 'failed') become('saving');
    again = true;
    if (!writing) idle = write();
  }

  async function write() {
    writing = true;
    let inDatabase = false;
    while (again) {
      // The answer is shown first, unless nobody sees it: then this page may end at any moment.
      if (state !== 'failed' && !document.hidden) await new Promise((shown) => setTimeout(shown));
      again = false;
      const text = JSON.stringify(kept);
      local = Copies.writeLocal(place, text);
      inDatabase = await Copies.writeDatabase(place, text);
    }
    writing = false;
    if (inDatabase || local) calm = setTimeout(become, inDatabase ? CALM : DOUBT, 'saved');
    else become('failed');
  }

  /** @returns {boolean} whether a change was not yet kept anywhere */
  function isAtRisk() {
    return state === 'failed' && kept.changed.length > 0;
  }

  /** Before the page is hidden or ends: what waits for its turn is written now. */
  function flush() {
    if (locked || !(writing || state === 'failed')) return;
    const text = JSON.stringify(kept);
    // Without the first copy there is no time to wait for anything.
    if (!Copies.writeLocal(place, text)) Copies.writeDatabase(place, text);
    save();
  }

  /**
   * Changes the answers and saves them.
   * @param {string} id  what changed, for the count since the last download
   * @param {(set: AnswerSet) => void} edit
   */
  function change(id, edit) {
    if (locked) return;
    edit(kept.set);
    if (!kept.changed.includes(id)) kept.changed.push(id);
    stampAndSave();
    tell('answers');
  }

  function stampAndSave() {
    kept.set.saved = Assessment.now();
    kept.set.started ||= kept.set.saved;
    kept.set.lang = Assessment.lang();
    keep();
  }

  /** The time as revision: answers given after erasing come after any copy that a crash brings back. */
  function keep() {
    AnswerFile.complete(kept.set);
    kept.revision = Math.max(kept.revision + 1, Date.now());
    save();
  }

  /**
   * Changes one answer.
   * @param {string} id @param {Partial<GivenAnswer>} part
   */
  function answer(id, part) {
    change(id, (set) => {
      set.answers[id] = { ...(set.answers[id] ?? AnswerFile.open()), ...part };
    });
  }

  // ---- All at once ------------------------------------------------------------------------------------------

  /**
   * @param {AnswerSet} set  comes in place of all answers; `undo` brings them back
   * @param {string[]} changed  what the last download does not hold
   * @param {string} downloaded  when that was
   */
  function replace(set, changed, downloaded) {
    if (locked) return;
    const old = { place, kept };
    kept = { ...kept, changed, downloaded, set };
    stampAndSave();
    before = old;
    tell('replaced');
  }

  /**
   * Erases what is kept at a place; `undo` works while this person fills in.
   * @param {string} [where] @returns {Promise<boolean>} not while another tab writes there
   */
  async function clear(where = place) {
    await idle;
    if (where !== place) return clearOther(where);
    if (locked) return false;
    clearTimeout(calm);
    const old = { place, kept };
    kept = { ...Copies.nothing(), revision: kept.revision + 1 };
    await Copies.erase(place, JSON.stringify(kept));
    before = old;
    state = 'new';
    failedSince = '';
    tell('replaced');
    tell('status');
    return true;
  }

  /** @param {string} where @returns {Promise<boolean>} */
  async function clearOther(where) {
    return TabLock.during(Copies.key(where), async () => {
      const old = (await Copies.all()).found.get(where);
      if (!old) return false;
      await Copies.erase(where, JSON.stringify({ ...Copies.nothing(), revision: old.revision + 1 }));
      before = { place: where, kept: { ...old, revision: old.revision + 2 } };
      return true;
    });
  }

  async function undo() {
    if (!before) return;
    const { place: where, kept: old } = before;
    if (where === place) return replace(old.set, old.changed, old.downloaded);
    before = null;
    Copies.writeLocal(where, JSON.stringify(old));
    await Copies.writeDatabase(where, JSON.stringify(old));
  }

  function markDownloaded() {
    kept.downloaded = Assessment.now();
    kept.changed = [];
    if (!locked) keep();
    tell('status');
  }

  // ---- One tab only -----------------------------------------------------------------------------------------

  /** In the second tab, until the first one closes. */
  function waitForLock() {
    TabLock.wait(Copies.key(place), async () => {
      adopt((await Copies.all()).found.get(place));
      locked = false;
      tell('replaced');
      tell('lock');
    });
  }

  /** @param {StorageEvent} event  shows in a reading tab what the writing tab saves */
  function follow(event) {
    if (!locked || event.key !== Copies.key(place)) return;
    for (const copy of Copies.parse(event.newValue)) adopt(copy);
    tell('replaced');
  }

  // ---- Several respondents ----------------------------------------------------------------------------------

  /** @param {string} where  whose answers come here */
  async function enter(where) {
    place = where;
    locked = !(await TabLock.take(Copies.key(place)));
    begin(await Copies.all());
  }

  /** @param {{found: Map<string, ?Kept>, local: boolean, sure: boolean}} read  since this tab has the lock, if it has */
  function begin({ found, local: works, sure }) {
    Copies.remembered(place);
    kept = Copies.nothing();
    changes = { opened: [], gone: [], fresh: [] };
    before = null;
    failedSince = '';
    adopt(found.get(place));
    if (!works && !sure) become('failed');
    if (locked) waitForLock();
    else if (Object.values(changes).flat().length) keep();
  }

  /**
   * Goes on with another respondent; without a place with a new one.
   * @param {string} [where] @returns {Promise<boolean>} not while answers stand in this window only
   */
  async function use(where = Copies.newPlace()) {
    await idle;
    if (isAtRisk() || where === place) return false;
    clearTimeout(calm);
    locked = true;
    TabLock.leave();
    await enter(where);
    if (!locked && kept.revision) keep();
    tell('replaced');
    tell('status');
    return true;
  }

  /** @returns {Promise<{place: string, here: boolean, set: AnswerSet}[]>} who began here, newest first */
  async function people() {
    const { found } = await Copies.all();
    found.set(place, kept);
    const all = [...found].flatMap(([where, one]) => (one?.set.started ? [{ place: where, kept: one }] : []));
    all.sort((a, b) => b.kept.revision - a.kept.revision);
    return all.map((one) => ({ place: one.place, here: one.place === place, set: one.kept.set }));
  }

  /** Opens the answers of this client and questionnaire. */
  async function open() {
    const client = Assessment.client();
    const opened = Copies.open(['cxassess', client.slug, client.edition, Assessment.plan().questionnaire].join('/'));
    // Nearly always it is this place: locking it while the database opens saves a second look into the copies.
    place = Copies.likelyPlace();
    const [mine] = await Promise.all([TabLock.take(Copies.key(place)), opened]);
    const read = await Copies.all();
    const chosen = Copies.choosePlace(read.found, read.sure);
    if (mine && chosen === place) begin(read);
    else {
      TabLock.leave();
      await enter(chosen);
    }
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
    use,
    people,
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
    /** @returns {Changes} */
    changes: () => changes,
    changedIds: () => kept.changed,
    /** @returns {number} changes that no download holds; the language alone is none */
    pending: () => kept.changed.filter((id) => id !== 'lang').length,
    changed: () => kept.changed.filter((id) => Assessment.asks(id)).length,
    canUndo: () => before !== null,
  };
})();
