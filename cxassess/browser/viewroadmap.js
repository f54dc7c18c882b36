/**
 * What is said about the roadmap, action by action: the twin of report_roadmap.py.
 */
const ViewRoadmap = (() => {
  'use strict';

  /** Decisions that take an action off the roadmap. */
  const SETTLED = ['done', 'no'];
  /** A score of which nothing is known. */
  const NOTHING = { score: null, lower: null, upper: null, target: null };

  /** @param {Words} words @returns {Tree} */
  function roadmap(words) {
    return new Roadmap(words).tree();
  }

  /** @param {Action} action @returns {string} the name of an action in the plan */
  function nameOf(action) {
    return `action:${action.id}`;
  }

  /**
   * A quarter in words; what is none stays as it is.
   * @param {(key: string, values: Record<string, string>) => string} say @param {string} quarter `2027-Q1`
   * @returns {string}
   */
  function quarterText(say, quarter) {
    const [, year, n] = ScoringOrder.QUARTER.exec(quarter) ?? [];
    return n ? say('roadmap.quarter', { year, n }) : quarter;
  }

  /** Knows where each action stands, and what was decided about it. */
  class Roadmap {
    /** @param {Words} words */
    constructor(words) {
      this.words = words;
      this.result = words.result;
      this.steps = words.texts.steps;
      const actions = this.steps.flatMap((step) => step.actions);
      this.actions = new Map(actions.map((action) => [nameOf(action), action]));
      this.position = new Map(this.result.order.map((name, i) => [name, i]));
    }

    /** @returns {Tree} */
    tree() {
      const { order } = this.result;
      const early = this.words.whole.level === null;
      const chosen = order.map((name) => this.actions.get(name)).filter((action) => action.first);
      const first = early ? [] : chosen.slice(0, 3);
      const values = { n: this.words.number(order.length), organisation: this.words.organisation };
      return {
        kicker: this.words.say('roadmap.kicker', { n: this.steps.length }),
        title: this.words.say(this.title(early), values),
        lede: this.words.say(this.lede(early)),
        first_shown: first.length > 0,
        first: first.map((action, i) => this.first(i, action)),
        steps: this.steps.map((step) => this.step(step)),
      };
    }

    /** @param {boolean} early @returns {string} the key of the phrase */
    title(early) {
      if (!this.words.applies) return 'never.title';
      if (early) return 'roadmap.title_early';
      const count = this.result.order.length;
      if (count > 1) return 'roadmap.title';
      return count ? 'roadmap.title_one' : 'roadmap.title_none';
    }

    /** @param {boolean} early @returns {string} the key of the phrase */
    lede(early) {
      if (!this.words.applies) return 'never.lede';
      if (!this.result.order.length) return 'roadmap.lede_none';
      return early ? 'roadmap.lede_early' : 'roadmap.lede';
    }

    /** @param {number} i @param {Action} action @returns {Tree} */
    first(i, action) {
      const meta = this.words.say('roadmap.meta', { owner: action.owner, days: this.days(action) });
      return { n: String(i + 1), first: action.first, title: action.title, meta };
    }

    /** @param {Action} action @returns {string} */
    days(action) {
      const shown = action.days.map((/** @type {number} */ d) => this.words.number(d, Number.isInteger(d) ? 0 : 1));
      const [low, high] = shown;
      let key = 'roadmap.days';
      if (low === high) key = low === '1' ? 'roadmap.days_one' : 'roadmap.days_same';
      return this.words.say(key, { low, high });
    }

    /** @param {Texts['steps'][number]} step @returns {Tree} */
    step(step) {
      const score = this.result.scores.get(`step:${step.id}`) ?? NOTHING;
      /** @param {Action} action */
      const place = (action) => this.position.get(nameOf(action));
      const chosen = step.actions.filter((action) => place(action) !== undefined);
      chosen.sort((a, b) => place(a) - place(b));
      const count = chosen.length;
      const settled = step.actions
        .filter((action) => this.isSettled(action))
        .map((action) => this.settled(action));
      let key = 'roadmap.actions_none';
      if (count) key = count > 1 ? 'roadmap.actions' : 'roadmap.actions_one';
      return {
        id: step.id,
        n: String(step.number),
        title: step.title,
        why: step.why || '',
        count: this.words.say(key, { n: this.words.number(count) }),
        ready:
          score.score === null
            ? this.words.say('roadmap.ready_none')
            : this.words.say('roadmap.ready', { n: this.words.number(score.score) }),
        bar: Charts.bar(score),
        any: count > 0,
        actions: chosen.map((action) => this.action(action)),
        later: step.actions
          .filter((action) => place(action) === undefined && !this.isSettled(action))
          .map((action) => this.later(action)),
        settled,
        settled_any: settled.length > 0,
      };
    }

    /** @param {Action} action @returns {boolean} */
    isSettled(action) {
      return SETTLED.includes(this.decision(action).status);
    }

    /** @param {Action} action @returns {Tree} what brings nothing yet, but may when others are done: a plan may hold it then */
    later(action) {
      const name = nameOf(action);
      const { needs } = this.words.plan.operations.find(({ id }) => id === name);
      const before = needs.map((/** @type {string} */ need) => this.actions.get(need));
      const waiting = before.filter((/** @type {Action} */ one) => !this.isSettled(one));
      const row = { ...this.action(action), rank: '', needs: waiting.map(({ title }) => title).join('; ') };
      return this.result.actions.get(name).gain > 0 ? row : { ...row, gain: this.words.say('roadmap.gain_later') };
    }

    /** @param {Action} action @returns {Tree} */
    settled(action) {
      const { status } = this.decision(action);
      return { id: action.id, title: action.title, state: this.words.say(`roadmap.state_${status}`) };
    }

    /** @param {Action} action @returns {{status: string, owner?: string, quarter?: string}} */
    decision(action) {
      return Basics.lookup(this.words.decisions, action.id) ?? { status: '' };
    }

    /** @param {Action} action @returns {Tree} */
    action(action) {
      const name = nameOf(action);
      const { gain, planned } = this.result.actions.get(name);
      const decision = planned ? this.decision(action) : null;
      const { needs } = this.words.plan.operations.find(({ id }) => id === name);
      const waiting = needs.filter((/** @type {string} */ need) => this.position.has(need));
      return {
        id: action.id,
        rank: String((this.position.get(name) ?? -1) + 1),
        title: action.title,
        what: action.what || '',
        first: action.first || '',
        caution: action.caution || '',
        owner: decision?.owner || action.owner,
        kpi: action.kpi || '',
        days: this.days(action),
        when: this.when(action, decision),
        planned,
        gain: this.gain(gain),
        needs: waiting.map((/** @type {string} */ need) => this.actions.get(need).title).join('; '),
        lifts: '',
      };
    }

    /** @param {number} points @returns {string} */
    gain(points) {
      if (points <= 0) return this.words.say('roadmap.gain_none');
      return this.words.say('roadmap.gain', { n: this.words.number(points, 1) });
    }

    /** @param {Action} action @param {?{quarter?: string}} decision @returns {string} */
    when(action, decision) {
      if (!decision) return this.horizon(action.horizon);
      const shown = quarterText((key, values) => this.words.say(key, values), decision.quarter ?? '');
      return this.words.say('roadmap.planned', { when: shown || this.horizon(action.horizon) });
    }

    /** @param {string} text @returns {string} */
    horizon(text) {
      if (text.endsWith('+')) return this.words.say('roadmap.horizon_after', { months: text.slice(0, -1) });
      const start = Number(text.split('-')[0]);
      let kind = 'later';
      if (start < 6) kind = start === 0 ? 'now' : 'next';
      return this.words.say(`roadmap.horizon_${kind}`, { months: text.replaceAll('-', '–') });
    }
  }

  return { roadmap };
})();
