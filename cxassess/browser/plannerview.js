/**
 * All that the page says about a plan: the twin of planner_view.py, words and numbers as one tree of texts.
 *
 * @typedef {{texts: Texts, result: Result, schedule: Schedule, client: {short: string},
 *   response: Response, lang: string}} PlanGiven
 */
const PlannerView = (() => {
  'use strict';

  const HEIGHT = 72;
  const LOOKS = ['bar', 'hatch', 'step-next'];
  const BOARD = ['now', 'next', 'later'];
  const LATE = 1e6;

  /** @param {?[number, number]} first @param {number} at @returns {[number, number]} year and first month of a quarter; year 0 without a date */
  function quarterOf(first, at) {
    if (!first) return [0, 0];
    const ahead = first[1] - 1 + at;
    return [first[0] + Math.floor(ahead / 4), (((ahead % 4) + 4) % 4) * 3];
  }

  /** @param {any} phrases @param {string} lang @param {?[number, number]} begin @param {number} start @param {number} finish */
  function spanOf(phrases, lang, begin, start, finish) {
    const [year, from] = quarterOf(begin, start);
    const [until, last] = quarterOf(begin, finish);
    const months = phrases['plan.months'].split(' ');
    const n = I18n.number(start + 1, lang, 0) + (start === finish ? '' : `–${finish + 1}`);
    const key = year === until ? 'plan.span' : 'plan.span_years';
    return I18n.fill(phrases[year ? key : 'plan.nth'], { n, from: months[from], to: months[last + 2], year, until });
  }

  /**
   * The tree of one plan.
   * @param {PlanGiven} given @returns {Tree}
   */
  function build({ texts, result, schedule, client, response, lang }) {
    const months = texts.phrases['plan.months'].split(' ');
    const actions = new Map(texts.steps.flatMap((step) => step.actions.map((one) => [`action:${one.id}`, one])));
    const { placed, points, aims, length, first } = schedule;
    const whole = result.scores.get('overall');

    /** @param {string} key @param {Record<string, any>} [values] @returns {string} */
    const say = (key, values = {}) => I18n.fill(texts.phrases[key], values);
    /** @param {number} value @param {number} [digits] */
    const number = (value, digits = 0) => I18n.number(value, lang, digits);
    /** @param {string} name */
    const idOf = (name) => name.slice('action:'.length);
    /** @param {string} id @returns {{status?: string, owner?: string}} */
    const decision = (id) => Basics.lookup(response.decisions, id) ?? {};

    /** @param {number} value @returns {string} person-days with at most one decimal */
    function days(value) {
      const shown = number(value, 1);
      return shown.endsWith('0') ? shown.slice(0, -2) : shown;
    }

    // ---- Time -----------------------------------------------------------------------------------------------

    /** @param {number} at */
    const quarter = (at) => quarterOf(first, at);
    /** @param {number} start @param {number} finish @returns {string} */
    const span = (start, finish) => spanOf(texts.phrases, lang, first, start, finish);

    /** @param {Placed} action */
    const when = (action) => span(action.start, action.finish);

    // ---- What it says ---------------------------------------------------------------------------------------

    /** @returns {string} */
    function title() {
      if (!placed.length) return say('plan.title_none');
      const n = Math.max(...placed.map(({ finish }) => finish)) + 1;
      const key = n > 1 ? 'plan.title' : 'plan.title_one';
      return say(key, { n, from: number(points[0].index), to: number(points[points.length - 1].index) });
    }

    /** @returns {string} the title of the roadmap: how far the actions of the plan bring the organisation */
    function heading() {
      const [start, end] = [points[0], points[points.length - 1]];
      const [from, to] = [number(start.index), number(end.index)];
      let key = from === to ? 'roadmap.title' : 'plan.heading_index';
      if (end.level > start.level) key = 'plan.heading_level';
      if (placed.length === 1) key = 'roadmap.title_one';
      if (whole.level === null) key = 'roadmap.title_early';
      return say(key, { n: number(placed.length), organisation: client.short, level: end.level, from, to });
    }

    /** @returns {string} */
    function lede() {
      if (!aims.length) return say('plan.lede_free');
      const reached = aims.filter((aim) => aim.quarter !== null).map((aim) => aim.quarter);
      const already = reached.filter((quarter) => quarter < 0).length;
      let some = say('plan.lede_some', { n: reached.length, total: aims.length });
      if (already && reached.length > already) some += ` ${say('plan.lede_already', { n: already })}`;
      if (reached.length < aims.length) return some;
      const end = Math.max(...reached);
      if (end < 0) return say('plan.lede_now');
      const [year, month] = quarter(end);
      return year ? say('plan.lede_reached', { month: texts.phrases['dates.months'].split(' ')[month + 2], year }) : some;
    }

    /** @returns {string} */
    function capacity() {
      const text = say(schedule.assumed ? 'plan.assumed' : 'plan.capacity', { days: days(schedule.capacity) });
      const [rest] = schedule.room;
      return rest < schedule.capacity ? `${text} ${say('plan.rest', { days: days(rest) })}` : text;
    }

    /** @returns {string} */
    function low() {
      const shown = number(points[0].index);
      const index = whole.score === null ? shown : number(whole.score);
      return index === shown ? '' : say('plan.low', { low: shown, index });
    }

    /** @returns {string[]} */
    function notes() {
      const said = aims.filter((aim) => aim.quarter !== -1).map(aimText);
      for (const name of schedule.moved) said.push(say('plan.moved', { title: actions.get(name).title }));
      schedule.days.forEach((own, i) => {
        const room = schedule.room[i];
        if (own > room) said.push(say('plan.over', { when: span(i, i), days: days(own), room: days(room) }));
      });
      const names = schedule.left.map((name) => actions.get(name).title).join('; ');
      return names ? [...said, say('plan.left', { names })] : said;
    }

    /** @param {string} name @returns {string} the title of a topic, or of the whole */
    function group(name) {
      return name === 'overall' ? say('profile.whole') : texts.dimensions[name.slice('dimension:'.length)].title;
    }

    /** @param {Aim} aim @returns {string} */
    function aimText({ id, target, level, quarter: at, why }) {
      const values = { title: group(id), target, level };
      const stays = why === 'content' && level === (result.scores.get(id).level ?? result.plan.first);
      if (at === null) return say(stays ? 'plan.why_content_stays' : `plan.why_${why}`, values);
      return say(level > target ? 'plan.reached_more' : 'plan.reached', { ...values, when: span(at, at) });
    }

    // ---- The chart ------------------------------------------------------------------------------------------

    /** @param {{index: number, level: number}} point @param {number} i @returns {Tree} */
    function column({ index, level }, i) {
      const height = (HEIGHT * index) / 100;
      const [year, month] = quarter(i - 1);
      const label = year ? `${months[month]}–${months[month + 2]}` : String(i);
      return {
        id: String(i),
        index: number(index),
        level: say('plan.level', { n: level }),
        months: i ? label : say('plan.now'),
        year: i && year ? String(year) : '',
        look: i ? 'hatch' : 'bar',
        y: I18n.coordinate(HEIGHT - height),
        height: I18n.coordinate(height),
        aim: I18n.coordinate(HEIGHT - (HEIGHT * (whole.target ?? 0)) / 100),
        aim_display: whole.target === null ? 'none' : 'inline',
      };
    }

    /** @param {{index: number, level: number}} point @param {number} i @returns {Tree} */
    function row({ index, level }, i) {
      const values = i ? { days: days(schedule.days[i - 1]), room: days(schedule.room[i - 1]) } : {};
      return {
        when: i ? span(i - 1, i - 1) : say('plan.now'),
        index: number(index, 1),
        level: String(level),
        days: i ? say('plan.days_of', values) : '',
      };
    }

    /** @param {Texts['steps'][number]} step @returns {Placed[]} */
    function ofStep(step) {
      const names = step.actions.map(({ id }) => `action:${id}`);
      return placed.filter(({ id }) => names.includes(id));
    }

    /** @param {Placed} action @returns {string} */
    function meta(action) {
      const { status, owner } = decision(idOf(action.id));
      const chosen = status === 'planned' && owner ? owner : actions.get(action.id).owner;
      return say('plan.meta', { when: when(action), owner: chosen });
    }

    /** @param {Placed} action @returns {Tree} */
    function bar(action) {
      const { start, finish, pinned } = action;
      const width = 100 / (length + 1);
      const long = finish - start + 1;
      return {
        id: idOf(action.id),
        at: `at-${idOf(action.id)}`,
        title: actions.get(action.id).title,
        meta: meta(action),
        pinned: pinned ? say('plan.pinned') : '',
        look: LOOKS[Math.min(start, 2)],
        x: `${I18n.coordinate(width * (start + 1))}%`,
        width: `${I18n.coordinate(width * long)}%`,
        before: start + 1,
        length: long,
        after: length - finish - 1,
        earlier: start > 0,
        later: finish < 7,
      };
    }

    // ---- The board ------------------------------------------------------------------------------------------

    /** @param {string} name @param {number} i @returns {Tree} */
    function onBoard(name, i) {
      const rows = placed
        .filter(({ start }) => Math.min(start, 2) === i)
        .map((action) => ({ id: idOf(action.id), title: actions.get(action.id).title, meta: meta(action) }));
      return { id: name, title: say(`plan.board_${name}`), rows, none: !rows.length };
    }

    /** @param {Texts['steps'][number]} step @returns {string} what is planned, done and refused */
    function status(step) {
      const decided = step.actions.map(({ id }) => decision(id).status);
      /** @param {string} one */
      const count = (one) => decided.filter((own) => own === one).length;
      /** @type {[string, number][]} */
      const counts = [['plan.status', ofStep(step).length], ['plan.status_done', count('done')], ['plan.status_no', count('no')]];
      const parts = counts.filter(([, n]) => n).map(([key, n]) => say(key, { n }));
      return parts.join(', ') || say('plan.status_none');
    }

    const opening = placed.filter(({ id }) => actions.get(id).first).slice(0, 3);
    return {
      shown: placed.length > 0,
      title: title(),
      lede: lede(),
      heading: heading(),
      order: say('plan.order'),
      capacity: capacity(),
      low: low(),
      columns: String(length + 1),
      about: whole.target === null ? say('plan.index_free') : say('plan.index_about', { target: number(whole.target) }),
      points: points.map(column),
      rows: points.map(row),
      notes: notes().map((text) => ({ text })),
      steps: texts.steps.flatMap((step) => {
        const rows = ofStep(step).map(bar);
        return rows.length ? [{ id: step.id, n: String(step.number), title: step.title, actions: rows }] : [];
      }),
      board: BOARD.map(onBoard),
      first: opening.map((action, i) => {
        const text = actions.get(action.id);
        return { n: String(i + 1), first: text.first, title: text.title, meta: meta(action) };
      }),
      status: new Map(texts.steps.map((step) => [step.id, status(step)])),
      when: new Map(placed.map((action) => [idOf(action.id), when(action)])),
      rank: new Map(placed.map(({ id }, i) => [idOf(id), String(i + 1)])),
      lifts: new Map(
        schedule.lifts.map(([name, levels]) => [idOf(name), levels.map(([id, n]) => say('plan.lifts', { title: group(id), n })).join('; ')]),
      ),
      unplanned: say('plan.unplanned'),
    };
  }

  /**
   * Lets the roadmap of a result speak with one voice: its title, the first three, the order and the quarters of the plan.
   * @param {Tree} tree @param {Tree} plan
   */
  function apply(tree, plan) {
    if (!plan.shown) return;
    const { roadmap } = tree;
    Object.assign(roadmap, { title: plan.heading, lede: plan.order, first: plan.first, first_shown: plan.first.length > 0 });
    for (const step of roadmap.steps) {
      step.count = plan.status.get(step.id);
      step.actions.push(...step.later.filter((/** @type {Tree} */ row) => plan.rank.has(row.id)));
      step.any = step.actions.length > 0;
      delete step.later;
      for (const row of step.actions) {
        row.when = plan.when.get(row.id) ?? plan.unplanned;
        row.rank = plan.rank.get(row.id) ?? '–';
        row.lifts = plan.lifts.get(row.id) ?? '';
      }
      const rank = (/** @type {Tree} */ row) => (row.rank === '–' ? LATE : Number(row.rank));
      step.actions.sort((/** @type {Tree} */ a, /** @type {Tree} */ b) => rank(a) - rank(b));
    }
  }

  return { build, apply, spanOf };
})();
