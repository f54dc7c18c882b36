/**
 * All that the page says about a business case: the twin of business_view.py and business_form.py, same rules,
 * same keys. No DOM, no state.
 */
const BusinessView = (() => {
  const CASES = ['low', 'base', 'high'];
  const NAMED = ['business.low', 'business.base', 'business.high'];
  const SMALL_MARGIN = 0.2;
  const MOST_YEARS = 10;
  const MARKS = ['M-4-4H4V4H-4z', 'M-4.5 0a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0z', 'M0-5.5 5 4H-5z'];
  const MONEY_LINES = ['retention', 'uplift'];
  const CUSTOMER_LINES = [...MONEY_LINES, 'contacts', 'complaints'];
  const { lookup, sum } = Basics;

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
      this.texts = texts;
      this.result = result;
      this.decisions = decisions;
      this.lang = lang;
      this.first = schedule.first;
      this.placed = new Map(schedule.placed.map((/** @type {Placed} */ one) => [one.id.slice('action:'.length), one]));
      this.words = new BusinessWords(texts, lang, setup, currency);
      this.say = this.words.say.bind(this.words);
      this.given = { ...inputs, sector, days: roadmapDays(texts, schedule) };
      this.outcome = BusinessCase.assess(setup, this.given);
      const { years } = this.outcome;
      for (const which of CASES) this.given.days[which] = this.given.days[which].slice(0, years);
      this.flows = this.outcome.flows;
    }

    /** @returns {Record<string, any>} */
    tree() {
      const todo = this.todo();
      return {
        kicker: this.say('business.kicker', { n: this.outcome.years }),
        title: this.title(),
        lede: this.say(this.flows ? 'business.lede' : 'business.lede_none'),
        ready: Boolean(this.flows),
        careful: todo.length > 0,
        todo_title: this.say(this.flows ? 'business.todo' : 'business.todo_first'),
        todo: todo.map((text) => ({ text })),
        cases: this.flows ? this.cases() : [],
        tip: this.tip(),
        cash: this.cash(),
        tornado: this.tornado(),
        table: this.table(),
        worth: this.worth(),
        groups: this.groups(),
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
      const days = this.days();
      if (days && !this.isPaid()) notes.push(days);
      const unsupported = this.setup.lines
        .filter(({ id, actions = [] }) => this.outcome.active.includes(id) && actions.length && !actions.some((name) => this.counts(name)))
        .map(({ id }) => id);
      if (unsupported.length && this.placed.size) notes.push(this.without(unsupported));
      if (this.flows.base.costs === 0) notes.push(say('business.note_costs'));
      const sure = used.length - ranged;
      if (sure) notes.push(say('business.note_ranges', { n: words.number(sure), total: used.length }));
      if (capped) notes.push(say('business.note_capped'));
      for (const { id, low, high } of this.outcome.tornado) {
        if (low > high) notes.push(say('business.note_order', { name: words.small(id) }));
      }
      return notes;
    }

    /** @param {string[]} ids @returns {string} what is left without the benefits that no action causes */
    without(ids) {
      const lines = { ...this.given.lines, ...Object.fromEntries(ids.map((id) => [id, false])) };
      const { flows } = BusinessCase.assess(this.setup, { ...this.given, lines });
      const names = this.words.join(ids.map((id) => `“${this.words.line(id)}”`));
      if (!flows) return this.say('business.note_alone', { names });
      return this.say('business.note_without', { names, value: this.words.big(flows.base.npv) });
    }

    /** @returns {boolean} whether the person-days of the plan cost something here */
    isPaid() {
      return (lookup(this.given.inputs, 'day-rate')?.base ?? null) !== null;
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

    /** @returns {Record<string, any>} */
    cash() {
      if (!this.flows) return { shown: false, title: '', lede: '', alt: '', ticks: [], years: [], lines: [], marks: [] };
      const { words } = this;
      const n = this.outcome.years;
      const series = CASES.map((which) => [this.flows[which].start, ...this.flows[which].years.map((/** @type {any} */ y) => y.cumulative)]);
      const { payback } = this.flows.base;
      const shape = BusinessChart.cash(series, CASES.map((which) => this.flows[which].payback));
      const scale = words.scale(series.flat());
      const ends = Object.fromEntries(CASES.map((which, i) => [which, words.big(series[i][n])]));
      const key = payback === null ? 'never' : payback === 0 ? 'now' : 'back';
      const digits = shape.ticks.every(({ value }) => Number.isInteger(value / scale)) ? 0 : 1;
      return {
        shown: true,
        title: this.say(`business.cash_${key}`, { n, back: words.after(payback || 0) }),
        lede: this.say('business.cash_lede', { unit: words.unit(scale) }),
        alt: this.say('business.cash_alt', { n, ...ends }),
        ticks: shape.ticks.map(({ value, y, text_y: textY }, id) => {
          const look = value === 0 ? 'zero' : 'spoke';
          return { id, y, text_y: textY, look, text: words.number(value / scale, digits) };
        }),
        years: shape.years.map(({ n: id, x }) => ({ id, x, text: id ? String(id) : this.say('business.start') })),
        lines: CASES.map((id, i) => ({
          id,
          points: shape.lines[i],
          look: `cash-${id}`,
          dots: shape.dots[i].map((dot) => ({ mark: `mark-${id}`, d: MARKS[i], ...dot })),
          y: shape.names[i],
          name: this.say(NAMED[i]),
        })),
        marks: shape.marks.map(({ x }, id) => ({ id, x, y: shape.zero })),
      };
    }

    /** @returns {Record<string, any>} */
    tornado() {
      /** @type {{id: string, low: number, high: number}[]} */
      const rows = this.outcome.tornado ?? [];
      if (!rows.length) return { shown: false, title: '', lede: '', rows: [] };
      const { words } = this;
      const base = this.flows.base.npv;
      const bars = BusinessChart.spans(rows, base);
      const scale = words.scale(rows.flatMap(({ low, high }) => [low, high]));
      return {
        shown: true,
        title: this.say('business.tornado_title', { name: words.small(rows[0].id) }),
        lede: this.say('business.tornado_lede', { unit: words.unit(scale), own: words.scaled(base, scale) }),
        rows: rows.map(({ id, low, high }, i) => ({
          id,
          label: words.label(id),
          range: this.range(id),
          low: words.scaled(low, scale),
          high: words.scaled(high, scale),
          ...bars[i],
        })),
      };
    }

    /** @param {string} id @returns {string} */
    range(id) {
      if (id === 'days') {
        const [low, high] = ['low', 'high'].map((which) => this.words.typed(sum(this.given.days[which])));
        return this.say('business.range', { low, high });
      }
      const { low, base, high } = this.given.inputs[id];
      const [first, last] = [low, high].map((value) => value ?? base ?? 0);
      const start = this.words.kinds.get(id) === 'money' ? this.words.amount(id, first) : this.words.typed(first);
      return this.say('business.range', { low: start, high: this.words.amount(id, last) });
    }

    // ---- The details ----------------------------------------------------------------------------------------

    /** @returns {Record<string, any>} */
    table() {
      if (!this.flows) return { shown: false, unit: '', head: {}, rows: [] };
      const { start, years } = this.flows.base;
      const { words } = this;
      const scale = words.scale([start, ...years.flatMap((/** @type {any} */ y) => [...y.benefits, y.costs, y.cumulative])]);
      /** @param {string} id @param {string} label @param {?number} first @param {(year: any) => number} of @param {boolean} [last] */
      const row = (id, label, first, of, last = false) => {
        const values = [first, ...years.map(of)];
        return { id, label, last, cells: columns(values.map((value) => (value === null ? '' : words.scaled(value, scale)))) };
      };
      /** @type {string[]} */
      const active = this.outcome.active;
      return {
        shown: true,
        unit: words.unit(scale),
        head: Object.fromEntries(Array.from({ length: MOST_YEARS + 1 }, (_, i) => [`s${i}`, i <= years.length])),
        rows: [
          ...active.map((id, i) => row(id, words.line(id), null, (y) => y.benefits[i])),
          row('costs', this.say('business.costs'), start, (y) => -y.costs),
          row('cash', this.say('business.balance'), start, (y) => y.cash, true),
          row('sum', this.say('business.sum'), start, (y) => y.cumulative, true),
        ],
      };
    }

    /** @returns {Record<string, any>} */
    worth() {
      /** @type {Record<string, ?number>[]} */
      const found = this.outcome.lifetimes ?? [];
      const readings = found.length ? ['later', 'now', 'finite', 'growth'] : [];
      const shown = readings.filter((name) => name !== 'growth' || found[0][name] !== null);
      const rows = shown.map((name) => this.worthRow(name, found.map((one) => one[name])));
      return { shown: rows.length > 0, gain: found.length > 1, rows };
    }

    /** @param {string} id @param {(?number)[]} values */
    worthRow(id, values) {
      const shown = (/** @type {?number} */ value) => (value === null ? this.words.none : this.words.money(value));
      const [now, then = null] = values;
      const gain = values.length > 1;
      return {
        id,
        label: this.say(`business.worth_${id}`, { n: this.outcome.years }),
        now: shown(now),
        then: gain ? shown(then) : '',
        more: gain && now !== null && then !== null ? this.words.money(then - now) : '',
      };
    }

    // ---- The form -------------------------------------------------------------------------------------------

    /** @returns {Record<string, any>[]} */
    groups() {
      return [
        this.group('general', this.say('business.group_general'), this.rows('general')),
        this.group('customers', this.say('business.group_customers'), this.customers()),
        ...this.setup.lines.map((line) => this.line(line)),
        this.group('costs', this.say('business.group_costs'), this.rows('costs'), { help: this.days() }),
      ];
    }

    /** @param {string} id @param {string} title @param {any[]} rows @param {Record<string, any>} [more] */
    group(id, title, rows, more) {
      const plain = { help: '', line: false, on: true, actions: [], any: false, warn: '', figures: [] };
      const ranged = rows.some((row) => row.ranged);
      const found = { id, title, ...plain, ranged, rows, notes: false, ...more };
      return { ...found, shown: found.line || rows.length > 0 };
    }

    /** @param {BusinessLine} line */
    line({ id, actions = [], figures = [] }) {
      const on = this.outcome.switched.includes(id);
      const mine = lookup(this.words.own, id);
      const none = on && !actions.some((name) => this.counts(name));
      return this.group(id, this.words.line(id), on ? this.rows(id) : [], {
        help: mine ? (mine.help ?? '') : this.say(`line.${id}-help`),
        line: true,
        on,
        actions: on ? actions.map((name) => this.action(name)) : [],
        any: on && actions.length > 0,
        warn: none ? this.say('business.no_action') : '',
        figures: on ? figures.map((name) => this.figure(name)) : [],
        notes: on && figures.length > 0,
      });
    }

    /** @param {string} name @returns {boolean} */
    counts(name) {
      return this.placed.has(name) || lookup(this.decisions, name)?.status === 'done';
    }

    /** @param {string} id */
    action(id) {
      const { status = '' } = lookup(this.decisions, id) ?? {};
      const place = this.placed.get(id);
      const when = place && PlannerView.spanOf(this.texts.phrases, this.lang, this.first, place.start, place.finish);
      let key = this.result.order.includes(`action:${id}`) ? 'plan.unplanned' : 'business.not_needed';
      if (place) key = 'business.on_roadmap';
      if (['done', 'no'].includes(status)) key = `roadmap.state_${status}`;
      const all = this.texts.steps.flatMap((/** @type {any} */ step) => step.actions);
      const { title } = all.find((/** @type {any} */ a) => a.id === id);
      return { id, title, state: this.say(key, { when }), go: place ? `#/roadmap/${id}` : null };
    }

    /** @param {string} id */
    figure(id) {
      const { claim, note, source, year } = this.texts.business.figures[id];
      return { id, claim, note, source: year ? `${source} (${year})` : source };
    }

    /** @returns {string} */
    days() {
      const [low, high] = ['low', 'high'].map((which) => this.words.number(sum(this.given.days[which])));
      return low === '0' || high === '0' ? '' : this.say(this.isPaid() ? 'business.days' : 'business.days_out', { low: high, high: low });
    }

    /** @returns {Record<string, any>[]} */
    customers() {
      const on = (/** @type {string[]} */ lines) => lines.some((line) => this.outcome.switched.includes(line));
      const rows = on(CUSTOMER_LINES) ? this.rows('customers') : [];
      return rows.filter(({ id }) => !['revenue', 'margin', 'growth'].includes(id) || on(MONEY_LINES));
    }

    /** @param {string} wanted @returns {Record<string, any>[]} */
    rows(wanted) {
      return this.setup.fields.flatMap(([id, group, , , , single]) => {
        if (group !== wanted) return [];
        if (id === 'ramp-1') return [this.ramp()];
        return id.startsWith('ramp-') ? [] : [this.row(id, Boolean(single))];
      });
    }

    /** @param {string} id @param {boolean} single */
    row(id, single) {
      const cells = CASES.map((part, i) => this.cell(id, part, this.say(NAMED[i]))).filter((_, i) => i === 1 || !single);
      const help = id.includes('.') ? '' : this.say(`inputhelp.${id}`, { n: this.setup.years });
      return { ...this.plainRow(id), help, ranged: !single, cells };
    }

    ramp() {
      const cells = Array.from({ length: this.outcome.years }, (_, i) =>
        this.cell(`ramp-${i + 1}`, 'base', this.say('business.year', { n: i + 1 })));
      return { ...this.plainRow('ramp-1'), help: this.say('inputhelp.ramp'), ranged: false, cells };
    }

    /** @param {string} id */
    plainRow(id) {
      const entry = lookup(this.given.inputs, id);
      const [label, unit] = [this.words.label(id), this.words.unitOf(id)];
      return { id, label, unit, key: `${id}|source`, source: entry?.source ?? '', filled: Boolean(entry) };
    }

    /** @param {string} id @param {string} part @param {string} label */
    cell(id, part, label) {
      const value = lookup(this.given.inputs, id)?.[part] ?? null;
      return { id: `${id}|${part}`, label, value: value === null ? '' : this.words.typed(value) };
    }
  }

  /** @param {string[]} cells */
  function columns(cells) {
    /** @type {Record<string, any>} */
    const found = {};
    for (let i = 0; i <= MOST_YEARS; i += 1) {
      found[`c${i}`] = cells[i] ?? '';
      found[`s${i}`] = i < cells.length;
    }
    return found;
  }

  return { build: (/** @type {any} */ given) => new Builder(given).tree() };
})();
