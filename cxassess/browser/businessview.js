/**
 * All that the page says about a business case: the twin of business_view.py, same rules, same keys. No DOM, no state.
 */
const BusinessView = (() => {
  const SMALL_MARGIN = 0.2;
  const MOST_YEARS = 10;
  const { CASES } = BusinessCase;
  const { lookup } = Basics;

  /** @param {any} texts @param {any} schedule @returns {Record<string, number[]>} person-days per year of the plan */
  function roadmapDays(texts, schedule) {
    const ranges = new Map(texts.steps.flatMap((/** @type {any} */ step) => step.actions).map((/** @type {any} */ a) => [`action:${a.id}`, a.days]));
    const found = Object.fromEntries(CASES.map((which) => [which, Array(MOST_YEARS).fill(0)]));
    Planner.personDaysByYear(schedule).forEach(({ actions }, year) => {
      for (const [name, days] of Object.entries(actions)) {
        if (!days) continue;
        const [least, most] = ranges.get(name);
        const share = days / ((least + most) / 2);
        found.low[year] += share * most;
        found.base[year] += days;
        found.high[year] += share * least;
      }
    });
    return found;
  }

  class Builder {
    /** @param {any} given  texts, setup, inputs, result, schedule, lang, currency, sector, decisions */
    constructor({ texts, setup, inputs, result, schedule, lang, currency, sector, decisions }) {
      this.setup = /** @type {BusinessSetup} */ (setup);
      this.words = new BusinessWords(texts, lang, setup, currency);
      this.say = this.words.say;
      this.given = { ...inputs, sector, days: roadmapDays(texts, schedule) };
      this.outcome = BusinessCase.assess(setup, this.given);
      const { years } = this.outcome;
      for (const which of CASES) this.given.days[which] = this.given.days[which].slice(0, years);
      this.flows = this.outcome.flows;
      this.figures = new BusinessFigures(this.words, this.given, this.outcome);
      this.form = new BusinessForm(this.words, setup, this.given, this.outcome, result, schedule, decisions);
    }

    /** @returns {Record<string, any>} */
    tree() {
      const todo = this.todo();
      return {
        kicker: this.say('business.kicker', { n: this.outcome.years }),
        years: String(this.outcome.years),
        title: this.title(),
        lede: this.say(this.flows ? 'business.lede' : 'business.lede_none'),
        ready: Boolean(this.flows),
        careful: todo.length > 0,
        todo_title: this.say(this.flows ? 'business.todo' : 'business.todo_first'),
        todo: todo.map((text) => ({ text })),
        cases: this.flows ? this.cases() : [],
        tip: this.tip(),
        cash: this.figures.cash(),
        tornado: this.figures.tornado(),
        table: this.figures.table(),
        worth: this.figures.worth(),
        groups: this.form.groups(),
      };
    }

    // ---- The outcome ----------------------------------------------------------------------------------------

    /** @returns {string} */
    title() {
      if (!this.flows) return this.say('business.title_none');
      const [low, base, high] = CASES.map((which) => this.flows[which].npv);
      const { payback } = this.flows.base;
      if (low >= 0) return this.say('business.title_low');
      if (base >= 0 && payback === null) return this.say('business.title_base_value');
      if (base >= 0) return this.say('business.title_base', { back: this.words.after(payback) });
      return this.say(high >= 0 ? 'business.title_high' : 'business.title_never');
    }

    /** @returns {string[]} what is missing, then what should make the reader careful */
    todo() {
      const { missing, unsourced, switched, ranged, used, capped } = this.outcome;
      const { words, say } = this;
      const quoted = (/** @type {string[]} */ names) => words.join(names.map((name) => `“${name}”`));
      const isOpen = (/** @type {string} */ name) =>
        name && !this.setup.fields.some(([id, group]) => group === name && lookup(this.given.inputs, id));
      const untouched = [...missing.keys()].filter(isOpen);
      const notes = [...missing].filter(([name]) => !isOpen(name)).map(([name, lacks]) => {
        const names = quoted(lacks.map((/** @type {string} */ lack) => words.label(lack)));
        return say(name ? 'business.todo_line' : 'business.todo_all', { line: name && words.line(name), names });
      });
      if (untouched.length) {
        const names = quoted(untouched.map((name) => words.line(name)));
        notes.push(say(this.outcome.active.length ? 'business.todo_open' : 'business.todo_one', { names }));
      }
      for (const name of unsourced) notes.push(say('business.todo_source', { line: words.line(name) }));
      if (!switched.length) notes.push(say('business.todo_lines'));
      if (!this.flows) return notes;
      const days = this.form.days();
      if (days && !this.form.isPaid()) notes.push(days);
      const unsupported = this.form.unsupported();
      if (unsupported.length) notes.push(this.without(unsupported));
      const early = this.form.early();
      if (early.length) notes.push(say('business.note_early', { names: this.quoted(early) }));
      if (this.flows.base.costs === 0) notes.push(say('business.note_costs'));
      const sure = used.length - ranged;
      if (sure) notes.push(say('business.note_ranges', { n: words.number(sure), total: used.length }));
      if (capped) notes.push(say('business.note_capped'));
      for (const { id, low, high } of this.outcome.tornado) {
        if (low > high) notes.push(say('business.note_order', { name: words.small(id) }));
      }
      return notes;
    }

    /** @param {string[]} ids @returns {string} the names of benefits */
    quoted(ids) {
      return this.words.join(ids.map((id) => `“${this.words.line(id)}”`));
    }

    /** @param {string[]} ids @returns {string} what is left without the benefits that no action causes */
    without(ids) {
      const lines = { ...this.given.lines, ...Object.fromEntries(ids.map((id) => [id, false])) };
      const { flows } = BusinessCase.assess(this.setup, { ...this.given, lines });
      const names = this.quoted(ids);
      if (!flows) return this.say('business.note_alone', { names });
      return this.say('business.note_without', { names, value: this.words.big(flows.base.npv) });
    }

    /** @returns {Record<string, any>[]} */
    cases() {
      const { words } = this;
      const back = (/** @type {?number} */ years) =>
        years === null ? this.say('business.never', { n: this.outcome.years }) : words.after(years);
      /** @type {Record<string, (flow: any) => string>} */
      const readings = {
        npv: ({ npv }) => words.big(npv),
        payback: ({ payback }) => back(payback),
        discounted: ({ discounted }) => back(discounted),
        roi: ({ roi }) => (roi === null ? words.none : `${words.number(roi)}%`),
      };
      return Object.entries(readings).map(([id, read]) => ({
        id,
        label: this.say(`business.case_${id}`),
        ...Object.fromEntries(CASES.map((which) => [which, read(this.flows[which])])),
      }));
    }

    // ---- What would change it -------------------------------------------------------------------------------

    /** @returns {Record<string, any>} how much can go wrong before the outcome turns */
    tip() {
      const shape = { even: '0%', own: '0%', rest: '100%' };
      const empty = { shown: false, bar: false, title: '', number: '', unit: '', text: '', shape, marks: [], legend: '', mine: '' };
      if (!this.flows) return empty;
      const { kind, value } = this.outcome.breakeven;
      if (value === null) return { ...empty, shown: true, ...this.tipFactor(kind) };
      const entry = this.given.inputs['retention-gain'];
      const [mine, even] = [entry.base ?? 0, value * 100];
      const drawn = BusinessChart.tip(even, mine, entry.high || mine);
      let key = mine >= even ? 'room' : 'short';
      if (mine >= even && mine - even < SMALL_MARGIN * mine) key = 'small';
      const [number, typed] = [this.words.number(even, 1), this.words.typed(mine)];
      return {
        shown: true,
        bar: true,
        title: this.say(`business.tip_title_${key}`),
        number,
        unit: this.say('business.unit_points'),
        text: this.say(`business.tip_${key}`, { own: typed }),
        shape: drawn.shape,
        marks: drawn.marks.map((mark, id) => ({ id, text: this.words.typed(mark) })),
        legend: this.say('business.tip_even', { n: number }),
        mine: this.say('business.tip_own', { n: typed }),
      };
    }

    /** @param {string} kind */
    tipFactor(kind) {
      const { bcr, costs, benefits } = this.flows.base;
      const title = this.say(`business.tip_title_${kind}`);
      if (bcr === null) return { title, text: this.say('business.note_costs') };
      if (bcr <= 0) return { title, text: this.say('business.tip_nothing') };
      if (bcr < 1) {
        const n = this.words.number(costs / benefits, 1);
        return { title, number: `${n}×`, text: this.say('business.tip_more', { n }) };
      }
      const n = this.words.number(100 - (100 * costs) / benefits);
      return { title, number: `${n}%`, text: this.say('business.tip_less', { n }) };
    }
  }

  return { build: (/** @type {any} */ given) => new Builder(given).tree() };
})();
