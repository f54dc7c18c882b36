/**
 * What happens when somebody answers: choices, texts, keys, and the one thing that can be missing.
 */
const Form = (() => {
  /** @param {EventTarget | null} target @returns {?Element} the question around it */
  function questionOf(target) {
    return target instanceof Element ? target.closest('.q') : null;
  }

  /** @param {Element} question @param {string} value */
  function choose(question, value) {
    Store.answer(Question.idOf(question), { value });
    Question.show(question, false);
  }

  /**
   * A field outside the questions: about the respondent or the organisation.
   * @param {string} name  `respondent.name` or `profile.ID` @param {string} value
   */
  function describe(name, value) {
    const [kind, id] = name.split('.');
    Store.change(name, (set) => {
      if (kind === 'profile') set.profile[id] = value;
      else if (id === 'name') set.respondent.name = value;
      else if (id === 'group') set.respondent.group = value;
    });
  }

  /**
   * A text or a basis in a question.
   * @param {Element} question @param {string} part  `note`, `reason` or `basis` @param {string} value
   */
  function annotate(question, part, value) {
    Store.answer(Question.idOf(question), { [part]: value });
    if (part === 'note') Question.showCount(question, value);
    if (part === 'reason' && value.trim()) Question.showError(question, false);
  }

  /** @param {Event} event */
  function onInput(event) {
    const field = event.target;
    const isField =
      field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;
    if (!isField || !field.name) return;
    const question = questionOf(field);
    if (!question) Choices.take(field) || WhatIf.take(field) || describe(field.name, field.value);
    else if (field.name === Question.idOf(question)) choose(question, field.value);
    else annotate(question, field.name.split('.')[1], field.value);
  }

  /** @param {KeyboardEvent} event  a number key chooses an answer of the question that has the focus */
  function onKey(event) {
    const question = questionOf(event.target);
    const writes = event.target instanceof Element && event.target.matches('textarea, input:not([type=radio])');
    if (!question || writes || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!/^[1-9]$/.test(event.key)) return;
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (question.querySelectorAll('.ans input'));
    const input = inputs[Number(event.key) - 1];
    if (!input || input.disabled) return;
    event.preventDefault();
    input.focus();
    choose(question, input.value);
  }

  /** @param {Element} button  erases the answer of its question, not its note */
  function clearAnswer(button) {
    const question = questionOf(button);
    if (!question) return;
    Store.answer(Question.idOf(question), { value: null });
    Question.show(question, false);
    /** @type {?HTMLInputElement} */
    const first = question.querySelector('.ans input');
    first?.focus();
  }

  /**
   * The questions that say "not applicable" without a reason.
   * @param {string[]} questions @returns {string[]}
   */
  function missingReasons(questions) {
    return questions.filter((id) => {
      const given = Store.given(id);
      return given?.value === Assessment.NOT_APPLICABLE && !given.reason.trim();
    });
  }

  /**
   * Shows what is missing above a view.
   * @param {Element} view @param {string[]} missing  question ids @returns {Element | null} the summary, if any
   */
  function showErrors(view, missing) {
    const place = view.querySelector('.errors');
    if (!place) return null;
    place.replaceChildren();
    place.toggleAttribute('hidden', !missing.length);
    if (!missing.length) return null;
    place.append(Question.part('errors'));
    const { questions } = Assessment.texts();
    const errors = missing.map((id) => {
      const { title, number, view: topic } = questions[id];
      return { href: `#/q/${topic}/${id}`, text: Assessment.say('topic.error-line', { n: number, title }) };
    });
    Report.fill(place, { errors });
    return place;
  }

  /**
   * Checks the questions of a view before the next one opens.
   * @param {Element} view @param {string[]} questions @returns {?Element} what to look at first, if something is missing
   */
  function check(view, questions) {
    const missing = missingReasons(questions);
    for (const id of questions) {
      const question = document.getElementById(`q-${id}`);
      if (question) Question.showError(question, missing.includes(id));
    }
    return showErrors(view, missing);
  }

  /** Listens on the document, so that another language needs nothing new. */
  function listen() {
    document.addEventListener('input', onInput);
    document.addEventListener('keydown', onKey);
  }

  return { listen, clearAnswer, missingReasons, showErrors, check };
})();
