/**
 * Only one tab may write for a respondent: it holds a Web Lock, and the next one waits for it. A browser without such
 * locks lets every tab write.
 */
const TabLock = (() => {
  /** @type {() => void} */
  let release = () => {};
  let waiting = new AbortController();

  /** Holds the lock until this page goes on with somebody else, or ends. @returns {Promise<void>} */
  function hold() {
    return new Promise((resolve) => {
      release = resolve;
    });
  }

  /** @param {string} key @returns {Promise<boolean>} whether this tab may write */
  function take(key) {
    return new Promise((resolve) => {
      if (!navigator.locks) return resolve(true);
      const held = (/** @type {?Lock} */ lock) => {
        resolve(Boolean(lock));
        return lock ? hold() : undefined;
      };
      navigator.locks.request(key, { ifAvailable: true }, held).catch(() => resolve(true));
    });
  }

  /**
   * Waits in the second tab until the first one closes.
   * @param {string} key @param {() => Promise<void>} enter  what to do first with the lock
   */
  function wait(key, enter) {
    const held = async () => {
      const end = hold();
      await enter();
      return end;
    };
    waiting = new AbortController();
    navigator.locks.request(key, { signal: waiting.signal }, held).catch(() => {});
  }

  /** Lets others write, or no longer waits. */
  function leave() {
    release();
    waiting.abort();
  }

  /** @param {string} key @param {() => Promise<boolean>} work @returns {Promise<boolean>} not while another tab writes */
  async function during(key, work) {
    const held = (/** @type {?Lock} */ lock) => (lock ? work() : false);
    return navigator.locks ? navigator.locks.request(key, { ifAvailable: true }, held) : work();
  }

  return { take, wait, leave, during };
})();
