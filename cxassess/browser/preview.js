/**
 * The frame around a page in a preview: loads the page again when a newer one was built, and shows what is wrong.
 * Served by serving.py; no part of any page.
 */
(() => {
  const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
  const bar = /** @type {HTMLElement} */ (document.getElementById('errors'));
  let ended = false;
  let shown = Number(frame.dataset.revision);

  /** @param {string[]} lines */
  function tell(lines) {
    bar.hidden = !lines.length;
    const text = lines.join('\n');
    if (bar.textContent !== text) bar.textContent = text;
  }

  async function look() {
    try {
      const { revision, errors } = await (await fetch('/-/state')).json();
      tell(errors);
      // A preview that was started again counts from the beginning, and may show something else.
      if (revision !== shown || ended) {
        shown = revision;
        ended = false;
        frame.contentWindow?.location.reload();
      }
    } catch {
      ended = true;
      tell([bar.dataset.stopped ?? '']);
    }
    setTimeout(look, 500);
  }
  look();
})();
