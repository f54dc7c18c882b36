/**
 * The planner: which action in which quarter, and where that leads; the twin of planner.py, planner_problem.py and
 * planner_search.py. Functions carry the names of their twins, and every step has the same order. No DOM, no state.
 *
 * @typedef {{id: string, effort: number, length: number, shares: number[], release: number, pin: ?number, planned: boolean,
 *   core: boolean, needs: number[], owners: number[]}} Task  effort in thousandths of a day
 * @typedef {{level: number, points: Map<number, number>, lifts: [number, number, number, number][]}} Gain
 *   points in millionths per level; a lift is task, from, below, to
 * @typedef {{tasks: Task[], gains: Gain[], free: number[], limits: number[][]}} Problem
 * @typedef {{start: number[], free: number[], limits: number[][]}} Placement  start below 0 for no place
 * @typedef {{state: Placement, areas: number[], area: number}} Rise  the area of each gain, and their sum
 * @typedef {{days: ?number, owners: [number, string[]][]}} Capacity  person-days per quarter, limits with their actions
 * @typedef {{id: string, start: number, finish: number, days: number[], pinned: boolean}} Placed
 * @typedef {{id: string, target: number, level: number, quarter: ?number, why: string}} Aim
 * @typedef {{first: ?[number, number], length: number, capacity: number, assumed: boolean, placed: Placed[],
 *   left: string[], moved: string[], points: {index: number, level: number}[], aims: Aim[], days: number[],
 *   room: number[]}} Schedule
 */
