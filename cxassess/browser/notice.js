/**
 * Messages above the view, and the questions that must be answered first.
 *
 * @typedef {{icon?: string, css?: string, heading: string, text?: string, button?: string, does?: string,
 *   close?: boolean, lines?: string[]}} Message
 */
const Notice = (() => {
  /** @type {(() => void) | undefined} gives the answer of the question that was asked last */
  let answer;

  /** @param {string[]} [lines] */
  function rows(lines = []) {
    return lines.map((text) => ({ text }));
  }

  /**
   * Shows a message in a live region; the same message twice is said once.
   * @param {'alarm' | 'notice'} region @param {?Message} message  nothing clears the region
   */
  function show(region, message) {
    const place = document.getElementById(region);
    if (!place) return;
    const said = message ? JSON.stringify(message) : '';
    if (place.getAttribute('data-said') === said) return;
    place.setAttribute('data-said', said);
    if (place.contains(document.activeElement)) {
      /** @type {?HTMLElement} */
      const heading = document.querySelector('.view.on h1');
      heading?.focus({ preventScroll: true });
    }
    if (!message) {
      place.replaceChildren();
      mark();
      return;
    }
    const pattern = /** @type {HTMLTemplateElement} */ (document.getElementById('part-bar'));
    const bar = /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
    const icon = `#i-${message.icon ?? 'check'}`;
    const lines = rows(message.lines);
    for (const child of bar.children) Report.fill(child, { ...message, lines, icon, css: `bar ${message.css ?? ''}` });
    place.replaceChildren(bar);
    mark();
  }

  /** Tells the styles whether a message covers the top of the window, so that nothing is scrolled behind it. */
  function mark() {
    document.documentElement.classList.toggle('told', Boolean(document.querySelector('#notice > *')));
  }

  /**
   * Asks something; with a `label` there is a field to write in; `fill` is another way than `yes`, and comes first;
   * what takes something away is `careful`.
   * @param {{heading: string, text: string, lines?: string[], more?: string, label?: string, error?: string,
   *   other?: string, fill?: string, yes: string, careful?: boolean}} words @param {string} [value]  stands in the field already
   * @returns {Promise<{choice: string, word: string}>} the value of the button, empty for none; what was written
   */
  function ask(words, value = '') {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('dialog'));
    const field = /** @type {HTMLInputElement} */ (document.getElementById('dialog-word'));
    answer?.(); // a dialog says later that it was closed, and another question may be asked before
    Report.fill(dialog, { ...words, lines: rows(words.lines), css: words.fill ? 'btn ghost' : 'btn' });
    field.toggleAttribute('aria-invalid', Boolean(words.error));
    field.value = value;
    dialog.returnValue = '';
    const title = /** @type {HTMLElement} */ (dialog.querySelector('h2'));
    title.removeAttribute('tabindex');
    dialog.showModal();
    // What does not fit is read from its beginning; else the first button has the focus.
    if (dialog.scrollHeight > dialog.clientHeight) {
      title.tabIndex = -1;
      title.focus();
    }
    field.select();
    if (words.careful) /** @type {HTMLElement} */ (dialog.querySelector('[value=no]')).focus();
    return new Promise((resolve) => {
      dialog.onclick = (event) => {
        const button = event.target instanceof Element ? event.target.closest('button') : null;
        if (button) dialog.close(button.value);
      };
      field.onkeydown = (event) => {
        if (event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault(); // or the button that opened the dialog would get the key too
        dialog.close('yes');
      };
      answer = () => {
        answer = undefined;
        resolve({ choice: dialog.returnValue, word: field.value });
        field.value = '';
      };
      dialog.onclose = () => {
        if (!dialog.open) answer?.();
      };
    });
  }

  /**
   * Asks before something happens that takes answers away.
   * @param {Parameters<typeof ask>[0]} words @returns {Promise<string>} `yes`, `fill`, or nothing
   */
  async function confirm(words) {
    return (await ask(words)).choice.replace('no', '');
  }

  return { show, mark, ask, confirm };
})();
