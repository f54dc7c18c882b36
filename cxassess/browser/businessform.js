/**
 * The inputs of a business case as groups and rows: the twin of business_form.py.
 */
const BusinessForm = (() => {
  const MONEY_LINES = ['retention', 'uplift'];
  const CUSTOMER_LINES = [...MONEY_LINES, 'contacts', 'complaints'];
  /** Quarters. */
  const YEAR = 4;
  const { CASES } = BusinessCase;
  const { lookup, sum } = Basics;

  return class {
    /**
     * @param {BusinessWords} words @param {BusinessSetup} setup @param {Assumptions} given
     * @param {BusinessOutcome} outcome @param {Result} result @param {Schedule} schedule @param {any} decisions
     */
    constructor(words, setup, given, outcome, result, schedule, decisions) {
      this.words = words;
      this.say = words.say;
      this.setup = setup;
      this.given = given;
      this.outcome = outcome;
      this.result = result;
      this.decisions = decisions;
      this.first = schedule.first;
      this.known = result.scores.get('overall').level !== null;
      this.placed = new Map(schedule.placed.map((/** @type {Placed} */ one) => [one.id.slice('action:'.length), one]));
    }

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
      const none = on && this.known && !actions.some((name) => this.counts(name));
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
      const when = place && PlannerView.spanOf(this.words.texts.phrases, this.words.lang, this.first, place.start, place.finish);
      let key = this.result.order.includes(`action:${id}`) ? 'plan.unplanned' : 'business.not_needed';
      if (!this.known) key = 'index.none';
      if (place) key = 'business.on_roadmap';
      if (['done', 'no'].includes(status)) key = `roadmap.state_${status}`;
      const all = this.words.texts.steps.flatMap((/** @type {any} */ step) => step.actions);
      const { title } = all.find((/** @type {any} */ a) => a.id === id);
      return { id, title, state: this.say(key, { when }), go: place ? `#/roadmap/${id}` : null };
    }

    /** @param {string} id */
    figure(id) {
      const { claim, note, source, year } = this.words.texts.business.figures[id];
      return { id, claim, note, source: year ? `${source} (${year})` : source };
    }

    /** @returns {string} */
    days() {
      const [low, high] = ['low', 'high'].map((which) => this.words.number(sum(this.given.days[which])));
      return low === '0' || high === '0' ? '' : this.say(this.isPaid() ? 'business.days' : 'business.days_out', { low: high, high: low });
    }

    /** @returns {boolean} whether the person-days of the plan cost something here */
    isPaid() {
      return (lookup(this.given.inputs, 'day-rate')?.base ?? null) !== null;
    }

    /** @returns {string[]} the benefits that count although no action of the plan should cause them; none without a plan */
    unsupported() {
      if (!this.placed.size) return [];
      return this.setup.lines
        .filter(({ id, actions = [] }) => this.outcome.active.includes(id) && actions.length && !actions.some((name) => this.counts(name)))
        .map(({ id }) => id);
    }

    /** @returns {string[]} the benefits that count in the first year, although none of their actions is ready before the second */
    early() {
      if (!lookup(this.given.inputs, 'ramp-1')?.base) return [];
      return this.setup.lines.filter(({ id, actions = [] }) => {
        const counted = actions.filter((name) => this.counts(name));
        const isLate = (/** @type {string} */ name) => (this.placed.get(name)?.finish ?? 0) >= YEAR;
        return this.outcome.active.includes(id) && counted.length > 0 && counted.every(isLate);
      }).map(({ id }) => id);
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
      const cells = CASES.map((part, i) => this.cell(id, part, this.words.cases[i])).filter((_, i) => i === 1 || !single);
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
  };
})();