const Planner = (() => {
  'use strict';

  const QUARTERS = 8;
  const TRIES = 300;
  const LOOKS = 1e6;
  const PLACES = 10000;
  const ASSUMED = 40;
  const SHORTEST = 4;
  const NOT_TRIED = -1;
  const NO_ROOM = -2;
  const KINDS = ['answer', 'mean', 'combine', 'staged', 'weakest', 'threshold', 'target'];
  const MONTH = /^(\d{4})-(\d{2})/;

  // ---- The problem (planner_problem.py) ---------------------------------------------------------------------

  /** @param {Result} result @returns {Operation[]} */
  function gainsOf(result) {
    return result.plan.operations.filter((op) => op.op === 'gain');
  }

  /** @param {Result} result @returns {Map<string, Operation>} the questions by their id */
  function askedOf(result) {
    return new Map(result.plan.operations.filter((op) => op.op === 'answer').map((op) => [op.id, op]));
  }

  /** @param {Result} result @param {string} name @returns {boolean} whether actions may be planned for a topic */
  function isWanted(result, name) {
    const { target_level: aim, level } = result.scores.get(name);
    if (aim !== null) return (level || result.plan.first) < aim;
    return result.plan.dimensions.every((/** @type {string} */ one) => result.scores.get(one).target_level === null);
  }

  /** @param {Result} result @param {string} question @returns {boolean} */
  function counts(result, question) {
    const { state } = result.answers.get(question);
    return state !== 'not-applicable' && state !== 'hidden';
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
    let ops = gainsOf(result).sort((a, b) => a.step - b.step || (a.id < b.id ? -1 : 1));
    const known = result.scores.get('overall').level !== null;
    const chosen = closure(
      ops,
      (op) => known && (result.actions.get(op.id).planned || canLift(result, op)),
      (name) => result.actions.get(name).open,
    );
    ops = ops.filter((op) => chosen.has(op.id));
    const whole = milli(capacity.days ?? ASSUMED);
    const month = MONTH.exec(response.saved ?? '');
    const gone = month ? (Number(month[2]) + 2) % 3 : 0;
    const limits = capacity.owners.map(([limit]) => milli(limit));
    return {
      tasks: tasksOf(result, response, ops, whole, capacity.owners),
      gains: gainsIn(result, ops),
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
    const month = status === 'planned' ? Engine.startMonth(quarter ?? '', response.saved ?? '') : null;
    return month === null ? null : month / 3;
  }

  /** @param {Response} response @param {string} name @returns {{status?: string, quarter?: string}} */
  function decisionOf(response, name) {
    return Engine.lookup(response.decisions, name.replace(/^action:/, '')) ?? {};
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

  /** @param {number} effort @param {number} length @returns {number[]} the effort in each quarter; adds up exactly */
  function sharesOf(effort, length) {
    const until = (/** @type {number} */ k) => Math.floor((effort * k) / length);
    return Array.from({ length }, (_, k) => until(k + 1) - until(k));
  }

  /** @param {Result} result @param {Operation[]} ops @returns {Gain[]} */
  function gainsIn(result, ops) {
    const asked = askedOf(result);
    /** @type {Map<string, Gain>} */
    const gains = new Map();
    ops.forEach((op, i) => {
      for (const lift of op.lifts) {
        if (!counts(result, lift.question)) continue;
        const level = levelOf(result, lift.question);
        const gain = gains.get(lift.question) ?? { level, points: new Map([[level, 0]]), lifts: [] };
        gains.set(lift.question, gain);
        const to = optionAt(asked.get(lift.question), lift.high).level;
        if (to > level) gain.points.set(to, Math.floor(Engine.riseOf(lift, result) * 1e6 + 0.5));
        gain.lifts.push([i, lift.low, lift.high, to]);
      }
    });
    return [...gains.values()];
  }

  // ---- Placing (planner_search.py) --------------------------------------------------------------------------

  /** @param {Placement} state @returns {Placement} */
  function copy({ start, free, limits }) {
    return { start: start.slice(), free: free.slice(), limits: limits.map((limit) => limit.slice()) };
  }

  /** @param {Problem} problem @param {Placement} state @param {number} i @returns {number} its last quarter */
  function finish({ tasks }, state, i) {
    return state.start[i] + tasks[i].length - 1;
  }

  /** @type {WeakMap<Problem, Placement>} made once, because every try begins with it */
  const EMPTY = new WeakMap();

  /** @param {Problem} problem @returns {Placement} with only what was decided, and what that needs */
  function empty(problem) {
    const { tasks, free, limits } = problem;
    const known = EMPTY.get(problem);
    if (known) return copy(known);
    const state = copy({ start: tasks.map(() => NOT_TRIED), free, limits });
    const pinned = [...tasks.keys()].filter((i) => tasks[i].pin !== null);
    pinned.sort((a, b) => tasks[a].pin - tasks[b].pin || a - b);
    for (const i of pinned) place(problem, state, i);
    tasks.forEach((task, i) => task.planned && place(problem, state, i));
    EMPTY.set(problem, copy(state));
    return state;
  }

  /** @param {Problem} problem @param {Placement} state @param {number} i */
  function place(problem, state, i) {
    if (state.start[i] !== NOT_TRIED) return;
    const task = problem.tasks[i];
    let ready = task.pin ?? task.release;
    for (const need of task.needs) {
      place(problem, state, need);
      if (state.start[need] < 0) {
        state.start[i] = NO_ROOM;
        return;
      }
      ready = Math.max(ready, finish(problem, state, need));
    }
    for (let start = ready; start <= QUARTERS - task.length; start += 1) {
      if (task.pin === null && !fits(task, state, start)) continue;
      state.start[i] = start;
      for (let k = 0; k < task.length; k += 1) {
        state.free[start + k] -= task.shares[k];
        for (const owner of task.owners) state.limits[owner][start + k] -= task.shares[k];
      }
      return;
    }
    state.start[i] = NO_ROOM;
  }

  /** @param {Task} task @param {Placement} state @param {number} start @returns {boolean} */
  function fits(task, state, start) {
    for (let k = 0; k < task.length; k += 1) {
      const part = task.shares[k];
      if (part > state.free[start + k]) return false;
      for (const owner of task.owners) if (part > state.limits[owner][start + k]) return false;
    }
    return true;
  }

  /** @param {Problem} problem @param {number[]} order @returns {Placement} */
  function placed(problem, order) {
    const state = empty(problem);
    for (const i of order) place(problem, state, i);
    return state;
  }

  /** @param {Problem} problem @param {Placement} state @returns {number} millionths of a point times quarters */
  function areaOf(problem, state) {
    return sum(problem.gains.map((gain) => gainArea(problem, state, gain)));
  }

  /** @param {number[]} values @returns {number} */
  function sum(values) {
    let total = 0;
    for (const value of values) total += value;
    return total;
  }

  /** @type {WeakMap<Problem, number[][]>} the gains of each task, by their place */
  const LIFTED = new WeakMap();

  /** @param {Problem} problem @returns {number[][]} */
  function liftedBy(problem) {
    let found = LIFTED.get(problem);
    if (!found) {
      found = problem.tasks.map(() => /** @type {number[]} */ ([]));
      for (const [g, { lifts }] of problem.gains.entries()) for (const [task] of lifts) found[task].push(g);
      LIFTED.set(problem, found);
    }
    return found;
  }

  /**
   * The placement with its areas: only those that a moved task touches are counted again.
   * @param {Problem} problem @param {Placement} state @param {Rise} before @returns {Rise}
   */
  function riseAfter(problem, state, before) {
    const by = liftedBy(problem);
    const touched = new Set();
    state.start.forEach((at, i) => {
      if (at !== before.state.start[i]) for (const g of by[i]) touched.add(g);
    });
    if (!touched.size) return { ...before, state };
    const areas = before.areas.slice();
    for (const g of touched) areas[g] = gainArea(problem, state, problem.gains[g]);
    return { state, areas, area: sum(areas) };
  }

  /** @param {Problem} problem @param {Placement} state @returns {Rise} */
  function riseOf(problem, state) {
    const areas = problem.gains.map((gain) => gainArea(problem, state, gain));
    return { state, areas, area: sum(areas) };
  }

  /** @param {Problem} problem @param {Placement} state @param {Gain} gain @returns {number} */
  function gainArea(problem, state, gain) {
    let { level } = gain;
    let since = 0;
    let area = 0;
    for (;;) {
      let found = null;
      let when = QUARTERS;
      for (const lift of gain.lifts) {
        const start = state.start[lift[0]];
        if (start < 0 || lift[1] > level || level >= lift[2] || lift[3] <= level) continue;
        const at = Math.max(since, start + problem.tasks[lift[0]].length - 1);
        if (at >= when) continue;
        found = lift;
        when = at;
      }
      if (!found) return area;
      area += (gain.points.get(found[3]) - gain.points.get(level)) * (QUARTERS - when);
      level = found[3];
      since = when;
    }
  }

  // ---- Searching --------------------------------------------------------------------------------------------

  /** @param {Problem} problem @returns {Placement} */
  function search(problem) {
    const all = [...problem.tasks.keys()];
    const work = { tries: triesOf(problem, LOOKS, LOOKS) };
    const [first, idle] = greedy(problem, all.filter((i) => problem.tasks[i].core), [], work);
    const [then, left] = greedy(problem, all.filter((i) => !problem.tasks[i].core), first, work);
    return prune(problem, improve(problem, [...first, ...then, ...idle, ...left], first.length));
  }

  /** @param {Problem} problem @param {Placement} state @returns {number} */
  function effortOf({ tasks }, state) {
    return tasks.reduce((sum, task, i) => (state.start[i] >= 0 ? sum + task.effort : sum), 0);
  }

  /**
   * @param {Problem} problem @param {number[]} wanted @param {number[]} before @param {{tries: number}} work
   * @returns {[number[], number[]]}
   */
  function greedy(problem, wanted, before, work) {
    let now = riseOf(problem, placed(problem, before));
    let left = wanted.filter((i) => now.state.start[i] === NOT_TRIED);
    /** @type {number[]} */
    const order = [];
    for (;;) {
      const done = effortOf(problem, now.state);
      let best = { i: -1, own: 0, rise: now };
      for (const i of left) {
        if (work.tries === 0) break;
        work.tries -= 1;
        const trial = copy(now.state);
        place(problem, trial, i);
        if (trial.start[i] < 0) continue;
        const rise = riseAfter(problem, trial, now);
        const own = (rise.area - now.area) / Math.max(1, effortOf(problem, trial) - done);
        if (own > best.own) best = { i, own, rise };
      }
      if (best.i < 0) break;
      order.push(best.i);
      now = best.rise;
      left = left.filter((i) => now.state.start[i] === NOT_TRIED);
    }
    return [[...order, ...wanted.filter((i) => now.state.start[i] >= 0 && !order.includes(i))], left];
  }

  /** @param {Problem} problem @param {number[]} order @param {number} first @returns {number[]} */
  function improve(problem, order, first) {
    let best = order;
    let tries = triesOf(problem, PLACES, TRIES);
    let now = riseOf(problem, placed(problem, best));
    /** @type {Placement[]} how the best order begins: what stands before a move stays */
    const begins = [empty(problem)];
    /** @param {number} k @returns {Placement} */
    const begin = (k) => {
      for (let n = begins.length; n <= k; n += 1) {
        begins[n] = copy(begins[n - 1]);
        place(problem, begins[n], best[n - 1]);
      }
      return copy(begins[k]);
    };
    for (let better = true; better; ) {
      better = false;
      for (let i = 0; i < order.length; i += 1) {
        const [from, to] = i >= first ? [first, order.length] : [0, first];
        for (let j = from; j < to; j += 1) {
          if (tries === 0) return best;
          if (j === i) continue;
          tries -= 1;
          const trial = [...best];
          trial.splice(j, 0, ...trial.splice(i, 1));
          const at = Math.min(i, j);
          const state = begin(at);
          for (let k = at; k < trial.length; k += 1) place(problem, state, trial[k]);
          const moved = riseAfter(problem, state, now);
          if (moved.area <= now.area) continue;
          [best, now, better] = [trial, moved, true];
          begins.length = at + 1;
        }
      }
    }
    return best;
  }

  /** @param {Problem} problem @param {number} work @param {number} most @returns {number} */
  function triesOf({ tasks }, work, most) {
    return Math.min(most, Math.floor(work / Math.max(1, tasks.length)));
  }

  /** @param {Problem} problem @param {number[]} order @returns {Placement} without what brings nothing */
  function prune(problem, order) {
    const { tasks } = problem;
    const state = placed(problem, order);
    const key = areaOf(problem, state);
    const { start } = state;
    for (let i = tasks.length - 1; i >= 0; i -= 1) {
      if (tasks[i].planned || start[i] < 0) continue;
      if (tasks.some((task, k) => start[k] >= 0 && task.needs.includes(i))) continue;
      const at = start[i];
      start[i] = NO_ROOM;
      if (areaOf(problem, state) < key) start[i] = at;
    }
    const again = placed(problem, order.filter((i) => start[i] >= 0));
    return areaOf(problem, again) >= key ? again : state;
  }

  // ---- The future (planner.py) ------------------------------------------------------------------------------

  /** @param {Result} result @param {Response} response @param {string[]} names @returns {Result} once these are done */
  function lifted(result, response, names) {
    const asked = askedOf(result);
    const lifts = gainsOf(result).flatMap((op) => (names.includes(op.id) ? op.lifts : []));
    const levels = new Map();
    for (const { question } of lifts) if (counts(result, question)) levels.set(question, levelOf(result, question));
    const answers = new Map(response.answers instanceof Map ? response.answers : Object.entries(response.answers ?? {}));
    for (let again = true; again; ) {
      again = false;
      for (const { question, low, high } of lifts) {
        const level = levels.get(question);
        if (level === undefined || level < low || level >= high) continue;
        const option = optionAt(asked.get(question), high);
        if (option.level <= level) continue;
        levels.set(question, option.level);
        answers.set(question, { value: option.value });
        again = true;
      }
    }
    return Engine.score(shortened(result.plan), { ...response, answers });
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
    };
  }

  /** @param {string} saved @returns {?[number, number]} year and number of the first quarter */
  function firstQuarter(saved) {
    const found = MONTH.exec(saved);
    const month = found ? Number(found[2]) : 0;
    return month < 1 || month > 12 ? null : [Number(found[1]), Math.floor((month - 1) / 3) + 1];
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
    Engine.sorted([...tasks.keys()], key).forEach(add);
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
    const ops = gainsOf(result).map((op) => op.id);
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

  return { QUARTERS, planActions, personDaysByYear, lifted, search, areaOf };
})();
