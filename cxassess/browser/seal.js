/**
 * The sealed answer file (`cxassess.sealed/1`): encrypted for the consultant's key, or with a passphrase.
 *
 * For a key: HPKE (hpke.js). With a passphrase: PBKDF2-SHA256 and AES-256-GCM. The whole head of the file is bound to its content, so nothing in it can be changed unnoticed.
 */
const Seal = (() => {
  const FORMAT = 'cxassess.sealed/1';
  const ROUNDS = 600000;
  const MOST_ROUNDS = 5000000;

  // ---- Bytes ------------------------------------------------------------------------------------------------

  /** @param {string} text @returns {Uint8Array} */
  function utf8(text) {
    return new TextEncoder().encode(text);
  }

  /** @param {(Uint8Array | number[] | string)[]} parts @returns {Uint8Array} */
  function join(...parts) {
    return Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? utf8(part) : part)]));
  }

  /** @param {Uint8Array} bytes @returns {string} */
  function base64(bytes) {
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }

  /** @param {string} text @returns {Uint8Array} of base64 in the one form that encoding gives back */
  function bytes(text) {
    const found = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    if (base64(found) !== text) throw new Error('base64');
    return found;
  }

  /**
   * AES-256-GCM.
   * @param {'encrypt' | 'decrypt'} way @param {Uint8Array} raw  the key @param {Uint8Array} iv
   * @param {Uint8Array} additionalData @param {Uint8Array} content @returns {Promise<Uint8Array>}
   */
  async function aes(way, raw, iv, additionalData, content) {
    const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, [way]);
    return new Uint8Array(await crypto.subtle[way]({ name: 'AES-GCM', iv, additionalData }, key, content));
  }

  // ---- With a passphrase ------------------------------------------------------------------------------------

  /** @param {string} passphrase @param {Uint8Array} salt @param {number} iterations @returns {Promise<Uint8Array>} */
  async function stretch(passphrase, salt, iterations) {
    const raw = utf8(passphrase.normalize('NFC'));
    const given = await crypto.subtle.importKey('raw', raw, 'PBKDF2', false, ['deriveBits']);
    const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
    return new Uint8Array(await crypto.subtle.deriveBits(how, given, 256));
  }

  // ---- Files ------------------------------------------------------------------------------------------------

  /** @param {Record<string, any>} head @returns {Uint8Array} as it is bound to the content */
  function bound(head) {
    return utf8(JSON.stringify(head));
  }

  /**
   * The answers as a sealed file; without a passphrase for the consultant's key.
   * @param {AnswerSet} set @param {string} [passphrase] @returns {Promise<Record<string, any>>}
   */
  async function close(set, passphrase) {
    const content = utf8(JSON.stringify(set));
    const { client, questionnaire: { id, version } } = set;
    const method = passphrase ? 'passphrase' : 'key';
    const { key, fingerprint } = Assessment.client();
    const [salt, iv] = [16, 12].map((length) => crypto.getRandomValues(new Uint8Array(length)));
    const how = passphrase ? { salt: base64(salt), rounds: ROUNDS } : { fingerprint };
    const head = { format: FORMAT, method, client, questionnaire: { id, version }, ...how };
    const sealed = passphrase
      ? join(iv, await aes('encrypt', await stretch(passphrase, salt, ROUNDS), iv, bound(head), content))
      : await Hpke.seal(bytes(key), bound(head), content);
    return { ...head, sealed: base64(sealed) };
  }

  /** @param {any} raw @returns {boolean} whether a file is sealed in either way */
  function isSealed(raw) {
    return raw?.format === FORMAT;
  }

  /** @param {any} raw @returns {boolean} whether to ask for the passphrase: no file may keep the page busy for long */
  function isSound({ method, rounds }) {
    return method === 'passphrase' && Number.isInteger(rounds) && rounds >= ROUNDS && rounds <= MOST_ROUNDS;
  }

  /**
   * The text in a file that is sealed with a passphrase.
   * @param {any} raw @param {string} passphrase @returns {Promise<string>}
   */
  async function open({ sealed, ...head }, passphrase) {
    const [content, salt] = [bytes(sealed), bytes(head.salt)];
    const key = await stretch(passphrase, salt, head.rounds);
    const plain = await aes('decrypt', key, content.subarray(0, 12), bound(head), content.subarray(12));
    return new TextDecoder().decode(plain);
  }

  return { join, aes, close, open, isSealed, isSound };
})();
