/**
 * What decides a plan, in whole numbers: the twin of planner_problem.py. No DOM, no state but tables of each plan.
 *
 * @typedef {{days: ?number, owners: [number, string[]][]}} Capacity  person-days per quarter, limits with their actions
 */
const PlannerProblem = (() => {
  'use strict';

  const { tablesOf } = ScoringResult;
  const { planMonth, decisionOf, riseOf, startMonth } = ScoringOrder;
  const { QUARTERS, sharesOf } = PlannerSearch;
  const ASSUMED = 40;

  /** @param {Result} result @param {string} name @returns {boolean} whether actions may be planned for a topic */
  function isWanted(result, name) {
    const { target_level: aim, level } = result.scores.get(name);
    if (aim !== null) return (level || result.plan.first) < aim;
    return result.plan.dimensions.every((/** @type {string} */ one) => result.scores.get(one).target_level === null);
  }

  /** @param {Result} result @param {string} question @returns {boolean} */
  function counts(result, question) {
    return ScoringResult.isApplicable(result.answers.get(question));
  }

  /** @param {Result} result @param {string} question @returns {number} its level; the lowest where it is not known */
  function levelOf(result, question) {
    const { state, level } = result.answers.get(question);
    return state === 'answered' ? level : result.plan.first;
  }

  /** @param {Operation} question @param {number} level @returns {{value: string, level: number}} */
  function optionAt({ options }, level) {
    return options.find((/** @type {{level: number}} */ one) => one.level >= level) ?? options[options.length - 1];
  }

  /** @param {number} days @returns {number} */
  function milli(days) {
    return Math.floor(days * 1000 + 0.5);
  }

  /** @param {number} days @param {number} gone  months of the first quarter @returns {number[]} */
  function room(days, gone) {
    return Array.from({ length: QUARTERS }, (_, i) => (i ? days : Math.floor((days * (3 - gone)) / 3)));
  }

  /** @param {Operation[]} ops @param {(op: Operation) => boolean} wanted @param {(name: string) => boolean} may */
  function closure(ops, wanted, may) {
    const byId = new Map(ops.map((op) => [op.id, op]));
    const found = new Set();
    /** @param {string} name */
    const add = (name) => {
      const op = byId.get(name);
      if (!op || found.has(name) || !may(name)) return;
      found.add(name);
      op.needs.forEach(add);
    };
    for (const op of ops) if (wanted(op)) add(op.id);
    return found;
  }

  /** @param {Result} result @param {Response} response @param {Capacity} capacity @returns {Problem} */
  function problemOf(result, response, capacity) {
    let ops = [...tablesOf(result.plan).gains.values()].sort((a, b) => a.step - b.step || (a.id < b.id ? -1 : 1));
    const known = result.scores.get('overall').level !== null;
    const chosen = closure(
      ops,
      (op) => known && (result.actions.get(op.id).planned || canLift(result, op)),
      (name) => result.actions.get(name).open,
    );
    ops = ops.filter((op) => chosen.has(op.id));
    const whole = milli(capacity.days ?? ASSUMED);
    const month = planMonth(response.saved ?? '');
    const gone = month ? (month[1] + 2) % 3 : 0;
    const limits = capacity.owners.map(([limit]) => milli(limit));
    const gains = gainsIn(result, ops);
    const lifted = ops.map(() => /** @type {number[]} */ ([]));
    gains.forEach(({ lifts }, g) => lifts.forEach(([task]) => lifted[task].push(g)));
    return {
      tasks: tasksOf(result, response, ops, whole, capacity.owners),
      gains,
      lifted,
      free: room(whole, gone),
      limits: limits.map((limit) => room(limit, gone)),
    };
  }

  /** @param {Result} result @param {Operation} op @returns {boolean} */
  function canLift(result, op) {
    return op.lifts.some(
      (/** @type {any} */ lift) =>
        counts(result, lift.question) &&
        isWanted(result, lift.path[0][0]) &&
        levelOf(result, lift.question) < lift.high,
    );
  }

  /** @param {Result} result @param {any} lift @returns {boolean} whether it is part of the way to the target */
  function isBelow(result, lift) {
    const name = lift.path[0][0];
    if (!counts(result, lift.question) || !isWanted(result, name)) return false;
    const aim = result.scores.get(name).target_level;
    const level = levelOf(result, lift.question);
    return level < lift.high && (aim === null || (level < aim && lift.low < aim));
  }

  /** @param {Operation} op @param {Response} response @returns {?number} the quarter that was chosen */
  function pinOf(op, response) {
    const { status, quarter } = decisionOf(response, op.id);
    const month = status === 'planned' ? startMonth(quarter ?? '', response.saved ?? '') : null;
    return month === null ? null : month / 3;
  }

  /** @param {number} effort @param {number[]} limits @returns {number} quarters */
  function lengthOf(effort, limits) {
    const lowest = Math.min(...limits);
    if (lowest <= 0) return effort <= 0 ? 1 : QUARTERS + 1;
    return Math.min(QUARTERS + 1, Math.max(1, Math.ceil(effort / lowest)));
  }

  /**
   * @param {Result} result @param {Response} response @param {Operation[]} ops @param {number} days
   * @param {Capacity['owners']} owners @returns {Task[]}
   */
  function tasksOf(result, response, ops, days, owners) {
    const place = new Map(ops.map((op, i) => [op.id, i]));
    const pins = ops.map((op) => pinOf(op, response));
    const release = ops.map((op) => Math.floor(op.start / 3));
    /** @param {number} i @param {number} by */
    const hurry = (i, by) => {
      release[i] = Math.min(release[i], by);
      for (const need of ops[i].needs) if (place.has(need)) hurry(place.get(need), by);
    };
    pins.forEach((pin, i) => pin !== null && hurry(i, pin));
    const core = closure(
      ops,
      (op) => op.lifts.some((/** @type {any} */ lift) => lift.core && isBelow(result, lift)),
      () => true,
    );
    return ops.map((op, i) => {
      const effort = milli(op.days);
      const own = owners.flatMap(([, names], o) => (names.includes(op.id) ? [o] : []));
      const length = lengthOf(effort, [days, ...own.map((o) => milli(owners[o][0]))]);
      return {
        id: op.id,
        effort,
        length,
        shares: sharesOf(effort, length),
        release: release[i],
        pin: pins[i],
        planned: result.actions.get(op.id).planned,
        core: core.has(op.id),
        needs: op.needs.flatMap((/** @type {string} */ need) => place.get(need) ?? []),
        owners: own,
      };
    });
  }

  /** @param {Result} result @param {Operation[]} ops @returns {Gain[]} */
  function gainsIn(result, ops) {
    const { answers } = tablesOf(result.plan);
    /** @type {Map<string, Gain>} */
    const gains = new Map();
    ops.forEach((op, i) => {
      for (const lift of op.lifts) {
        if (!counts(result, lift.question)) continue;
        const level = levelOf(result, lift.question);
        const gain = gains.get(lift.question) ?? { level, points: new Map([[level, 0]]), lifts: [] };
        gains.set(lift.question, gain);
        const to = optionAt(answers.get(lift.question), lift.high).level;
        if (to > level) gain.points.set(to, Math.floor(riseOf(lift, result) * 1e6 + 0.5));
        gain.lifts.push([i, lift.low, lift.high, to]);
      }
    });
    return [...gains.values()];
  }

  return { ASSUMED, counts, levelOf, optionAt, problemOf };
})();
