/**
 * On the web, lets the browser keep this page for use without a network, and install it. On disk it does nothing.
 *
 * `sw.js` is the only address that the policy's one trusted type can make.
 */
(() => {
  const { serviceWorker: workers } = navigator;
  if (!location.protocol.startsWith('http') || !workers) return;
  addEventListener('load', async () => {
    try {
      const manifest = { rel: 'manifest', href: 'manifest.webmanifest' };
      document.head.append(Object.assign(document.createElement('link'), manifest));
      const types = globalThis.trustedTypes?.createPolicy('cxassess', { createScriptURL: () => 'sw.js' });
      await workers.register(types?.createScriptURL('') ?? 'sw.js');
    } catch {
      // A private window or the host may forbid it: then the page needs the network to open, and no more.
    }
  });
})();
