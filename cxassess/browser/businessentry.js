/**
 * The business case on the page: fills its view, reads what is typed, and says at a field what is wrong with it.
 *
 * Numbers are typed as the language of the page writes them. What cannot be read stays in its field, with the
 * reason, and counts as empty.
 */
const BusinessEntry = (() => {
  const { say } = Assessment;
  const NUMBERS = {
    nl: /^-?(\d+|\d{1,3}(\.\d{3})+)(,\d{0,4})?$/,
    en: /^-?(\d+|\d{1,3}(,\d{3})+)(\.\d{0,4})?$/,
  };
  /** What was typed and cannot be used, by its field. @type {Map<string, {typed: string, error: string}>} */
  const wrong = new Map();

  /** @param {string} typed @returns {?number} not a number when it is none */
  function parse(typed) {
    const plain = typed.replace(/[\s\u00a0\u202f€%]/g, '').replace('\u2212', '-');
    if (!plain) return null;
    const dutch = Assessment.lang() === 'nl';
    if (!NUMBERS[dutch ? 'nl' : 'en'].test(plain)) return NaN;
    return Number(dutch ? plain.replaceAll('.', '').replace(',', '.') : plain.replaceAll(',', ''));
  }

  /** @param {string} id @returns {BusinessField} */
  function fieldOf(id) {
    return Assessment.business().fields.find((/** @type {BusinessField} */ field) => field[0] === id);
  }

  /** @param {string} id @param {?number} value @returns {string} what is wrong, if anything */
  function errorOf(id, value) {
    if (value === null) return '';
    if (Number.isNaN(value)) return say('business.error_number');
    const [, , , least, most] = fieldOf(id);
    const shown = (/** @type {number} */ n) => I18n.number(n, Assessment.lang());
    if (value < least || value > most) return say('business.error_range', { least: shown(least), most: shown(most) });
    return id === 'years' && !Number.isInteger(value) ? say('business.error_whole') : '';
  }

  /** @param {string} id @param {string} part @param {any} value */
  function store(id, part, value) {
    Store.change(`case:${id}`, ({ business_case: { inputs } }) => {
      const next = { low: null, base: null, high: null, source: '', ...Basics.lookup(inputs, id), [part]: value };
      if (next.source || [next.low, next.base, next.high].some((one) => one !== null)) inputs[id] = next;
      else delete inputs[id];
    });
  }

  /** @param {HTMLInputElement} input  of a number */
  function takeNumber(input) {
    const key = input.getAttribute('data-key') ?? '';
    const [id, part] = key.split('|');
    const value = parse(input.value);
    const error = errorOf(id, value);
    if (error) wrong.set(key, { typed: input.value, error });
    else wrong.delete(key);
    store(id, part, error ? null : value);
  }

  /** @param {Event} event */
  function onInput({ target }) {
    if (!(target instanceof HTMLInputElement) || !target.closest('#view-business')) return;
    const key = target.getAttribute('data-key') ?? '';
    if (target.type === 'checkbox') {
      Store.change(`case:${key}`, (set) => {
        set.business_case.lines[key] = target.checked;
      });
    } else if (key.endsWith('|source')) store(key.split('|')[0], 'source', target.value);
    else takeNumber(target);
  }

  /** @param {Event} event  an error shows when the field is left, not while somebody types; so does what is said aloud */
  function onChange({ target }) {
    if (!(target instanceof Element && target.matches('#view-business input'))) return;
    Views.refresh(true);
    const place = document.querySelector('#view-business [role=status]');
    const heading = document.querySelector('#view-business h1');
    const error = wrong.get(target.getAttribute('data-key') ?? '')?.error;
    if (place) place.textContent = error ?? heading?.textContent ?? '';
  }

  // ---- Showing ----------------------------------------------------------------------------------------------

  /**
   * What counts: inputs that can be used, and the client's day rate where none is typed.
   * @param {any} set @returns {{inputs: Record<string, BusinessInput>, lines: Record<string, boolean>}}
   */
  function usable(set) {
    const { inputs, lines } = set.business_case;
    const kept = AnswerFile.table(/** @type {[string, BusinessInput][]} */ (Object.entries(inputs)));
    for (const [id] of Assessment.business().fields) {
      const one = kept[id];
      const bad = one && ['low', 'base', 'high'].filter((part) => errorOf(id, one[/** @type {'low'} */ (part)] ?? null));
      if (bad?.length) kept[id] = { ...one, ...Object.fromEntries(bad.map((part) => [part, null])) };
    }
    const rate = Assessment.client().day_rate;
    if (rate !== undefined && (kept['day-rate']?.base ?? null) === null) kept['day-rate'] = { ...kept['day-rate'], base: rate };
    return { inputs: kept, lines };
  }

  /** @param {HTMLInputElement} input */
  function showInput(input) {
    const key = input.getAttribute('data-key') ?? '';
    const here = input === document.activeElement;
    input.disabled = Store.isLocked();
    if (input.type === 'checkbox') {
      input.checked = input.getAttribute('data-v') === 'true';
      return;
    }
    const bad = wrong.get(key);
    if (!here) input.value = bad ? bad.typed : (input.getAttribute('data-v') ?? '');
    if (bad && !here) input.setAttribute('aria-invalid', 'true');
    else if (!bad) input.removeAttribute('aria-invalid');
  }

  /** @param {Element} row  with its fields filled */
  function showError(row) {
    const place = row.querySelector('.bad');
    if (!place) return;
    const invalid = row.querySelector('[aria-invalid]');
    const key = invalid?.getAttribute('data-key') ?? '';
    place.textContent = wrong.get(key)?.error ?? '';
    place.toggleAttribute('hidden', !invalid);
    const id = row.getAttribute('data-id');
    place.id = `error-${id}`;
    row.setAttribute('aria-describedby', `unit-${id} help-${id}`);
    row.querySelector('.bc-unit')?.setAttribute('id', `unit-${id}`);
    row.querySelector('.micro')?.setAttribute('id', `help-${id}`);
    for (const input of row.querySelectorAll('input')) {
      if (input === invalid) input.setAttribute('aria-describedby', place.id);
      else input.removeAttribute('aria-describedby');
    }
  }

  /** @param {Element} view @param {any} result @param {any} response */
  function fill(view, result, response) {
    const { currency } = Assessment.client();
    const tree = BusinessView.build({
      texts: Assessment.texts(),
      setup: Assessment.business(),
      inputs: usable(response),
      result,
      schedule: WhatIf.planOf(result, response),
      lang: Assessment.lang(),
      currency,
      sector: response.profile.sector ?? '',
      decisions: response.decisions,
    });
    Report.fill(view, { business: tree });
    for (const input of view.querySelectorAll('input')) showInput(input);
    for (const row of view.querySelectorAll('.bc-row')) showError(row);
  }

  Store.listen((what) => {
    if (what === 'replaced') wrong.clear();
  });
  Views.fillers.set('business', fill);
  document.addEventListener('input', onInput);
  document.addEventListener('change', onChange);
  return { parse };
})();
