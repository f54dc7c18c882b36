/**
 * One question on the screen: turns the lean markup of page/macros.html.j2 into radio buttons, adds help headings,
 * note, reason and "erase", and shows what is stored.
 */
const Question = (() => {
  const NOTE = 5000;
  const NOTE_SHOWN = 4000;

  /** @param {string} id @returns {DocumentFragment} a copy of a piece of page/parts.html.j2 */
  function part(id) {
    const pattern = /** @type {HTMLTemplateElement} */ (document.getElementById(`part-${id}`));
    return /** @type {DocumentFragment} */ (pattern.content.cloneNode(true));
  }

  /** @param {Element} question @returns {string} */
  function idOf(question) {
    return question.id.slice('q-'.length);
  }

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag @param {Record<string, string>} attributes @param {...(Node | string)} children
   */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // ---- Dressing ---------------------------------------------------------------------------------------------

  /** @param {Element} list @param {string} name @param {{value: string, number: number}[]} options */
  function dressList(list, name, options) {
    const hints = part('hints').children;
    const rows = options.map((option, i) => {
      const words = make('span', {}, ...list.children[i].childNodes);
      const input = make('input', { type: 'radio', name, value: option.value });
      if (option.number) return make('label', {}, input, make('b', {}, String(option.number)), words);
      words.append(hints[option.value === Assessment.DONT_KNOW ? 0 : 1].cloneNode(true));
      return make('label', {}, input, words);
    });
    list.replaceWith(make('div', { class: list.className }, ...rows));
  }

  /** @param {Element} question */
  function dressHelp(question) {
    const body = question.querySelector('.help div');
    if (!body) return;
    const [meaning, evidence, who] = [...part('help').children];
    body.querySelector('p:not(.who)')?.before(meaning);
    body.querySelector('ul')?.before(evidence);
    body.querySelector('.who')?.before(who);
    const scale = Assessment.offered(idOf(question)).filter((option) => option.number);
    const last = Math.min(scale.length, 9);
    body.append(make('p', { class: 'keys' }, Assessment.say('topic.keys', { n: last })));
  }

  /** @param {Element} question @param {string} id */
  function dressMore(question, id) {
    const more = part('more');
    const [label, area, hint] = ['.lab', 'textarea', '.hint'].map((css) => /** @type {Element} */ (more.querySelector(css)));
    area.id = `${id}.note`;
    area.setAttribute('name', area.id);
    hint.id = `${id}.hint`;
    area.setAttribute('aria-describedby', hint.id);
    label.setAttribute('for', area.id);
    for (const input of more.querySelectorAll('input')) input.name = `${id}.basis`;
    const title = Assessment.texts().questions[id].title;
    for (const place of more.querySelectorAll('.vh')) place.textContent = Assessment.say('topic.of', { title });
    // In a box of their own: what comes into a fieldset itself makes browsers lay all of it out again.
    question.append(make('div', {}, ...question.querySelectorAll('.alt'), more));
  }

  /** @param {Element} question */
  function dress(question) {
    if (question.classList.contains('dressed')) return;
    question.classList.add('dressed');
    const id = idOf(question);
    const options = Assessment.offered(id);
    for (const css of ['.ans', '.alt']) {
      const list = question.querySelector(css);
      const isScale = css === '.ans';
      if (list) dressList(list, id, options.filter((option) => option.number > 0 === isScale));
    }
    dressHelp(question);
    dressMore(question, id);
  }

  // ---- Showing what is stored -------------------------------------------------------------------------------

  /**
   * The reason stands there only with "not applicable".
   * @param {Element} question @param {boolean} wanted @param {string} reason
   */
  function showReason(question, wanted, reason) {
    let field = question.querySelector('.sub');
    if (!wanted) {
      field?.remove();
      return;
    }
    if (!field) {
      const id = `${idOf(question)}.reason`;
      question.querySelector('.extra')?.before(part('reason'));
      field = /** @type {Element} */ (question.querySelector('.sub'));
      const input = /** @type {HTMLInputElement} */ (field.querySelector('input'));
      input.id = input.name = id;
      field.querySelector('label')?.setAttribute('for', id);
      for (const css of ['hint', 'field-err']) field.querySelector(`.${css}`)?.setAttribute('id', `${id}-${css}`);
      input.setAttribute('aria-describedby', `${id}-hint ${id}-field-err`);
      input.setAttribute('aria-required', 'true');
    }
    put(field.querySelector('input'), reason);
    if (reason.trim()) showError(question, false);
  }

  /**
   * Sets a field, but never moves the caret of one that already holds the text.
   * @param {?HTMLInputElement | ?HTMLTextAreaElement} field @param {string} value
   */
  function put(field, value) {
    if (field && field.value !== value) field.value = value;
  }

  /** @param {Element} question @param {boolean} wrong */
  function showError(question, wrong) {
    const input = question.querySelector('.sub input');
    if (!input) return;
    if (wrong) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    question.querySelector('.field-err')?.toggleAttribute('hidden', !wrong);
    question.querySelector('.sub .hint')?.toggleAttribute('hidden', wrong);
  }

  /** @param {Element} question @param {string} note */
  function showCount(question, note) {
    const place = question.querySelector('.count');
    const words = Assessment.say('topic.note-count', { n: note.length, of: NOTE });
    if (place) place.textContent = note.length > NOTE_SHOWN ? words : '';
  }

  /**
   * Shows the stored answer.
   * @param {Element} question @param {boolean} hidden  whether it is asked of this organisation at all
   */
  function show(question, hidden) {
    dress(question);
    const { value = null, note = '', basis = '', reason = '' } = Store.given(idOf(question)) ?? {};
    question.toggleAttribute('hidden', hidden);
    for (const input of question.querySelectorAll('input')) {
      if (input.type !== 'radio') continue;
      const isBasis = input.name.endsWith('.basis');
      input.checked = input.value === (isBasis ? basis : value);
      input.disabled = Store.isLocked();
    }
    showReason(question, value === Assessment.NOT_APPLICABLE, reason);
    put(question.querySelector('textarea'), note);
    showCount(question, note);
    for (const field of question.querySelectorAll('textarea, .sub input')) {
      field.toggleAttribute('readonly', Store.isLocked());
    }
    question.querySelector('[data-do=clear-answer]')?.toggleAttribute('hidden', value === null || Store.isLocked());
    if (note || basis) question.querySelector('.note')?.setAttribute('open', '');
  }

  return { part, idOf, show, showReason, showCount, showError };
})();
