/**
 * Messages above the view, and the question before something is replaced.
 *
 * @typedef {{icon?: string, css?: string, heading: string, text?: string, button?: string, does?: string,
 *   close?: boolean}} Message
 */
const Notice = (() => {
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
    if (!message) {
      place.replaceChildren();
      return;
    }
    const pattern = /** @type {HTMLTemplateElement} */ (document.getElementById('part-bar'));
    const bar = /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
    const icon = `#i-${message.icon ?? 'check'}`;
    for (const child of bar.children) Report.fill(child, { ...message, icon, css: `bar ${message.css ?? ''}` });
    place.replaceChildren(bar);
  }

  /**
   * Asks before something happens that takes answers away.
   * @param {{heading: string, text: string, more?: string, yes: string}} words @returns {Promise<boolean>}
   */
  function confirm(words) {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('dialog'));
    Report.fill(dialog, words);
    dialog.returnValue = '';
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.onclick = (event) => {
        const button = event.target instanceof Element ? event.target.closest('button') : null;
        if (button) dialog.close(button.value);
      };
      dialog.onclose = () => resolve(dialog.returnValue === 'yes');
    });
  }

  return { show, confirm };
})();
