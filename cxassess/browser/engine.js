/**
 * The scoring engine of the page: the twin of i18n.py, scoring.py and explanation.py.
 *
 * Carries out a plan (`ScoringPlan.as_json()`) on one response, in the order of the plan, with plain doubles
 * added in the same order as there, so that every number, level, text and order is identical. Functions
 * carry the names of their twins; results carry the twins' field names. No DOM, no state but a cache.
 *
 * @typedef {Record<string, any> & {op: string, id: string}} Operation  one entry of `plan.operations`
 * @typedef {{rule: string, first: number, last: number, denominator: string, operations: Operation[]}} Plan
 * @typedef {Map<string, any> | Record<string, any>} Table  from JSON, or without any prototype
 * @typedef {{answers?: Table, profile?: Table, targets?: Table, decisions?: Table, saved?: string}} Response
 * @typedef {{state: string, value: ?string, score: number, exact: string, level: number}} Given
 * @typedef {{id: string, score: ?number, lower: ?number, upper: ?number, coverage: ?number, reason: string,
 *   level: ?number, level_optimistic: ?number, target: ?number, target_level: ?number, gap: ?number,
 *   answered: number, dont_know: number, open: number, applicable: number, total: number, weight: number,
 *   exact: ?[bigint, bigint, bigint]}} Score  `exact` only where levels follow from thresholds
 * @typedef {{id: string, gain: number, efficiency: number, open: boolean}} ActionGain
 * @typedef {{plan: Plan, answers: Map<string, Given>, scores: Map<string, Score>, ranking: string[],
 *   actions: Map<string, ActionGain>, order: string[]}} Result
 * @typedef {{kind: string, met: boolean, level: number, part: number, total: number, names: string[]}} Rule
 * @typedef {{question: string, level: number}} Wish
 * @typedef {{id: string, level: number, next: ?number, rules: Rule[], lift: Wish[]}} Explanation
 * @typedef {{num: bigint, den: bigint}} Fraction  `den` above zero
 */
