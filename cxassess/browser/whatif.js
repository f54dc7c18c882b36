/**
 * Trying out the plan: move an action, leave it out, change the days there are, and see at once what that does.
 *
 * What is chosen here are the same decisions that stand with the actions; the plan is made when its view is shown.
 */
const WhatIf = (() => {
  const { say } = Assessment;
  /** @type {?{schedule: Schedule, texts: Texts, result: any, response: any}} what is shown */
  let shown = null;
  /** @type {?{id: string, old: any, schedule: Schedule, key?: string}} the last change, and what was planned before it */
  let last = null;
  let open = false;

  /** @param {any} response @returns {Capacity} the respondent's own days, else the client's, and those of owners */
  function capacityOf(response) {
    const { capacity = null, limits = [] } = Assessment.client();
    const ids = Assessment.texts().steps.flatMap((/** @type {any} */ step) => step.actions.map((/** @type {any} */ a) => a.id));
    /** @param {string} owner @param {string[]} led @param {string} id */
    const leads = (owner, led, id) => {
      const { status, owner: other } = Basics.lookup(response.decisions, id) ?? {};
      return status === 'planned' && other ? other === owner : led.includes(id);
    };
    return {
      days: response.capacity ?? capacity,
      owners: limits.map((/** @type {[string, number, string[]]} */ [owner, days, led]) => [
        days,
        ids.filter((/** @type {string} */ id) => leads(owner, led, id)).map((/** @type {string} */ id) => `action:${id}`),
      ]),
    };
  }

  /** @type {?{key: string, schedule: Schedule}} the last plan: typing in the business case changes none */
  let made = null;

  /** @param {any} result @param {any} response @returns {Schedule} */
  function planOf(result, response) {
    const { answers, profile, targets, decisions, saved = '' } = response;
    const capacity = capacityOf(response);
    const key = JSON.stringify([answers, profile, targets, decisions, saved.slice(0, 10), capacity]);
    if (made?.key !== key) made = { key, schedule: Planner.planActions(result, response, capacity) };
    return made.schedule;
  }

  /** @param {Schedule} schedule @returns {number} the index on average over the quarters of a plan */
  function average({ points }) {
    let sum = 0;
    for (let t = 1; t <= Planner.QUARTERS; t += 1) sum += points[Math.min(t, points.length - 1)].index;
    return sum / Planner.QUARTERS;
  }

  /** @param {Tree} plan @param {Schedule} now @returns {string} what the last change did */
  function effect(plan, now) {
    const { id, schedule: old } = last;
    const number = (/** @type {number} */ n, /** @type {number} */ digits) => I18n.number(n, Assessment.lang(), digits);
    const end = ({ points }) => number(points[points.length - 1].index, 1);
    const { title } = shown.texts.steps.flatMap((step) => step.actions).find((action) => action.id === id);
    const n = number(Math.abs(average(now) - average(old)), 1);
    let kind = average(now) > average(old) ? 'up' : 'down';
    if (Number(n.replace(',', '.')) === 0) kind = 'same';
    const values = { title, when: plan.when.get(id) ?? plan.unplanned, new: end(now), old: end(old) };
    return `${say('plan.effect', values)} ${say(`plan.effect_${kind}`, { n })}`;
  }

  /**
   * Puts the plan into the tree of the roadmap.
   * @param {Tree} tree @param {any} result @param {any} response
   */
  function add(tree, result, response) {
    const texts = Assessment.texts();
    const schedule = planOf(result, response);
    const given = { texts, result, schedule, client: Assessment.client(), response, lang: Assessment.lang() };
    const plan = PlannerView.build(given);
    shown = { schedule, texts, result, response };
    PlannerView.apply(tree, plan);
    // What the last change did is worth saying until something else changes.
    const key = JSON.stringify([response.respondent.id, response.decisions, response.targets, response.capacity]);
    if (last && (last.key ??= key) !== key) last = null;
    tree.plan = { ...plan, said: last ? effect(plan, schedule) : '', undo: Boolean(last) };
  }

  /** @param {Element} view  filled */
  function show(view) {
    const section = view.querySelector('.plan');
    if (!section) return;
    section.classList.toggle('trying', open);
    document.documentElement.classList.toggle('moving', open);
    section.querySelector('[data-do=try]').setAttribute('aria-expanded', String(open));
    const field = /** @type {HTMLInputElement} */ (section.querySelector('[name=capacity]'));
    const { days } = capacityOf(shown.response);
    if (document.activeElement !== field) field.value = String(days ?? shown.schedule.capacity);
    for (const one of section.querySelectorAll('input, .moves button')) one.toggleAttribute('disabled', Store.isLocked());
  }

  /**
   * Decides about an action, as the fields beside it do.
   * @param {string} id @param {any} decision  none to take it back
   */
  function decide(id, decision) {
    Store.change(`decide.${id}`, ({ decisions }) => {
      if (decision) decisions[id] = decision;
      else delete decisions[id];
    });
  }

  /** @param {Element} button @param {(placed: Placed, old: any) => any} make  the new decision */
  function change(button, make) {
    const id = button.closest('[data-id]').getAttribute('data-id');
    const { schedule, response } = shown;
    const old = Basics.lookup(response.decisions, id);
    last = { id, old, schedule };
    decide(id, make(schedule.placed.find((one) => one.id === `action:${id}`), old));
    const active = document.activeElement;
    if (active === document.body || active?.closest('[hidden]')) focusUndo();
  }

  function focusUndo() {
    /** @type {?HTMLElement} */
    const undo = document.querySelector('.view.on [data-do=untry]');
    undo?.focus({ preventScroll: true });
  }

  /** @param {Element} button @param {number} by  quarters */
  function move(button, by) {
    change(button, ({ start }, old) => {
      const [year, n] = shown.schedule.first;
      const at = year * 4 + n - 1 + start + by;
      return { status: 'planned', owner: old?.owner ?? '', quarter: `${Math.floor(at / 4)}-Q${(at % 4) + 1}` };
    });
  }

  function undo() {
    const { id, old } = last;
    last = null;
    decide(id, old);
    /** @type {?HTMLElement} */
    const row = document.querySelector(`.view.on .gantt [data-id="${CSS.escape(id)}"] button:not([hidden])`);
    row?.focus();
  }

  /** @param {Element} button */
  function toggle(button) {
    open = !open;
    show(button.closest('.view'));
  }

  /** @param {string} kind @param {(plan: any) => string} make */
  function save(kind, make) {
    const name = AnswerFile.give(make({ ...shown, lang: Assessment.lang(), client: Assessment.client() }), kind);
    Notice.show('notice', { heading: say('plan.saved', { name }), close: true });
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field @returns {boolean} */
  function take(field) {
    if (field.name !== 'capacity') return false;
    const days = field.value === '' ? null : Number(field.value);
    const fits = field.checkValidity() && (days === null || (days >= 0 && days <= 10000));
    if (fits) field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
    if (fits) {
      Store.change('capacity', (set) => {
        set.capacity = days === null ? undefined : Number(days.toFixed(3));
      });
    }
    return true;
  }

  const actions = {
    try: toggle,
    untry: undo,
    earlier: (/** @type {Element} */ button) => move(button, -1),
    later: (/** @type {Element} */ button) => move(button, 1),
    exclude: (/** @type {Element} */ button) => change(button, () => ({ status: 'no', owner: '', quarter: '' })),
    'plan-csv': () => save('.csv', PlanFile.csv),
    'plan-ics': () => save('.ics', PlanFile.ics),
  };

  return { add, show, take, actions, planOf };
})();
