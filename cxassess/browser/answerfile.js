/**
 * The answer file (`cxassess.response/1`): reading it without trusting it, and writing it.
 *
 * A file comes from outside, so nothing in it is believed before it is checked, and its keys only ever become
 * names in tables without a prototype. Answers to questions that this page does not know are kept.
 *
 * @typedef {{value: ?string, note: string, basis: string, reason: string}} GivenAnswer
 * @typedef {{format: string, questionnaire: {id: string, version: string, digest: string}, client: string,
 *   respondent: {id: string, group: string, name: string}, lang: string, started: string, saved: string,
 *   profile: Record<string, string>, answers: Record<string, GivenAnswer>, targets: Record<string, number>,
 *   decisions: Record<string, {status: string, owner: string, quarter: string}>,
 *   capacity?: number,
 *   business_case: {inputs: Record<string, {low: ?number, base: ?number, high: ?number, source: string}>,
 *   lines: Record<string, boolean>}}} AnswerSet
 */
const AnswerFile = (() => {
  const FORMAT = 'cxassess.response/1';
  const LIMIT = 1024 * 1024;
  const NOTE = 5000;
  const LINE = 400;
  const ID = 80;
  const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ue000\ue001]/g;
  const STAMP = /^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?$/;

  /** Why a file is not accepted; `message` names a phrase `file.refused-…`. */
  class Refused extends Error {}

  /**
   * A table that has no prototype: any text can be a key, `__proto__` too.
   * @template T @param {Iterable<[string, T]>} [entries] @returns {Record<string, T>}
   */
  function table(entries = []) {
    const made = Object.create(null);
    for (const [key, value] of entries) made[key] = value;
    return made;
  }

  /** @param {boolean} holds @param {string} [reason] */
  function need(holds, reason = 'damaged') {
    if (!holds) throw new Refused(reason);
  }

  /** @param {any} value @returns {Record<string, any>} */
  function object(value) {
    need(typeof value === 'object' && value !== null && !Array.isArray(value));
    return value;
  }

  /** @param {any} value @param {number} limit @returns {string} */
  function text(value, limit) {
    need(typeof value === 'string' && value.length <= limit);
    return value.replace(CONTROL, '');
  }

  /** @param {any} value @returns {string} */
  function stamp(value) {
    need(STAMP.test(text(value, 40)));
    return value;
  }

  /**
   * A table of which every key is an id and every value passes `read`.
   * @template T @param {any} value @param {number} limit @param {(one: any) => T} read
   * @returns {Record<string, T>}
   */
  function entries(value, limit, read) {
    const found = Object.entries(object(value));
    need(found.length <= limit);
    return table(
      found.map(([key, one]) => {
        need(key.length > 0);
        return [text(key, ID), read(one)];
      }),
    );
  }

  /** @param {any} value @returns {GivenAnswer} */
  function answer(value) {
    const { value: chosen = null, note = '', basis = '', reason = '' } = object(value);
    need(['', 'seen', 'heard', 'estimate'].includes(basis));
    return {
      value: chosen === null ? null : text(chosen, ID),
      note: text(note, NOTE),
      basis,
      reason: text(reason, NOTE),
    };
  }

  /** @param {any} value @returns {{status: string, owner: string, quarter: string}} */
  function decision(value) {
    const { status, owner = '', quarter = '' } = object(value);
    need(['planned', 'done', 'no'].includes(status));
    return { status, owner: text(owner, LINE), quarter: text(quarter, LINE) };
  }

  /** @param {any} value @returns {boolean} */
  function flag(value) {
    need(typeof value === 'boolean');
    return value;
  }

  /** @param {any} value @returns {?number} */
  function amount(value) {
    need(value === null || Number.isFinite(value));
    return value;
  }

  /** @param {any} value @returns {AnswerSet['business_case']['inputs']['']} */
  function businessInput(value) {
    const { low = null, base = null, high = null, source = '' } = object(value);
    return { low: amount(low), base: amount(base), high: amount(high), source: text(source, LINE) };
  }

  /** @param {any} value @param {number} room @returns {AnswerSet['business_case']} */
  function businessCase(value, room) {
    const { inputs = {}, lines = {} } = object(value);
    return { inputs: entries(inputs, 300 * room, businessInput), lines: entries(lines, 50 * room, flag) };
  }

  /** @param {any} value @returns {number} */
  function whole(value) {
    need(Number.isSafeInteger(value));
    return value;
  }

  /** @param {any} value @returns {?number} person-days per quarter, with at most three decimals */
  function days(value) {
    need(value === null || (Number.isFinite(value) && value >= 0 && value <= 10000));
    return value === null ? null : Number(value.toFixed(3));
  }

  /** @param {any} value @returns {AnswerSet['questionnaire']} */
  function reference(value) {
    const { id, version, digest = '' } = object(value);
    return { id: text(id, ID), version: text(version, ID), digest: text(digest, ID) };
  }

  /** @param {any} value @returns {AnswerSet['respondent']} */
  function respondent(value) {
    const { id, group = '', name = '' } = object(value);
    return { id: text(id, ID), group: text(group, LINE), name: text(name, LINE) };
  }

  /**
   * An answer set from parsed JSON.
   * @param {any} raw
   * @param {number} [room]  for more entries: what the page kept itself must always be readable again
   * @returns {AnswerSet}
   */
  function check(raw, room = 1) {
    const { lang = '', client = '', started = '', saved = '', ...rest } = object(raw);
    need(rest.format === FORMAT && !rest.people, 'format'); // several people joined are nobody's answers
    const questionnaire = reference(rest.questionnaire);
    need(questionnaire.id === Assessment.plan().questionnaire, 'other');
    return {
      format: FORMAT,
      questionnaire,
      client: text(client, ID),
      respondent: respondent(rest.respondent),
      lang: text(lang, 2),
      started: stamp(started),
      saved: stamp(saved),
      profile: entries(rest.profile ?? {}, 50 * room, (one) => text(one, ID)),
      answers: entries(rest.answers ?? {}, 2000 * room, answer),
      targets: entries(rest.targets ?? {}, 200 * room, whole),
      decisions: entries(rest.decisions ?? {}, 1000 * room, decision),
      capacity: days(rest.capacity ?? null) ?? undefined,
      business_case: businessCase(rest.business_case ?? {}, room),
    };
  }

  /** @returns {GivenAnswer} */
  function open() {
    return { value: null, note: '', basis: '', reason: '' };
  }

  /** @returns {AnswerSet['questionnaire']} what this page asks */
  function current() {
    const { questionnaire, version, digest } = Assessment.plan();
    return { id: questionnaire, version, digest };
  }

  /**
   * Opens answers that this edition does not offer, and finds what else differs from the one they were given in.
   * Answers to questions that are gone stay in the set, and so in the file.
   * @param {AnswerSet} set @returns {Changes}
   */
  function fit(set) {
    const { version, digest } = current();
    const other = set.questionnaire.version !== version || ![digest, ''].includes(set.questionnaire.digest);
    const given = Object.keys(set.answers).filter((id) => set.answers[id].value !== null || set.answers[id].note);
    const fits = (/** @type {string} */ id) =>
      [null, ...Assessment.offered(id).map((option) => option.value)].includes(set.answers[id].value);
    const opened = given.filter((id) => Assessment.asks(id) && !fits(id));
    for (const id of opened) set.answers[id].value = null;
    return {
      opened,
      gone: other ? given.filter((id) => !Assessment.asks(id)) : [],
      fresh: other ? Assessment.ids().filter((id) => !(id in set.answers)) : [],
    };
  }

  /**
   * Names every question that was asked, open ones too: so a later edition knows which questions are new.
   * @param {AnswerSet} set
   */
  function complete(set) {
    set.questionnaire = current();
    for (const id of Assessment.ids()) set.answers[id] ??= open();
  }

  /** @param {string} content @returns {any} */
  function parse(content) {
    try {
      return JSON.parse(content);
    } catch {
      throw new Refused('json');
    }
  }

  /**
   * What is in a sealed file, or nothing when the user gives up.
   * @param {any} raw @param {(tried?: string) => Promise<?string>} ask  for the passphrase
   */
  async function unseal(raw, ask) {
    need(raw.method !== 'key', 'sealed');
    need(Seal.isSound(raw));
    need(Boolean(crypto.subtle), 'crypto');
    /** @type {?string} */
    let passphrase = await ask();
    while (passphrase !== null) {
      const opened = await Seal.open(raw, passphrase).catch(() => null);
      // What opens but is no JSON is damaged; no other passphrase can mend that.
      if (opened !== null) return { raw: parse(opened) };
      passphrase = await ask(passphrase);
    }
    return null;
  }

  /**
   * The answers in a file that the user chose; nothing when it needs a passphrase and none is given.
   * @param {File} file @param {(tried?: string) => Promise<?string>} ask
   * @returns {Promise<?{set: AnswerSet, changes: Changes}>}
   * @throws {Refused}
   */
  async function read(file, ask) {
    need(file.size <= LIMIT * 1.5, 'size');
    let raw = parse(await file.text());
    if (Seal.isSealed(raw)) {
      const opened = await unseal(raw, ask);
      if (!opened) return null;
      raw = opened.raw;
    } else need(file.size <= LIMIT, 'size');
    const set = check(raw);
    return { set, changes: fit(set) };
  }

  /** @param {AnswerSet} set @returns {number} how many of our questions have an answer */
  function size(set) {
    const answers = Object.entries(set.answers);
    return answers.filter(([id, given]) => Assessment.asks(id) && given.value !== null).length;
  }

  /** @returns {AnswerSet} an empty set for this page, with a random respondent */
  function blank() {
    const random = crypto.getRandomValues(new Uint8Array(12));
    const id = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return {
      format: FORMAT,
      questionnaire: current(),
      client: Assessment.client().slug,
      respondent: { id, group: '', name: '' },
      lang: Assessment.lang(),
      started: '',
      saved: '',
      profile: table(),
      answers: table(),
      targets: table(),
      decisions: table(),
      business_case: { inputs: table(), lines: table() },
    };
  }

  /** @param {AnswerSet} set @returns {AnswerSet} as this page asked for it */
  function own(set) {
    return { ...set, questionnaire: current(), client: Assessment.client().slug };
  }

  /**
   * Hands the user a file; only they decide where it goes.
   * @param {any} content @param {string} kind  stands in its name @returns {string} its name
   */
  function hand(content, kind) {
    return give(JSON.stringify(content, null, 1), `${kind}.json`);
  }

  /** @param {string} content @param {string} kind  how its name ends @returns {string} its name */
  function give(content, kind) {
    const name = `cxassess-${Assessment.client().slug}-${Assessment.now().slice(0, 10)}${kind}`;
    const type = kind.endsWith('.json') ? 'application/json' : 'text/plain';
    const blob = new Blob([content], { type });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    return name;
  }

  /** @param {AnswerSet} set @returns {string} the name of the file */
  function download(set) {
    return hand(own(set), '');
  }

  /**
   * Like `download`, but encrypted: with a passphrase, or without one for the consultant's key.
   * @param {AnswerSet} set @param {string} [passphrase] @returns {Promise<string>}
   */
  async function downloadSealed(set, passphrase) {
    return hand(await Seal.close(own(set), passphrase), passphrase ? '.passphrase' : '.sealed');
  }

  /** @param {any} value @returns {boolean} */
  function isStamp(value) {
    return typeof value === 'string' && STAMP.test(value);
  }

  return { Refused, table, isStamp, check, open, fit, complete, read, size, blank, download, downloadSealed, give };
})();