const Engine = (() => {
  'use strict';

  const DONT_KNOW = 'dont-know';
  const NOT_APPLICABLE = 'not-applicable';
  const SLOT = /\{([A-Za-z][A-Za-z0-9_-]*)\}/g;
  const DATE = /^(\d{4})-(\d{2})-(\d{2})/;
  const MONTH = /^(\d{4})-(\d{2})/;
  const QUARTER = /^(\d{4})-Q([1-4])$/;

  /**
   * The value under a key that may be any text, `constructor` and `__proto__` too.
   * @param {Table | null | undefined} table @param {string} key @returns {any}
   */
  function lookup(table, key) {
    if (table instanceof Map) return table.get(key);
    return table && Object.hasOwn(table, key) ? table[key] : undefined;
  }

  /** @param {number[]} numbers @returns {number} */
  function sum(numbers) {
    let total = 0;
    for (const number of numbers) total += number;
    return total;
  }

  // ---- Text with values, numbers and dates (i18n.py) ------------------------------------------------------

  /**
   * The number with exactly `digits` decimals and a point, rounded half up away from zero.
   * @param {number} value @param {number} [digits] @returns {string}
   */
  function fixed(value, digits = 0) {
    const scale = 10 ** digits;
    const scaled = Math.floor(Math.abs(value) * scale + 0.5);
    const part = scaled % scale;
    const whole = (scaled - part) / scale;
    const sign = value < 0 && scaled ? '-' : '';
    return digits ? `${sign}${whole}.${String(part).padStart(digits, '0')}` : `${sign}${whole}`;
  }

  /**
   * The number as the language writes it: `1,234.5` or `1.234,5`; a true minus sign.
   * @param {number} value @param {string} lang @param {number} [digits] @returns {string}
   */
  function number(value, lang, digits = 0) {
    const dutch = lang === 'nl';
    const text = fixed(value, digits);
    const sign = text.startsWith('-') ? '\u2212' : '';
    const [whole, part] = (sign ? text.slice(1) : text).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, dutch ? '.' : ',');
    return sign + grouped + (part ? (dutch ? ',' : '.') + part : '');
  }

  /**
   * A drawing coordinate with at most two decimals and no trailing zeros.
   * @param {number} value @returns {string}
   */
  function coordinate(value) {
    return fixed(value, 2).replace(/\.?0+$/, '');
  }

  /**
   * The text with every `{name}` that has a value replaced; `{Name}` gets a capital.
   * @param {string} text @param {Table} values @returns {string}
   */
  function fill(text, values) {
    return text.replace(SLOT, (slot, name) => {
      const exact = lookup(values, name);
      if (exact !== undefined) return String(exact);
      const lower = lookup(values, uncapital(name));
      return lower !== undefined ? capital(String(lower)) : slot;
    });
  }

  /** @param {string} name @returns {string} */
  function uncapital(name) {
    return name[0].toLowerCase() + name.slice(1);
  }

  /**
   * The names between braces in a text, with a small first letter.
   * @param {string} text @returns {Set<string>}
   */
  function namesIn(text) {
    return new Set([...text.matchAll(SLOT)].map((match) => uncapital(match[1])));
  }

  /**
   * The text with a capital first letter.
   * @param {string} text @returns {string}
   */
  function capital(text) {
    const [first = ''] = text;
    return first.toUpperCase() + text.slice(first.length);
  }

  /**
   * `a`, `a and b`, `a, b and c`; `word` is the language's "and".
   * @param {string[]} parts @param {string} word @returns {string}
   */
  function join(parts, word) {
    if (parts.length < 2) return parts.join('');
    return `${parts.slice(0, -1).join(', ')} ${word} ${parts[parts.length - 1]}`;
  }

  /**
   * The day of an ISO time as `pattern` says (`{day} {month} {year}`); empty if it is none.
   * @param {string} stamp @param {string[]} months @param {string} pattern @returns {string}
   */
  function date(stamp, months, pattern) {
    const found = DATE.exec(stamp);
    const month = found ? Number(found[2]) : 0;
    if (!found || month < 1 || month > 12) return '';
    return fill(pattern, { day: Number(found[3]), month: months[month - 1], year: found[1] });
  }

  // ---- Scoring (scoring.py) -------------------------------------------------------------------------------

  /**
   * The operations of a plan by the name of their result, made once per plan.
   * @typedef {{answers: Map<string, Operation>, groups: Map<string, Operation>,
   *   levels: Map<string, Operation>, needs: Map<string, string[]>}} Tables
   * @type {WeakMap<Plan, Tables>}
   */
  const TABLES = new WeakMap();

  /** @param {Plan} plan @returns {Tables} */
  function tablesOf(plan) {
    let tables = TABLES.get(plan);
    if (!tables) {
      /** @param {...string} kinds */
      const byId = (...kinds) =>
        new Map(plan.operations.filter((op) => kinds.includes(op.op)).map((op) => [op.id, op]));
      tables = {
        answers: byId('answer'),
        groups: byId('mean', 'combine'),
        levels: byId('staged', 'weakest', 'threshold'),
        needs: new Map([...byId('gain').values()].map((op) => [op.id, op.needs])),
      };
      TABLES.set(plan, tables);
    }
    return tables;
  }

  /** @param {number} weight @returns {bigint} */
  function int(weight) {
    return BigInt(Math.trunc(weight));
  }

  /** @param {Plan} plan @returns {boolean} whether levels compare exact scores, which costs big integers */
  function isExact(plan) {
    return plan.rule === 'thresholds';
  }

  /**
   * The result of one response.
   * @param {Plan} plan @param {Response} response @returns {Result}
   */
  function score(plan, response) {
    /** @type {Result} */
    const result = { plan, answers: new Map(), scores: new Map(), ranking: [], actions: new Map(), order: [] };
    for (const op of plan.operations) {
      const step = STEPS.get(op.op);
      if (!step) throw new Error(`unknown operation ${op.op}`);
      step(op, result, response);
    }
    return result;
  }

  /** @param {Operation} op @param {Result} result @param {Response} response */
  function answer(op, result, response) {
    result.answers.set(op.id, given(op, response));
  }

  /** @param {Operation} op @param {Response} response @returns {Given} */
  function given(op, response) {
    for (const [name, values] of op.when) {
      if (!values.includes(lookup(response.profile, name))) return unscored('hidden');
    }
    const value = lookup(response.answers, op.id)?.value;
    if (value === DONT_KNOW && op.dont_know) return unscored('dont-know', value);
    if (value === NOT_APPLICABLE && op.not_applicable) return unscored('not-applicable', value);
    for (const option of op.options) {
      if (option.value === value) {
        return { state: 'answered', value, score: option.score, exact: option.exact, level: option.level };
      }
    }
    return unscored('open');
  }

  /** @param {string} state @param {?string} [value] @returns {Given} */
  function unscored(state, value = null) {
    return { state, value, score: 0, exact: '0', level: 0 };
  }

  /** @param {Given} answered @returns {boolean} whether the question counts for this organisation */
  function isApplicable(answered) {
    return answered.state !== 'not-applicable' && answered.state !== 'hidden';
  }

  /** @param {Plan} plan @param {string} id @param {number} total @returns {Score} */
  function newScore(plan, id, total) {
    return {
      id,
      score: null,
      lower: null,
      upper: null,
      coverage: null,
      reason: 'not-applicable',
      level: null,
      level_optimistic: null,
      target: null,
      target_level: null,
      gap: null,
      answered: 0,
      dont_know: 0,
      open: 0,
      applicable: 0,
      total,
      weight: 0,
      exact: isExact(plan) ? [0n, 0n, 1n] : null,
    };
  }

  /** @param {Operation} op @param {Result} result */
  function mean(op, result) {
    const out = newScore(result.plan, op.id, op.of.length);
    let total = 0;
    let known = 0;
    let all = 0;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const one = result.answers.get(name);
      const weight = op.weights[i];
      if (!isApplicable(one)) return;
      out.applicable += 1;
      all += weight;
      if (one.state === 'answered') {
        out.answered += 1;
        total += weight * one.score;
        known += weight;
      } else if (one.state === DONT_KNOW) out.dont_know += 1;
      else out.open += 1;
    });
    result.scores.set(op.id, out);
    if (all === 0) return;
    out.weight = all;
    out.lower = total / all;
    out.upper = (total + 100 * (all - known)) / all;
    out.coverage = known / all;
    if (out.exact) out.exact = exactMean(op, result, all, all - known);
    const [numerator, denominator] = op.coverage;
    if (known * denominator < numerator * all || known === 0) out.reason = 'coverage';
    else if (out.answered < op.answers) out.reason = 'answers';
    else {
      out.reason = '';
      out.score = total / known;
    }
  }

  /**
   * The bounds of a mean as whole numbers: lower and upper numerator, denominator.
   * @param {Operation} op @param {Result} result @param {number} all @param {number} unknown
   * @returns {[bigint, bigint, bigint]}
   */
  function exactMean(op, result, all, unknown) {
    const denominator = BigInt(result.plan.denominator);
    let low = 0n;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const one = result.answers.get(name);
      if (one.state === 'answered') low += int(op.weights[i]) * BigInt(one.exact);
    });
    return [low, low + 100n * denominator * int(unknown), denominator * int(all)];
  }

  /** @param {Operation} op @param {Result} result */
  function combine(op, result) {
    const out = newScore(result.plan, op.id, 0);
    let low = 0;
    let high = 0;
    let known = 0;
    let total = 0;
    let all = 0;
    let complete = true;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const part = result.scores.get(name);
      const weight = op.weights[i];
      out.total += part.total;
      if (part.weight === 0 || weight === 0) return;
      out.answered += part.answered;
      out.dont_know += part.dont_know;
      out.open += part.open;
      out.applicable += part.applicable;
      all += weight;
      low += weight * part.lower;
      high += weight * part.upper;
      known += weight * part.coverage;
      if (part.score === null) complete = false;
      else total += weight * part.score;
    });
    result.scores.set(op.id, out);
    if (all === 0) return;
    out.weight = all;
    out.lower = low / all;
    out.upper = high / all;
    out.coverage = known / all;
    if (out.exact) out.exact = exactCombine(op, result, all);
    out.reason = complete ? '' : 'parts';
    if (complete) out.score = total / all;
  }

  /**
   * The bounds of a mean of groups as whole numbers.
   * @param {Operation} op @param {Result} result @param {number} all @returns {[bigint, bigint, bigint]}
   */
  function exactCombine(op, result, all) {
    let low = 0n;
    let high = 0n;
    let den = 1n;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const part = result.scores.get(name);
      if (part.weight === 0 || op.weights[i] === 0) return;
      const weight = int(op.weights[i]);
      const [partLow, partHigh, partDen] = part.exact;
      low = low * partDen + weight * partLow * den;
      high = high * partDen + weight * partHigh * den;
      den *= partDen;
    });
    return [low, high, den * int(all)];
  }

  /**
   * The weights of the names that have a level, in the order of the operation.
   * @param {Operation} op @param {Map<string, number>} levels @returns {[number, number][]} level and weight
   */
  function pairsOf(op, levels) {
    /** @type {[number, number][]} */
    const pairs = [];
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const level = levels.get(name);
      if (level !== undefined) pairs.push([level, op.weights[i]]);
    });
    return pairs;
  }

  /** @param {[number, number][]} pairs @param {number} level @returns {number} the weight at the level or above */
  function weightAt(pairs, level) {
    let total = 0;
    for (const [own, weight] of pairs) if (own >= level) total += weight;
    return total;
  }

  /**
   * The staged level for the levels of the applicable questions (formula D.4).
   * @param {Operation} op @param {Map<string, number>} levels @returns {number}
   */
  function stagedLevel(op, levels) {
    const pairs = pairsOf(op, levels);
    const total = weightAt(pairs, -Infinity);
    let best = op.first;
    for (let k = op.first + 1; k <= op.last; k += 1) {
      const reached = weightAt(pairs, k);
      if (exceeds(reached, total, op.largely)) best = k;
      if (!exceeds(reached, total, op.fully)) break;
    }
    const gates = op.gates.filter((name) => levels.has(name)).map((name) => levels.get(name));
    return Math.min(best, (gates.length ? Math.min(...gates) : op.last) + 1);
  }

  /**
   * Whether `part / total` is more than `share`, without dividing; exact beyond doubles too.
   * @param {number} part @param {number} total @param {[number, number]} share @returns {boolean}
   */
  function exceeds(part, total, [numerator, denominator]) {
    const left = part * denominator;
    const right = numerator * total;
    if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left > right;
    return BigInt(part) * BigInt(denominator) > BigInt(numerator) * BigInt(total);
  }

  /**
   * The levels of the applicable questions, with `unknown` for what is not known.
   * @param {Result} result @param {string[]} names @param {number} unknown @returns {Map<string, number>}
   */
  function levelsOf(result, names, unknown) {
    const found = new Map();
    for (const name of names) {
      const one = result.answers.get(name);
      if (isApplicable(one)) found.set(name, one.state === 'answered' ? one.level : unknown);
    }
    return found;
  }

  /** @param {Operation} op @param {Result} result */
  function staged(op, result) {
    const out = result.scores.get(op.id);
    if (out.score === null) return;
    out.level = stagedLevel(op, levelsOf(result, op.of, op.first));
    out.level_optimistic = stagedLevel(op, levelsOf(result, op.of, op.last));
  }

  /**
   * The level of the whole for the levels of its applicable parts (formula D.4, weakest link).
   * @param {Operation} op @param {Map<string, number>} levels @returns {number}
   */
  function weakestLevel(op, levels) {
    const pairs = pairsOf(op, levels);
    const total = weightAt(pairs, -Infinity);
    const lowest = Math.min(...pairs.map(([level]) => level));
    let best = op.first;
    for (let k = op.first + 1; k <= op.last; k += 1) {
      if (exceeds(weightAt(pairs, k), total, op.majority) && lowest >= k - 1) best = k;
    }
    return best;
  }

  /** @param {Operation} op @param {Result} result */
  function weakest(op, result) {
    const out = result.scores.get(op.id);
    if (out.score === null) return;
    const names = op.of.filter((name, i) => op.weights[i] && result.scores.get(name).weight);
    /** @param {'level' | 'level_optimistic'} field */
    const levels = (field) => new Map(names.map((name) => [name, result.scores.get(name)[field] || op.first]));
    out.level = weakestLevel(op, levels('level'));
    out.level_optimistic = weakestLevel(op, levels('level_optimistic'));
  }

  /** @param {Operation} op @param {Result} result */
  function threshold(op, result) {
    const out = result.scores.get(op.id);
    if (out.score === null) return;
    const [low, high, den] = out.exact;
    out.level = thresholdLevel(op, result.plan.first, low, den);
    out.level_optimistic = thresholdLevel(op, result.plan.first, high, den);
  }

  /**
   * The highest level whose threshold `num / den` reaches, compared exactly.
   * @param {Operation} op @param {number} first @param {bigint} num @param {bigint} den @returns {number}
   */
  function thresholdLevel(op, first, num, den) {
    let best = first;
    for (const [level, bound, boundDen] of op.thresholds) {
      if (num * BigInt(boundDen) >= BigInt(bound) * den) best = level;
    }
    return best;
  }

  /** @param {Operation} op @param {Result} result @param {Response} response */
  function target(op, result, response) {
    const level = lookup(response.targets, op.source);
    for (const [number_, points] of op.points) {
      if (number_ === level) setTarget(result.scores.get(op.id), points, number_);
    }
  }

  /** @param {Operation} op @param {Result} result */
  function targetMean(op, result) {
    let total = 0;
    let all = 0;
    for (let i = 0; i < op.of.length; i += 1) {
      const part = result.scores.get(op.of[i]);
      const weight = op.weights[i];
      if (part.weight === 0 || weight === 0) continue;
      if (part.target === null) return;
      total += weight * part.target;
      all += weight;
    }
    if (all) setTarget(result.scores.get(op.id), total / all, null);
  }

  /** @param {Score} out @param {number} points @param {?number} level */
  function setTarget(out, points, level) {
    out.target = points;
    out.target_level = level;
    if (out.score !== null) out.gap = points > out.score ? points - out.score : 0;
  }

  /** @param {Operation} op @param {Result} result */
  function rank(op, result) {
    /** @param {string} name */
    const key = (name) => {
      const out = result.scores.get(name);
      return [out.score === null ? 1 : 0, out.gap === null ? 1 : -out.gap, out.score ?? 0];
    };
    result.ranking = sorted(op.of, key);
  }

  /**
   * A sorted copy: stable, by lists of numbers compared place by place.
   * @template T @param {T[]} items @param {(item: T) => number[]} key @returns {T[]}
   */
  function sorted(items, key) {
    return items
      .map((item) => ({ item, keys: key(item) }))
      .sort((a, b) => {
        const at = a.keys.findIndex((value, i) => value !== b.keys[i]);
        return at < 0 ? 0 : a.keys[at] - b.keys[at];
      })
      .map(({ item }) => item);
  }

  /** @param {Operation} op @param {Result} result @param {Response} response */
  function gain(op, result, response) {
    let points = 0;
    let open = false;
    let core = false;
    for (const lift of op.lifts) {
      const one = result.answers.get(lift.question);
      if (!isApplicable(one)) continue;
      const level = one.state === 'answered' ? one.level : result.plan.first;
      if (level < lift.high) open = true;
      if (level < lift.low || level >= lift.high) continue;
      points += riseOf(lift, result);
      core = core || lift.core;
    }
    const { status = '', quarter = '' } = lookup(response.decisions, op.id.replace(/^action:/, '')) ?? {};
    if (status === 'done' || status === 'no') {
      points = 0;
      open = false;
      core = false;
    }
    const planned = status === 'planned';
    const start = (planned ? startMonth(quarter, response.saved ?? '') : null) ?? op.start;
    result.actions.set(op.id, { id: op.id, gain: points, efficiency: points / op.days, open, core, planned, start });
  }

  /** @param {any} lift @param {Result} result @returns {number} what a lift of one question adds to the index */
  function riseOf(lift, result) {
    let rise = lift.weight * (lift.score - result.answers.get(lift.question).score);
    for (const [name, weight] of lift.path) {
      const total = result.scores.get(name).weight;
      rise = total ? (rise * weight) / total : 0;
    }
    return rise;
  }

  /**
   * Months from the quarter of `saved` to `quarter` (`2027-Q1`), never below 0; null where one is no date.
   * @param {string} quarter @param {string} saved @returns {?number}
   */
  function startMonth(quarter, saved) {
    const chosen = QUARTER.exec(quarter);
    const now = MONTH.exec(saved);
    if (!chosen || !now) return null;
    const ahead = (Number(chosen[1]) - Number(now[1])) * 4 + Number(chosen[2]) - 1;
    return Math.max(0, 3 * (ahead - Math.floor((Number(now[2]) - 1) / 3)));
  }

  /** @param {Operation} op @param {Result} result */
  function order(op, result) {
    const { needs } = tablesOf(result.plan);
    const useful = op.of.filter((name) => {
      const { gain: points, planned } = result.actions.get(name);
      return points > 0 || planned;
    });
    const placed = new Set();
    /** @param {string} name */
    const place = (name) => {
      if (placed.has(name) || !result.actions.get(name).open) return;
      for (const need of needs.get(name)) place(need);
      placed.add(name);
    };
    for (const name of sorted(useful, (name) => orderKey(result.actions.get(name)))) place(name);
    result.order = [...placed];
  }

  /**
   * What comes first: what can start first, then core questions, then gain per day.
   * @param {{start: number, core: boolean, efficiency: number}} action @returns {number[]}
   */
  function orderKey({ start, core, efficiency }) {
    return [start, core ? 0 : 1, -efficiency];
  }

  /** @type {Map<string, (op: Operation, result: Result, response: Response) => void>} */
  const STEPS = new Map([
    ['answer', answer],
    ['mean', mean],
    ['combine', combine],
    ['staged', staged],
    ['weakest', weakest],
    ['threshold', threshold],
    ['target', target],
    ['target-mean', targetMean],
    ['rank', rank],
    ['gain', gain],
    ['order', order],
  ]);

  // ---- Why a level is what it is (explanation.py) ---------------------------------------------------------

  /**
   * Why group `name` has its level; null where it has none.
   * @param {Result} result @param {string} [name] @returns {?Explanation}
   */
  function explain(result, name = 'overall') {
    const level = result.scores.get(name).level;
    if (level === null) return null;
    if (level >= result.plan.last) return { id: name, level, next: null, rules: [], lift: [] };
    const op = tablesOf(result.plan).levels.get(name);
    const wanted = level + 1;
    const rules = RULES.get(op.op)(op, result, wanted);
    return { id: name, level, next: wanted, rules, lift: fewest(result, name, wanted) ?? [] };
  }

  /** @param {Operation} op @param {Iterable<string>} names @returns {Map<string, number>} weights, as authored */
  function weightsOf(op, names) {
    const wanted = new Set(names);
    const weights = new Map();
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      if (wanted.has(name)) weights.set(name, op.weights[i]);
    });
    return weights;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {Rule[]} */
  function stagedRules(op, result, wanted) {
    const levels = levelsOf(result, op.of, op.first);
    const pairs = pairsOf(op, levels);
    const total = weightAt(pairs, -Infinity);
    /** @param {string} kind @param {number} level @param {[number, number]} limit @returns {Rule} */
    const share = (kind, level, limit) => {
      const part = weightAt(pairs, level);
      const names = [...levels.keys()].filter((name) => levels.get(name) < level);
      return { kind, met: exceeds(part, total, limit), level, part, total, names };
    };
    const rules = [share('largely', wanted, op.largely)];
    const lower = [];
    for (let level = op.first + 1; level < wanted; level += 1) lower.push(share('fully', level, op.fully));
    if (lower.length) rules.push(lower.find((rule) => !rule.met) ?? lower[lower.length - 1]);
    const gates = op.gates.filter((name) => levels.has(name));
    if (gates.length && wanted - 1 > op.first) {
      rules.push(countRule('gates', wanted - 1, gates, (name) => levels.get(name)));
    }
    return rules;
  }

  /**
   * The condition that every name has at least a level.
   * @param {string} kind @param {number} level @param {string[]} all @param {(name: string) => number} levelOf
   * @returns {Rule}
   */
  function countRule(kind, level, all, levelOf) {
    const names = all.filter((name) => levelOf(name) < level);
    return { kind, met: !names.length, level, part: all.length - names.length, total: all.length, names };
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {Rule[]} */
  function weakestRules(op, result, wanted) {
    const parts = partsOf(op, result);
    const total = weightAt([...parts.values()], -Infinity);
    const part = weightAt([...parts.values()], wanted);
    const names = [...parts.keys()].filter((name) => parts.get(name)[0] < wanted);
    const met = exceeds(part, total, op.majority);
    const rules = [{ kind: 'majority', met, level: wanted, part, total, names }];
    if (wanted - 1 > op.first) {
      rules.push(countRule('weakest', wanted - 1, [...parts.keys()], (name) => parts.get(name)[0]));
    }
    return rules;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {Rule[]} */
  function thresholdRules(op, result, wanted) {
    const [, num, den] = op.thresholds.find(([level]) => level === wanted);
    const part = result.scores.get(op.id).lower ?? 0;
    return [{ kind: 'threshold', met: false, level: wanted, part, total: num / den, names: [] }];
  }

  /** @type {Map<string, (op: Operation, result: Result, wanted: number) => Rule[]>} */
  const RULES = new Map([
    ['staged', stagedRules],
    ['weakest', weakestRules],
    ['threshold', thresholdRules],
  ]);

  /**
   * The applicable groups with their level and weight.
   * @param {Operation} op @param {Result} result @returns {Map<string, [number, number]>}
   */
  function partsOf(op, result) {
    const parts = new Map();
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const part = result.scores.get(name);
      if (op.weights[i] && part.weight) parts.set(name, [part.level || result.plan.first, op.weights[i]]);
    });
    return parts;
  }

  /**
   * The fewest answers that bring group `name` to level `wanted`; null if no answers can.
   * @param {Result} result @param {string} name @param {number} wanted @returns {?Wish[]}
   */
  function fewest(result, name, wanted) {
    const op = tablesOf(result.plan).levels.get(name);
    if (op.op === 'staged') return fewestStaged(op, result, wanted);
    if (op.op === 'weakest') return fewestGroups(op, result, wanted);
    return fewestThreshold(op, result, wanted);
  }

  /** @template T @param {Map<number, T>} map @returns {[number, T][]} the entries, smallest key first */
  function byKey(map) {
    return [...map].sort(([a], [b]) => a - b);
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {?Wish[]} */
  function fewestStaged(op, result, wanted) {
    const levels = levelsOf(result, op.of, op.first);
    const weights = weightsOf(op, levels.keys());
    const total = sum([...weights.values()]);
    const forced = new Set(op.gates.filter((name) => levels.has(name) && levels.get(name) < wanted - 1));
    // best.get(n) = the most weight that n raised answers can have, and which answers these are
    /** @type {Map<number, {weight: number, chosen: string[]}>} */
    let best = new Map([[0, { weight: 0, chosen: [] }]]);
    for (let level = op.first + 1; level <= wanted; level += 1) {
      const below = [...levels.keys()].filter((name) => levels.get(name) === level - 1);
      const group = sorted(below, (name) => [forced.has(name) ? 0 : 1, -weights.get(name)]);
      const least = group.filter((name) => forced.has(name)).length;
      const already = sum([...levels.keys()].filter((n) => levels.get(n) >= level).map((n) => weights.get(n)));
      const limit = level === wanted ? op.largely : op.fully;
      const grown = new Map();
      for (const [count, { weight, chosen }] of byKey(best)) {
        for (let extra = least; extra <= group.length; extra += 1) {
          const picked = group.slice(0, extra);
          const more = weight + sum(picked.map((name) => weights.get(name)));
          if (!exceeds(already + more, total, limit)) continue;
          const rival = grown.get(count + extra);
          if (!rival || more > rival.weight) {
            grown.set(count + extra, { weight: more, chosen: [...chosen, ...picked] });
          }
        }
      }
      best = grown;
    }
    if (!best.size) return null;
    const chosen = new Set(byKey(best)[0][1].chosen);
    return asLowAsPossible(op, result, levels, weights, op.of.filter((name) => chosen.has(name)), wanted);
  }

  /**
   * For each chosen question the lowest level that is enough, given the others.
   * @param {Operation} op @param {Result} result @param {Map<string, number>} levels
   * @param {Map<string, number>} weights @param {string[]} chosen @param {number} wanted @returns {Wish[]}
   */
  function asLowAsPossible(op, result, levels, weights, chosen, wanted) {
    const raised = new Map(levels);
    for (const name of chosen) raised.set(name, wanted);
    const total = sum([...weights.values()]);
    const names = [...raised.keys()];
    const enough = () => {
      for (let level = op.first + 1; level <= wanted; level += 1) {
        const part = sum(names.filter((name) => raised.get(name) >= level).map((name) => weights.get(name)));
        if (!exceeds(part, total, level === wanted ? op.largely : op.fully)) return false;
      }
      return op.gates.every((name) => !raised.has(name) || raised.get(name) >= wanted - 1);
    };
    return chosen.map((name) => {
      for (let level = levels.get(name) + 1; level <= wanted; level += 1) {
        raised.set(name, level);
        if (enough()) break;
      }
      return { question: name, level: offered(result, name, raised.get(name)) };
    });
  }

  /**
   * The lowest level at or above `level` that an answer to the question has.
   * @param {Result} result @param {string} name @param {number} level @returns {number}
   */
  function offered(result, name, level) {
    const levels = tablesOf(result.plan).answers.get(name).options.map((option) => option.level);
    const enough = levels.filter((found) => found >= level);
    return enough.length ? Math.min(...enough) : level;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {?Wish[]} */
  function fewestGroups(op, result, wanted) {
    const parts = partsOf(op, result);
    const total = weightAt([...parts.values()], -Infinity);
    // best.get(w) = the fewest answers that bring groups of weight w to the wanted level
    /** @type {Map<number, Wish[]>} */
    let best = new Map([[0, []]]);
    for (const [name, part] of parts) {
      const choices = groupChoices(op, result, wanted, name, part);
      const grown = new Map();
      for (const [reached, before] of byKey(best)) {
        for (const [more, wishes] of choices) {
          if (wishes === null) continue;
          const found = grown.get(reached + more);
          const count = before.length + wishes.length;
          if (found === undefined || count < found.length) grown.set(reached + more, [...before, ...wishes]);
        }
      }
      best = grown;
    }
    /** @type {?Wish[]} */
    let found = null;
    for (const [reached, wishes] of byKey(best)) {
      if (!exceeds(reached, total, op.majority)) continue;
      if (found === null || wishes.length < found.length) found = wishes;
    }
    return found;
  }

  /**
   * What can be done with one group: the weight that then reaches the wanted level, and the answers it takes.
   * @param {Operation} op @param {Result} result @param {number} wanted @param {string} name
   * @param {[number, number]} part @returns {[number, ?Wish[]][]}
   */
  function groupChoices(op, result, wanted, name, [level, weight]) {
    if (level >= wanted) return [[weight, []]];
    const near = wanted - 1 <= level || wanted - 1 <= op.first;
    return [
      [0, near ? [] : fewest(result, name, wanted - 1)],
      [weight, fewest(result, name, wanted)],
    ];
  }

  /** @param {bigint} num @param {bigint} den @returns {Fraction} */
  function fraction(num, den) {
    return { num, den };
  }

  /** @param {Fraction} a @param {Fraction} b @returns {Fraction} */
  function plus(a, b) {
    return fraction(a.num * b.den + b.num * a.den, a.den * b.den);
  }

  /** @param {Fraction} a @param {Fraction} b @returns {Fraction} */
  function times(a, b) {
    return fraction(a.num * b.num, a.den * b.den);
  }

  /** @param {Fraction} a @param {Fraction} b @returns {boolean} whether a >= b */
  function atLeast(a, b) {
    return a.num * b.den >= b.num * a.den;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {?Wish[]} */
  function fewestThreshold(op, result, wanted) {
    const [, num, den] = op.thresholds.find(([level]) => level === wanted);
    const bound = fraction(BigInt(num), BigInt(den));
    const [low, , lowDen] = result.scores.get(op.id).exact;
    let reached = fraction(low, lowDen);
    /** @type {Wish[]} */
    const wishes = [];
    for (const { name, share, rise } of risesOf(op.id, result)) {
      if (atLeast(reached, bound)) break;
      wishes.push({ question: name, level: enoughAlone(name, share, reached, bound, result) });
      reached = plus(reached, rise);
    }
    return atLeast(reached, bound) ? wishes : null;
  }

  /**
   * How far every question below a group can lift its lower bound, the furthest first.
   * @param {string} name @param {Result} result @returns {{name: string, share: Fraction, rise: Fraction}[]}
   */
  function risesOf(name, result) {
    const scale = BigInt(result.plan.denominator);
    return exactShares(name, result)
      .map(([question, share]) => {
        const left = 100n * scale - BigInt(result.answers.get(question).exact);
        return { name: question, share, rise: times(share, fraction(left, scale)) };
      })
      .filter(({ rise }) => rise.num > 0n)
      .sort((a, b) => {
        const difference = b.rise.num * a.rise.den - a.rise.num * b.rise.den;
        return difference > 0n ? 1 : difference < 0n ? -1 : 0;
      });
  }

  /**
   * The level of the lowest answer that alone lifts `reached` to the bound, else of the highest answer.
   * @param {string} name @param {Fraction} share @param {Fraction} reached @param {Fraction} bound
   * @param {Result} result @returns {number}
   */
  function enoughAlone(name, share, reached, bound, result) {
    const scale = BigInt(result.plan.denominator);
    const lowest = BigInt(result.answers.get(name).exact);
    const { options } = tablesOf(result.plan).answers.get(name);
    for (const option of options) {
      const rise = BigInt(option.exact) - lowest;
      if (rise > 0n && atLeast(plus(reached, times(share, fraction(rise, scale))), bound)) return option.level;
    }
    return options[options.length - 1].level;
  }

  /**
   * The applicable questions below a group with their exact share in its lower bound.
   * @param {string} name @param {Result} result @returns {[string, Fraction][]}
   */
  function exactShares(name, result) {
    const { groups } = tablesOf(result.plan);
    /** @param {string} group @param {Fraction} share @returns {[string, Fraction][]} */
    const below = (group, share) => {
      const op = groups.get(group);
      const isMean = op.op === 'mean';
      const counts = isMean
        ? (/** @type {string} */ id) => isApplicable(result.answers.get(id))
        : (/** @type {string} */ id) => result.scores.get(id).weight;
      const pairs = [...weightsOf(op, op.of.filter(counts))].filter(([, weight]) => weight);
      const total = pairs.reduce((all, [, weight]) => all + int(weight), 0n);
      return pairs.flatMap(([id, weight]) => {
        const own = times(share, fraction(int(weight), total));
        /** @type {[string, Fraction][]} */
        const leaf = [[id, own]];
        return isMean ? leaf : below(id, own);
      });
    };
    return below(name, fraction(1n, 1n));
  }

  return {
    fixed,
    number,
    coordinate,
    fill,
    namesIn,
    capital,
    join,
    date,
    score,
    explain,
    fewest,
    lookup,
    sorted,
    riseOf,
    startMonth,
  };
})();
