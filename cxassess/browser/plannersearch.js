/**
 * The search for the best order of actions: the twin of planner_search.py, with the same names, steps and order.
 *
 * @typedef {{id: string, effort: number, length: number, shares: number[], release: number, pin: ?number, planned: boolean,
 *   core: boolean, needs: number[], owners: number[]}} Task  effort in thousandths of a day
 * @typedef {{level: number, points: Map<number, number>, lifts: [number, number, number, number][]}} Gain
 *   points in millionths per level; a lift is task, from, below, to
 * @typedef {{tasks: Task[], gains: Gain[], free: number[], limits: number[][], lifted: number[][]}} Problem
 *   the gains of each task, by their place
 * @typedef {{start: number[], free: number[], limits: number[][]}} Placement  start below 0 for no place
 * @typedef {{state: Placement, areas: number[], area: number}} Rise  the area of each gain, and their sum
 */
const PlannerSearch = (() => {
  'use strict';

  const { sum } = Basics;
  const QUARTERS = 8;
  const TRIES = 300;
  const STARTS = 1500;
  const LOOKS = 1e6;
  const PLACES = 10000;
  const NOT_TRIED = -1;
  const NO_ROOM = -2;

  // ---- Placing ----------------------------------------------------------------------------------------------

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
    const { start } = state;
    if (start[i] !== NOT_TRIED) return;
    const task = problem.tasks[i];
    let ready = task.pin ?? task.release;
    for (let n = 0; n < task.needs.length; n += 1) {
      const need = task.needs[n];
      place(problem, state, need);
      if (start[need] < 0) {
        start[i] = NO_ROOM;
        return;
      }
      ready = Math.max(ready, finish(problem, state, need));
    }
    const last = QUARTERS - task.length;
    while (ready <= last && task.pin === null && !fits(task, state, ready)) ready += 1;
    if (ready <= last) take(task, state, ready);
    start[i] = ready <= last ? ready : NO_ROOM;
  }

  /** @param {Task} task @param {Placement} state @param {number} start @returns {boolean} */
  function fits({ length, shares, owners }, { free, limits }, start) {
    for (let k = 0; k < length; k += 1) {
      if (shares[k] > free[start + k]) return false;
      for (let o = 0; o < owners.length; o += 1) if (shares[k] > limits[owners[o]][start + k]) return false;
    }
    return true;
  }

  /** @param {Task} task @param {Placement} state @param {number} start */
  function take({ length, shares, owners }, { free, limits }, start) {
    for (let k = 0; k < length; k += 1) {
      free[start + k] -= shares[k];
      for (const owner of owners) limits[owner][start + k] -= shares[k];
    }
  }

  /** @param {number} effort @param {number} length @returns {number[]} the effort in each quarter; adds up exactly */
  function sharesOf(effort, length) {
    const until = (/** @type {number} */ k) => Math.floor((effort * k) / length);
    return Array.from({ length }, (_, k) => until(k + 1) - until(k));
  }

  /** @param {Problem} problem @param {number[]} order @returns {Placement} */
  function placed(problem, order) {
    const state = empty(problem);
    for (const i of order) place(problem, state, i);
    return state;
  }

  /** @param {Problem} problem @param {Placement} state @returns {number} millionths of a point times quarters */
  function areaOf(problem, state) {
    return riseOf(problem, state).area;
  }

  /** @param {Problem} problem @param {Placement} state @returns {Rise} */
  function riseOf(problem, state) {
    const areas = problem.gains.map((gain) => gainArea(problem, state, gain));
    return { state, areas, area: sum(areas) };
  }

  /**
   * The gains that a moved task touches; all others keep their area.
   * @param {Problem} problem @param {Placement} state @param {Rise} before @returns {number[]}
   */
  function touchedBy({ tasks, lifted }, { start }, before) {
    const old = before.state.start;
    /** @type {number[]} */
    const touched = [];
    for (let i = 0; i < tasks.length; i += 1) {
      if (start[i] === old[i]) continue;
      for (let n = 0; n < lifted[i].length; n += 1) {
        if (!touched.includes(lifted[i][n])) touched.push(lifted[i][n]);
      }
    }
    return touched;
  }

  /** @param {Problem} problem @param {Placement} state @param {Rise} before @returns {number} how much the area grows */
  function growth(problem, state, before) {
    let more = 0;
    for (const g of touchedBy(problem, state, before)) more += gainArea(problem, state, problem.gains[g]) - before.areas[g];
    return more;
  }

  /** @param {Problem} problem @param {Placement} state @param {Rise} before @returns {Rise} */
  function riseAfter(problem, state, before) {
    const areas = before.areas.slice();
    for (const g of touchedBy(problem, state, before)) areas[g] = gainArea(problem, state, problem.gains[g]);
    return { state, areas, area: sum(areas) };
  }

  /** @param {Problem} problem @param {Placement} state @param {Gain} gain @returns {number} */
  function gainArea({ tasks }, { start }, { level: from, points, lifts }) {
    let level = from;
    let since = 0;
    let area = 0;
    for (;;) {
      let to = level;
      let when = QUARTERS;
      for (let n = 0; n < lifts.length; n += 1) {
        const lift = lifts[n];
        const at = start[lift[0]];
        if (at < 0 || lift[1] > level || level >= lift[2] || lift[3] <= level) continue;
        const done = Math.max(since, at + tasks[lift[0]].length - 1);
        if (done >= when) continue;
        to = lift[3];
        when = done;
      }
      if (to === level) return area;
      area += (points.get(to) - points.get(level)) * (QUARTERS - when);
      level = to;
      since = when;
    }
  }

  // ---- Searching --------------------------------------------------------------------------------------------

  /**
   * With few tasks there is time to begin with each core action that brings something, instead of the best alone.
   * @param {Problem} problem @returns {Placement}
   */
  function search(problem) {
    const now = riseOf(problem, placed(problem, []));
    const core = [...problem.tasks.keys()].filter((i) => problem.tasks[i].core);
    const leads = core.filter((i) => growth(problem, placed(problem, [i]), now) > 0);
    let best = searchFrom(problem, []);
    let most = areaOf(problem, best);
    for (const lead of leads.slice(0, Math.floor(STARTS / Math.max(1, problem.tasks.length) ** 2))) {
      const state = searchFrom(problem, [lead]);
      const area = areaOf(problem, state);
      if (area > most) [best, most] = [state, area];
    }
    return best;
  }

  /** @param {Problem} problem @param {number[]} lead  chooses its quarter before all others @returns {Placement} */
  function searchFrom(problem, lead) {
    const all = [...problem.tasks.keys()];
    const work = { tries: triesOf(problem, LOOKS, LOOKS) };
    const [then, idle] = greedy(problem, all.filter((i) => problem.tasks[i].core), lead, work);
    const first = [...lead, ...then];
    const [others, left] = greedy(problem, all.filter((i) => !problem.tasks[i].core), first, work);
    return prune(problem, improve(problem, [...first, ...others, ...idle, ...left], first.length));
  }

  /** @param {Problem} problem @param {Placement} state @param {Placement} before @returns {number} of what was added */
  function effortSince({ tasks }, { start }, before) {
    let effort = 0;
    for (let i = 0; i < tasks.length; i += 1) if (start[i] >= 0 && before.start[i] < 0) effort += tasks[i].effort;
    return effort;
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
      let best = { i: -1, own: 0, state: now.state };
      for (const i of left) {
        if (work.tries === 0) break;
        work.tries -= 1;
        const state = copy(now.state);
        place(problem, state, i);
        if (state.start[i] < 0) continue;
        const own = growth(problem, state, now) / Math.max(1, effortSince(problem, state, now.state));
        if (own > best.own) best = { i, own, state };
      }
      if (best.i < 0) break;
      order.push(best.i);
      now = riseAfter(problem, best.state, now);
      left = left.filter((i) => now.state.start[i] === NOT_TRIED);
    }
    const chosen = [...before, ...order];
    return [[...order, ...wanted.filter((i) => now.state.start[i] >= 0 && !chosen.includes(i))], left];
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
          if (growth(problem, state, now) <= 0) continue;
          [best, now, better] = [trial, riseAfter(problem, state, now), true];
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

  return { QUARTERS, finish, search, sharesOf };
})();
