/**
 * The chart and the tables of a business case: the twin of business_figures.py.
 */
const BusinessFigures = (() => {
  const MOST_YEARS = 10;
  const MARKS = ['M-4-4H4V4H-4z', 'M-4.5 0a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0z', 'M0-5.5 5 4H-5z'];
  const { CASES } = BusinessCase;
  const { sum } = Basics;

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

  return class {
    /** @param {BusinessWords} words @param {Assumptions} given @param {BusinessOutcome} outcome */
    constructor(words, given, outcome) {
      this.words = words;
      this.say = words.say;
      this.given = given;
      this.outcome = outcome;
      this.flows = outcome.flows;
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
          name: words.cases[i],
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
  };
})();
