/**
 * The business case: the twin of business_case.py, formula by formula and in the same order.
 *
 * Inputs come as they are typed, percentages as 0-100, and become shares here. No DOM, no state.
 *
 * @typedef {{base?: ?number, low?: ?number, high?: ?number, source?: string}} BusinessInput
 * @typedef {[string, string, string, number, number, number, number]} BusinessField  id, group, kind, least, most, single, optional
 * @typedef {{id: string, needs: string[], own?: boolean, cite?: string, sectors?: string[], actions?: string[],
 *   figures?: string[]}} BusinessLine
 * @typedef {{currency: string, years: number, fields: BusinessField[], lines: BusinessLine[]}} BusinessSetup
 * @typedef {{inputs: Record<string, BusinessInput>, lines: Record<string, boolean>, sector: string,
 *   days: Record<string, number[]>}} Assumptions
 * @typedef {Record<string, number>} BusinessValues  input id to number, shares as 0-1
 * @typedef {Record<string, any>} BusinessOutcome  with the twin's names
 */
const BusinessCase = (() => {
  const { lookup } = Basics;
  const CASES = ['low', 'base', 'high'];
  const BISECTIONS = 100;
  const SHARES = ['percent', 'points'];

  /** @param {BusinessValues} v @param {string} name @returns {number} */
  function or0(v, name) {
    return v[name] ?? 0;
  }

  /** @param {Assumptions} given @param {string} name @param {string} which @returns {?number} */
  function typed(given, name, which) {
    const found = lookup(given.inputs, name);
    if (!found) return null;
    const { base = null, low = null, high = null } = found;
    return { low, base, high }[which] ?? base;
  }

  /**
   * The numbers of a case; `changed` is the one input that is taken from another.
   * @param {BusinessSetup} setup @param {Assumptions} given @param {string} which @param {string} [changed]
   * @param {string} [other] @returns {BusinessValues}
   */
  function valuesOf(setup, given, which, changed, other = 'base') {
    const values = Object.create(null);
    for (const [id, , kind] of setup.fields) {
      const number = typed(given, id, id === changed ? other : which);
      if (number !== null) values[id] = SHARES.includes(kind) ? number / 100 : number;
    }
    return values;
  }

  // ---- One case ---------------------------------------------------------------------------------------------

  /** @param {BusinessValues} values @param {number} t @returns {number} */
  function ramp(values, t) {
    for (let year = t + 1; year > 0; year -= 1) {
      if (values[`ramp-${year}`] !== undefined) return values[`ramp-${year}`];
    }
    return 0;
  }

  /**
   * One benefit line in one year; `before` is how many customers there would be without the programme.
   * @param {string} name @param {BusinessValues} v @param {number} effect @param {number} customers @param {number} before
   */
  function benefit(name, v, effect, customers, before) {
    if (name === 'retention') return (customers - before) * v.revenue * v.margin;
    if (name === 'uplift') return customers * v.revenue * v.margin * effect * v.uplift;
    if (name === 'contacts') {
      return before * v.contacts * v.avoidable * effect * v['contact-reduction'] * v['contact-cost'];
    }
    if (name === 'complaints') return before * v.complaints * effect * v['complaint-reduction'] * v['complaint-cost'];
    if (name === 'staff') return v.staff * effect * v['turnover-gain'] * v.salary * v.replacement;
    return v[`${name}.volume`] * effect * v[`${name}.reduction`] * v[`${name}.cost`];
  }

  /**
   * One case: customers, benefit lines, cash flow, net present value, return and payback.
   * @param {BusinessValues} values @param {string[]} active @param {number} years @param {number[]} days
   */
  function compute(values, active, years, days) {
    const start = -or0(values, 'one-off');
    let [factor, npv, benefits, costs] = [1, start, 0, -start];
    let customers = or0(values, 'customers');
    let before = customers;
    let cumulative = start;
    const rows = [];
    const present = [start];
    for (let t = 0; t < years; t += 1) {
      const effect = values.credit * ramp(values, t);
      const gain = active.includes('retention') ? effect * values['retention-gain'] : 0;
      const [rate, fresh] = [or0(values, 'retention'), or0(values, 'new-customers')];
      customers = customers * Math.min(1, rate + gain) + fresh;
      before = before * rate + fresh;
      const parts = active.map((name) => benefit(name, values, effect, customers, before));
      let total = 0;
      for (const part of parts) total += part;
      const cost = or0(values, 'running') + (days[t] ?? 0) * or0(values, 'day-rate');
      const cash = total - cost;
      factor *= 1 + values.discount;
      cumulative += cash;
      npv += cash / factor;
      benefits += total / factor;
      costs += cost / factor;
      present.push(cash / factor);
      rows.push({ customers, extra: customers - before, benefits: parts, total, costs: cost, cash, cumulative });
    }
    return {
      start,
      years: rows,
      npv,
      benefits,
      costs,
      roi: costs ? (100 * (benefits - costs)) / costs : null,
      bcr: costs ? benefits / costs : null,
      payback: payback([start, ...rows.map(({ cash }) => cash)]),
      discounted: payback(present),
    };
  }

  /**
   * Years until the sum of the flows is no longer below zero, and stays so; nothing if it is at the end.
   * @param {number[]} flows @returns {?number}
   */
  function payback(flows) {
    let total = flows[0];
    let found = 0;
    for (let t = 1; t < flows.length; t += 1) {
      const following = total + flows[t];
      if (total < 0 && following >= 0) found = t - 1 + -total / flows[t];
      total = following;
    }
    return total < 0 ? null : found;
  }

  /** @param {BusinessValues} values @param {string[]} active @param {number} years @param {number[]} days */
  function breakEven(values, active, years, days) {
    if (!active.includes('retention')) return { kind: 'off', value: null };
    /** @param {number} gain */
    const npv = (gain) => compute({ ...values, 'retention-gain': gain }, active, years, days).npv;
    let low = 0;
    let high = 1 - values.retention;
    if (npv(low) >= 0) return { kind: 'always', value: null };
    if (npv(high) < 0) return { kind: 'never', value: null };
    for (let i = 0; i < BISECTIONS; i += 1) {
      const middle = (low + high) / 2;
      if (npv(middle) >= 0) high = middle;
      else low = middle;
    }
    return { kind: 'at', value: high };
  }

  /**
   * The value of a customer with this yearly margin and chance to stay.
   * @param {number} margin @param {number} rate @param {number} discount @param {number} years @param {number} growth
   */
  function lifetime(margin, rate, discount, years, growth) {
    const rest = 1 + discount - rate;
    const growing = 1 + discount - rate * (1 + growth);
    const share = rate / (1 + discount);
    let [finite, part] = [0, 1];
    for (let t = 0; t < years; t += 1) {
      part *= share;
      finite += margin * part;
    }
    return {
      later: rest > 0 ? (margin * rate) / rest : null,
      now: rest > 0 ? (margin * (1 + discount)) / rest : null,
      finite,
      growth: growth && growing > 0 ? (margin * rate) / growing : null,
    };
  }

  // ---- All cases --------------------------------------------------------------------------------------------

  /** @param {BusinessLine} line @param {Assumptions} given @returns {boolean} */
  function isOn({ id, sectors = [], own: isOwn = false }, given) {
    const chosen = lookup(given.lines, id);
    if (chosen !== undefined) return chosen;
    if (!sectors.length) return true;
    return given.sector ? sectors.includes(given.sector) : !isOwn;
  }

  /** @param {BusinessLine} line @param {Assumptions} given @returns {boolean} */
  function isCited({ cite }, given) {
    return !cite || Boolean(lookup(given.inputs, cite)?.source) || typed(given, cite, 'base') === null;
  }

  /**
   * The business case of one response.
   * @param {BusinessSetup} setup @param {Assumptions} given @returns {BusinessOutcome}
   */
  function assess(setup, { days, ...rest }) {
    const years = typed({ ...rest, days }, 'years', 'base') ?? setup.years;
    const within = Object.fromEntries(Object.entries(days).map(([which, all]) => [which, all.slice(0, years)]));
    const given = { ...rest, days: within };
    const on = setup.lines.filter((line) => isOn(line, given));
    const switched = on.map(({ id }) => id);
    const unsourced = on.filter((line) => !isCited(line, given)).map(({ id }) => id);
    const missing = findMissing(on, given);
    const active = switched.filter((id) => !missing.has(id) && !unsourced.includes(id));
    const blank = { years, switched, active, missing, unsourced, flows: null };
    return missing.has('') || !active.length ? blank : { ...blank, ...results(setup, given, years, active) };
  }

  /** @param {BusinessLine[]} on @param {Assumptions} given @returns {Map<string, string[]>} */
  function findMissing(on, given) {
    const all = [{ id: '', needs: ['credit', 'discount', 'ramp-1'] }, ...on];
    const lacking = (/** @type {string[]} */ names) => names.filter((name) => typed(given, name, 'base') === null);
    return new Map(all.map(({ id, needs }) => /** @type {const} */ ([id, lacking(needs)])).filter(([, ids]) => ids.length));
  }

  /** @param {BusinessSetup} setup @param {Assumptions} given @param {number} years @param {string[]} active */
  function results(setup, given, years, active) {
    const days = (/** @type {string} */ which) => given.days[which] ?? [];
    const values = (/** @type {any[]} */ ...what) => valuesOf(setup, given, .../** @type {[string]} */ (what));
    const flow = (/** @type {BusinessValues} */ v, which = 'base') => compute(v, active, years, days(which));
    const base = values('base');
    const used = usedOf(setup, given, active);
    const ranged = used.filter((id) => typed(given, id, 'low') !== typed(given, id, 'high'));
    const pair = (/** @type {string} */ id, /** @type {(which: string) => number} */ npv) =>
      ({ id, low: npv('low'), high: npv('high') });
    const tornado = ranged.map((id) => pair(id, (which) => flow(values('base', id, which)).npv));
    if (typed(given, 'day-rate', 'base') && days('low').join() !== days('high').join()) {
      tornado.push(pair('days', (which) => flow(base, which).npv));
    }
    tornado.sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
    return {
      flows: Object.fromEntries(CASES.map((which) => [which, flow(values(which), which)])),
      tornado,
      breakeven: breakEven(base, active, years, days('base')),
      lifetimes: lifetimes(base, active, years),
      ranged: ranged.length,
      used,
      capped: isCapped(values('high'), active),
    };
  }

  /** @param {BusinessSetup} setup @param {Assumptions} given @param {string[]} active @returns {string[]} */
  function usedOf(setup, given, active) {
    const needed = new Set(['credit', 'discount', 'one-off', 'running']);
    if ((given.days.base ?? []).some(Boolean)) needed.add('day-rate');
    for (const { id, needs } of setup.lines) if (active.includes(id)) for (const name of needs) needed.add(name);
    const rows = setup.fields.filter(([id, , , , , single]) => needed.has(id) && !single && typed(given, id, 'base') !== null);
    return rows.map(([id]) => id);
  }

  /** @param {BusinessValues} high @param {string[]} active @returns {boolean} */
  function isCapped(high, active) {
    return active.includes('retention') && high.retention + high.credit * high['retention-gain'] > 1;
  }

  /** @param {BusinessValues} values @param {string[]} active @param {number} years */
  function lifetimes(values, active, years) {
    if (['revenue', 'margin', 'retention'].some((name) => values[name] === undefined)) return [];
    const kept = values.retention;
    const gain = active.includes('retention') ? values.credit * values['retention-gain'] : 0;
    const margin = values.revenue * values.margin;
    const rates = gain ? [kept, kept + gain] : [kept];
    return rates.map((rate) => lifetime(margin, Math.min(1, rate), values.discount, years, or0(values, 'growth')));
  }

  return { CASES, assess, compute, lifetime };
})();
