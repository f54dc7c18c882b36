/**
 * On the web, lets the browser keep this page for use without a network, and install it. On disk it does nothing.
 *
 * `sw.js` is the only address that the policy's one trusted type can make. Stands in the head: Firefox looks for an
 * icon when the head ends, and asks the host for one if there is none, which the policy forbids.
 */
(() => {
  if (!location.protocol.startsWith('http')) return;
  const link = (/** @type {string} */ rel, /** @type {string} */ href) =>
    document.head.append(Object.assign(document.createElement('link'), { rel, href }));
  const brand = getComputedStyle(document.documentElement).getPropertyValue('--brand');
  const steps = `<path fill="${brand}" d="M0 8V6h2V4h2V2h2V0h2v8z"/>`;
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${steps}</svg>`;
  link('icon', `data:image/svg+xml,${encodeURIComponent(icon)}`); // else browsers ask for one
  link('manifest', 'manifest.webmanifest');
  addEventListener('load', async () => {
    try {
      const types = globalThis.trustedTypes?.createPolicy('cxassess', { createScriptURL: () => 'sw.js' });
      await navigator.serviceWorker.register(types?.createScriptURL('') ?? 'sw.js');
    } catch {
      // A private window or the host may forbid it: then the page needs the network to open, and no more.
    }
  });
})();
