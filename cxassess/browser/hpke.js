/**
 * HPKE (RFC 9180), sender's side, base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 *
 * Only pages of clients with a public key carry this.
 */
const Hpke = (() => {
  const LABEL = 'HPKE-v1';
  const NONE = new Uint8Array();
  const ZEROS = new Uint8Array(32);

  /** @param {Uint8Array} key @param {(Uint8Array | number[] | string)[]} parts @returns {Promise<Uint8Array>} */
  async function hmac(key, ...parts) {
    const made = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await crypto.subtle.sign('HMAC', made, Seal.join(...parts)));
  }

  /**
   * LabeledExtract of RFC 9180; an empty salt counts as zeros.
   * @param {Uint8Array} suite @param {Uint8Array} salt @param {string} label @param {Uint8Array} data
   */
  function extract(suite, salt, label, data) {
    return hmac(salt, LABEL, suite, label, data);
  }

  /**
   * LabeledExpand of RFC 9180; nothing here is longer than one hash.
   * @param {Uint8Array} suite @param {Uint8Array} key @param {string} label @param {Uint8Array} info
   * @param {number} length
   */
  async function expand(suite, key, label, info, length) {
    return (await hmac(key, [0, length], LABEL, suite, label, info, [1])).slice(0, length);
  }

  /**
   * Encrypts for a public key, as SealBase of RFC 9180.
   * @param {Uint8Array} point  the public key @param {Uint8Array} info @param {Uint8Array} content
   * @param {Uint8Array} [aad] @param {CryptoKeyPair} [pair]  one of RFC 9180's own, to test with
   * @returns {Promise<Uint8Array>} encapsulated key and ciphertext
   */
  async function seal(point, info, content, aad = NONE, pair) {
    const curve = { name: 'ECDH', namedCurve: 'P-256' };
    const once = pair ?? (await crypto.subtle.generateKey(curve, false, ['deriveBits']));
    const to = await crypto.subtle.importKey('raw', point, curve, false, []);
    const sent = new Uint8Array(await crypto.subtle.exportKey('raw', once.publicKey));
    const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: to }, once.privateKey, 256);
    const kem = Seal.join('KEM', [0, 16]);
    const extracted = await extract(kem, ZEROS, 'eae_prk', new Uint8Array(bits));
    const shared = await expand(kem, extracted, 'shared_secret', Seal.join(sent, point), 32);
    const suite = Seal.join('HPKE', [0, 16, 0, 1, 0, 2]);
    const psk = await extract(suite, ZEROS, 'psk_id_hash', NONE);
    const context = Seal.join([0], psk, await extract(suite, ZEROS, 'info_hash', info));
    const secret = await extract(suite, shared, 'secret', NONE);
    const key = await expand(suite, secret, 'key', context, 32);
    const nonce = await expand(suite, secret, 'base_nonce', context, 12);
    return Seal.join(sent, await Seal.aes('encrypt', key, nonce, aad, content));
  }

  return { seal };
})();
