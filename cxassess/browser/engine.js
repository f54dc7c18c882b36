/**
 * The scoring engine of the page: the twin of scoring.py.
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
 */
const Engine = (() => {
  'use strict';

  const DONT_KNOW = 'dont-know';
  const NOT_APPLICABLE = 'not-applicable';
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

  return {
    score,
    lookup,
    sum,
    int,
    tablesOf,
    pairsOf,
    weightAt,
    exceeds,
    levelsOf,
    isApplicable,
    sorted,
    riseOf,
    startMonth,
    QUARTER,
  };
})();
