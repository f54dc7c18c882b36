/**
 * The frame around a page in a preview: loads the page again when a newer one was built, and shows what is wrong.
 * Served by serving.py; no part of any page.
 */
(() => {
  const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
  const bar = /** @type {HTMLElement} */ (document.getElementById('errors'));
  let shown = frame.dataset.page;

  /** @param {string[]} lines */
  function tell(lines) {
    bar.hidden = !lines.length;
    const text = lines.join('\n');
    if (bar.textContent !== text) bar.textContent = text;
  }

  async function look() {
    try {
      const { page, errors } = await (await fetch(`/-/state/${frame.title}`)).json();
      tell(errors);
      if (page !== shown) {
        shown = page;
        frame.contentWindow?.location.reload();
      }
    } catch {
      tell([bar.dataset.stopped ?? '']);
    }
    setTimeout(look, 500);
  }
  look();
})();
