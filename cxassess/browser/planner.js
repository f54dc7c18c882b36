/**
 * The planner: which action in which quarter, and where that leads; the twin of planner.py, with the same names.
 *
 * @typedef {{id: string, start: number, finish: number, days: number[], pinned: boolean}} Placed
 * @typedef {{id: string, target: number, level: number, quarter: ?number, why: string}} Aim
 * @typedef {{first: ?[number, number], length: number, capacity: number, assumed: boolean, placed: Placed[],
 *   left: string[], moved: string[], points: {index: number, level: number}[], aims: Aim[], days: number[],
 *   room: number[], lifts: [string, [string, number][]][]}} Schedule  lifts: actions with the groups whose level they change
 */
const Planner = (() => {
  'use strict';

  const { QUARTERS, finish, search } = PlannerSearch;
  const { tablesOf } = ScoringResult;
  const { planMonth, decisionOf } = ScoringOrder;
  const { ASSUMED, counts, levelOf, optionAt, problemOf } = PlannerProblem;
  const SHORTEST = 4;
  const KINDS = ['answer', 'mean', 'combine', 'staged', 'weakest', 'threshold', 'target'];

  // ---- The future -------------------------------------------------------------------------------------------

  /** @param {Result} result @param {Response} response @param {string[]} names @returns {Result} once these are done */
  function lifted(result, response, names) {
    const tables = tablesOf(result.plan);
    const lifts = [...tables.gains.values()].flatMap((op) => (names.includes(op.id) ? op.lifts : []));
    const levels = new Map();
    for (const { question } of lifts) if (counts(result, question)) levels.set(question, levelOf(result, question));
    const answers = new Map(response.answers instanceof Map ? response.answers : Object.entries(response.answers ?? {}));
    for (let again = true; again; ) {
      again = false;
      for (const { question, low, high } of lifts) {
        const level = levels.get(question);
        if (level === undefined || level < low || level >= high) continue;
        const option = optionAt(tables.answers.get(question), high);
        if (option.level <= level) continue;
        levels.set(question, option.level);
        answers.set(question, { value: option.value });
        again = true;
      }
    }
    return Engine.score(shortened(result.plan), { ...response, answers });
  }

  /** @param {Result} result @param {Response} response @returns {Schedule['lifts']} */
  function levelLifts(result, response) {
    return [...result.actions.values()].flatMap(({ id, gain }) => {
      const { scores } = gain > 0 ? lifted(result, response, [id]) : result;
      const changed = [...scores.values()].filter((now) => {
        const { level } = result.scores.get(now.id);
        return level !== null && now.level !== null && now.level !== level;
      });
      return changed.length ? [[id, changed.map((now) => [now.id, now.level])]] : [];
    });
  }

  /**
   * What comes of sets of actions, each scored once: in many quarters nothing is finished.
   * @param {Result} result @param {Response} response @returns {(names: string[]) => Result}
   */
  function futureOf(result, response) {
    const known = new Map();
    return (names) => {
      const key = names.join(' ');
      if (!known.has(key)) known.set(key, lifted(result, response, names));
      return known.get(key);
    };
  }

  /** @type {WeakMap<Plan, Plan>} */
  const SHORT = new WeakMap();

  /** @param {Plan} plan @returns {Plan} only what index and levels need */
  function shortened(plan) {
    let short = SHORT.get(plan);
    if (!short) {
      const operations = plan.operations.filter(({ op, id }) => KINDS.includes(op) && !/^(tag|step):/.test(id));
      short = { ...plan, operations };
      SHORT.set(plan, short);
    }
    return short;
  }

  /** @param {Result} result @returns {{index: number, level: number}} */
  function pointOf({ scores, plan }) {
    const { lower, level } = scores.get('overall');
    return { index: lower ?? 0, level: level || plan.first };
  }

  // ---- The plan ---------------------------------------------------------------------------------------------

  /** @param {Result} result @param {Response} response @param {Capacity} capacity @returns {Schedule} */
  function planActions(result, response, capacity) {
    const problem = problemOf(result, response, capacity);
    const state = search(problem);
    let all = inOrder(result, problem, state).map((i) => {
      const task = problem.tasks[i];
      const days = task.shares.map((part) => part / 1000);
      return { id: task.id, start: state.start[i], finish: finish(problem, state, i), days, pinned: task.pin !== null };
    });
    const future = futureOf(result, response);
    /** @param {number} t @returns {Result} */
    const after = (t) => future(all.filter((one) => one.finish <= t).map((one) => one.id));
    const aims = aimsOf(result, response, Array.from({ length: QUARTERS + 1 }, (_, t) => after(t - 1)), future);
    const ends = aims.length > 0 && aims.every(({ quarter }) => quarter !== null);
    if (ends) all = until(problem, all, Math.max(...aims.map(({ quarter }) => quarter)));
    const length = Math.max(SHORTEST, ...all.map((one) => one.finish + 1));
    const pins = new Map(problem.tasks.map((task) => [task.id, task.pin]));
    return {
      first: firstQuarter(response.saved ?? ''),
      length,
      capacity: capacity.days ?? ASSUMED,
      assumed: capacity.days === null,
      placed: all,
      left: ends ? [] : leftOf(problem, all),
      moved: all.filter(({ id, start }) => start > (pins.get(id) ?? start)).map(({ id }) => id),
      points: Array.from({ length: length + 1 }, (_, t) => pointOf(after(t - 1))),
      aims,
      days: Array.from({ length }, (_, t) => daysIn(all, t)),
      room: problem.free.slice(0, length).map((free) => free / 1000),
      lifts: levelLifts(result, response),
    };
  }

  /** @param {string} saved @returns {?[number, number]} year and number of the quarter in which the plan begins */
  function firstQuarter(saved) {
    const month = planMonth(saved);
    return month && [month[0], Math.floor((month[1] - 1) / 3) + 1];
  }

  /** @param {Result} result @param {Problem} problem @param {Placement} state @returns {number[]} */
  function inOrder(result, { tasks }, { start }) {
    /** @param {number} i */
    const key = (i) => [start[i], tasks[i].core ? 0 : 1, -result.actions.get(tasks[i].id).efficiency];
    /** @type {Set<number>} */
    const found = new Set();
    /** @param {number} i */
    const add = (i) => {
      if (found.has(i) || start[i] < 0) return;
      tasks[i].needs.forEach(add);
      found.add(i);
    };
    Basics.sorted([...tasks.keys()], key).forEach(add);
    return [...found];
  }

  /** @param {Placed[]} all @param {number} quarter @returns {number} */
  function daysIn(all, quarter) {
    let total = 0;
    for (const { start, finish: end, days } of all) if (start <= quarter && quarter <= end) total += days[quarter - start];
    return total;
  }

  /** @param {Problem} problem @param {Placed[]} all @param {number} end @returns {Placed[]} */
  function until({ tasks }, all, end) {
    const byId = new Map(tasks.map((task) => [task.id, task]));
    const kept = new Set();
    /** @param {string} name */
    const keep = (name) => {
      kept.add(name);
      for (const need of byId.get(name).needs) keep(tasks[need].id);
    };
    for (const { id, start } of all) if (start <= end || byId.get(id).planned) keep(id);
    return all.filter(({ id }) => kept.has(id));
  }

  /** @param {Problem} problem @param {Placed[]} all @returns {string[]} useful actions without a place */
  function leftOf({ tasks, gains }, all) {
    const names = new Set(all.map(({ id }) => id));
    const left = new Set();
    for (const { level: from, lifts } of gains) {
      let level = from;
      for (let before = -1; level !== before; ) {
        before = level;
        for (const [task, low, high, to] of lifts) {
          if (names.has(tasks[task].id) && low <= level && level < high) level = Math.max(level, to);
        }
      }
      for (const [task, low, high, to] of lifts) if (low <= level && level < high && to > level) left.add(task);
    }
    return tasks.filter(({ id }, i) => left.has(i) && !names.has(id)).map(({ id }) => id);
  }

  /**
   * @param {Result} result @param {Response} response @param {Result[]} outcomes  from now on
   * @param {(names: string[]) => Result} future @returns {Aim[]}
   */
  function aimsOf(result, response, outcomes, future) {
    const { first, dimensions } = result.plan;
    if (result.scores.get('overall').level === null) return [];
    return dimensions.flatMap((/** @type {string} */ id) => {
      const { target_level: target, weight } = result.scores.get(id);
      if (target === null || !weight) return [];
      const levels = outcomes.map(({ scores }) => scores.get(id).level || first);
      const at = levels.findIndex((level) => level >= target);
      const quarter = at < 0 ? null : at - 1;
      const why = at < 0 ? whyNot(result, response, id, target, future) : '';
      return [{ id, target, level: levels[levels.length - 1], quarter, why }];
    });
  }

  /**
   * @param {Result} result @param {Response} response @param {string} id @param {number} target
   * @param {(names: string[]) => Result} future @returns {string}
   */
  function whyNot(result, response, id, target, future) {
    const ops = [...tablesOf(result.plan).gains.keys()];
    const useful = ops.filter((op) => result.actions.get(op).open);
    const refused = ops.filter((op) => decisionOf(response, op).status === 'no');
    /** @param {string[]} names */
    const isEnough = (names) => (future(names).scores.get(id).level || result.plan.first) >= target;
    if (isEnough(useful)) return 'time';
    return isEnough([...useful, ...refused]) ? 'refused' : 'content';
  }

  /** @param {Schedule} schedule @returns {{days: number, actions: Record<string, number>}[]} two years of work */
  function personDaysByYear({ placed: all }) {
    const years = Array.from({ length: QUARTERS / 4 }, () => ({ days: 0, actions: /** @type {any} */ ({}) }));
    for (const { id, start, days } of all) {
      days.forEach((part, k) => {
        const { actions } = years[Math.floor((start + k) / 4)];
        actions[id] = (actions[id] ?? 0) + part;
      });
    }
    for (const year of years) for (const days of Object.values(year.actions)) year.days += days;
    return years;
  }

  return { QUARTERS, planActions, personDaysByYear };
})();
