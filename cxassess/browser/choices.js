/**
 * What the respondent chooses besides answers: the level a topic should reach, and what happens to an action.
 *
 * The fields stand in rows that the view fills again and again; here they get their values and their meaning.
 */
const Choices = (() => {
  const QUARTERS = 8;
  const { say } = Assessment;

  /** @param {string} value @param {string} text @returns {HTMLOptionElement} */
  function option(value, text) {
    const made = document.createElement('option');
    made.value = value;
    made.textContent = text;
    return made;
  }

  // ---- Targets ----------------------------------------------------------------------------------------------

  /** @param {string} id @returns {string} what it means to choose nothing */
  function unchosen(id) {
    const { targets } = Assessment.client();
    return Object.hasOwn(targets, id) ? say('aims.agreed', { n: targets[id] }) : say('aims.none');
  }

  /** @param {{id: string, title: string}} topic @returns {Element} */
  function makeAim({ id, title }) {
    const row = /** @type {Element} */ (Question.part('aim').firstElementChild);
    const select = /** @type {HTMLSelectElement} */ (row.querySelector('select'));
    select.before(title);
    select.name = `target.${id}`;
    const levels = /** @type {{number: number, name: string}[]} */ (Assessment.texts().levels);
    const offered = levels.map(({ number, name }) => option(String(number), say('words.level_name', { n: number, name })));
    select.append(option('', unchosen(id)), ...offered);
    return row;
  }

  /** @param {Element} view */
  function showAims(view) {
    const place = view.querySelector('.aims > div');
    if (!place) return;
    const names = /** @type {string[]} */ (Assessment.plan().dimensions).map((name) => name.slice('dimension:'.length));
    const titles = Assessment.texts().dimensions;
    if (!place.childElementCount) place.append(...names.map((id) => makeAim({ id, title: titles[id].title })));
    for (const select of place.querySelectorAll('select')) {
      const { targets } = Store.set();
      const id = select.name.slice('target.'.length);
      select.value = Object.hasOwn(targets, id) ? String(targets[id]) : '';
      select.disabled = Store.isLocked();
    }
  }

  // ---- Decisions --------------------------------------------------------------------------------------------

  /** @param {string} quarter `2027-Q1` @returns {HTMLOptionElement} */
  function offer(quarter) {
    const [, year, n] = ScoringOrder.QUARTER.exec(quarter) ?? [];
    const { phrases } = Assessment.texts();
    const months = n && PlannerView.spanOf(phrases, Assessment.lang(), [Number(year), Number(n)], 0, 0);
    return option(quarter, months || quarter);
  }

  /** @returns {string[]} this quarter and those that follow */
  function quarters() {
    const [year, month] = Assessment.now().split('-').map(Number);
    const now = year * 4 + Math.floor((month - 1) / 3);
    return Array.from({ length: QUARTERS }, (_, i) => `${Math.floor((now + i) / 4)}-Q${((now + i) % 4) + 1}`);
  }

  /** @param {HTMLSelectElement} select @param {string} chosen  one that is not offered any more is added */
  function offerQuarters(select, chosen) {
    if (select.length === 1) select.append(...quarters().map(offer));
    const isThere = [...select.options].some((one) => one.value === chosen);
    if (!isThere) select.append(offer(chosen));
  }

  /** @param {string} id @returns {{status: string, owner: string, quarter: string}} */
  function decided(id) {
    const { decisions } = Store.set();
    return { status: '', owner: '', quarter: '', ...Basics.lookup(decisions, id) };
  }

  /** @param {Element} row  an action */
  function showDecision(row) {
    const given = decided(row.getAttribute('data-id') ?? '');
    for (const found of row.querySelectorAll('.decide :is(select, input)')) {
      const field = /** @type {HTMLSelectElement | HTMLInputElement} */ (found);
      const part = /** @type {'status' | 'owner' | 'quarter'} */ (field.name.slice('decide.'.length));
      if (field instanceof HTMLSelectElement && part === 'quarter') offerQuarters(field, given.quarter);
      if (field.value !== given[part]) field.value = given[part];
      field.disabled = Store.isLocked();
      field.closest('label')?.toggleAttribute('hidden', part !== 'status' && given.status !== 'planned');
    }
  }

  // ---- What is chosen ---------------------------------------------------------------------------------------

  /** @param {string} id @param {string} level */
  function aim(id, level) {
    Store.change(`target.${id}`, ({ targets }) => {
      if (level) targets[id] = Number(level);
      else delete targets[id];
    });
  }

  /** @param {Element} row @param {string} part @param {string} value */
  function decide(row, part, value) {
    const id = row.getAttribute('data-id') ?? '';
    Store.change(`decide.${id}`, ({ decisions }) => {
      const next = { ...decided(id), [part]: value };
      if (next.status) decisions[id] = next;
      else delete decisions[id];
    });
    // The action may now stand among the others; whoever chose goes along.
    if (document.activeElement === document.body) {
      const fields = [...document.querySelectorAll(`.view.on [name="decide.${part}"]`)];
      const moved = fields.find((field) => field.closest('[data-id]')?.getAttribute('data-id') === id);
      if (moved instanceof HTMLElement) moved.focus();
    }
  }

  /**
   * A field outside the questions.
   * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field @returns {boolean} whether it is one of these
   */
  function take(field) {
    const [kind, part] = field.name.split('.');
    const row = field.closest('[data-id]');
    if (kind === 'target') aim(part, field.value);
    else if (kind === 'decide' && row) decide(row, part, field.value);
    else return false;
    return true;
  }

  /** @param {Element} view  result or roadmap, filled */
  function show(view) {
    showAims(view);
    for (const row of view.querySelectorAll('[data-id]')) showDecision(row);
  }

  return { show, take };
})();
