/**
 * Targets and gaps, the ranking of groups, gains of actions and their order: the twin of scoring_order.py.
 */
const ScoringOrder = (() => {
  const { lookup, sorted } = Basics;
  const { isApplicable, tablesOf } = ScoringResult;
  const DAY = /^(\d{4})-(\d{2})(?:-(\d{2}))?/;
  const HALF_MONTH = 15;
  const QUARTER = /^(\d{4})-Q([1-4])$/;

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
    const { status = '', quarter = '' } = decisionOf(response, op.id);
    if (status === 'done' || status === 'no') {
      points = 0;
      open = false;
      core = false;
    }
    const planned = status === 'planned';
    const start = (planned ? startMonth(quarter, response.saved ?? '') : null) ?? op.start;
    result.actions.set(op.id, { id: op.id, gain: points, efficiency: points / op.days, open, core, planned, start });
  }

  /** @param {Response} response @param {string} name @returns {{status?: string, quarter?: string}} */
  function decisionOf(response, name) {
    return lookup(response.decisions, name.replace(/^action:/, '')) ?? {};
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
   * Months from the quarter in which a plan begins to `quarter` (`2027-Q1`), never below 0; null where one is no date.
   * @param {string} quarter @param {string} saved @returns {?number}
   */
  function startMonth(quarter, saved) {
    const chosen = QUARTER.exec(quarter);
    const now = planMonth(saved);
    if (!chosen || !now) return null;
    const ahead = (Number(chosen[1]) - now[0]) * 4 + Number(chosen[2]) - 1;
    return Math.max(0, 3 * (ahead - Math.floor((now[1] - 1) / 3)));
  }

  /**
   * Year and month from which a plan counts: that of the answers, after its fifteenth day the next one.
   * @param {string} saved @returns {?[number, number]} null without a date
   */
  function planMonth(saved) {
    const [, year, month, day = 0] = DAY.exec(saved) ?? [];
    if (!month || Number(month) < 1 || Number(month) > 12) return null;
    const months = Number(year) * 12 + Number(month) - 1 + (Number(day) > HALF_MONTH ? 1 : 0);
    return [Math.floor(months / 12), (months % 12) + 1];
  }

  /** @param {Operation} op @param {Result} result */
  function order(op, result) {
    const { gains } = tablesOf(result.plan);
    const useful = op.of.filter((name) => {
      const { gain: points, planned } = result.actions.get(name);
      return points > 0 || planned;
    });
    const placed = new Set();
    /** @param {string} name */
    const place = (name) => {
      if (placed.has(name) || !result.actions.get(name).open) return;
      for (const need of gains.get(name).needs) place(need);
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

  /** @type {Record<string, Step>} */
  const STEPS = { target, 'target-mean': targetMean, rank, gain, order };

  return { STEPS, decisionOf, riseOf, startMonth, planMonth, QUARTER };
})();
