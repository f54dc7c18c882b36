/**
 * All that the page says about a result: the twin of report.py, words and numbers as one tree of texts.
 *
 * The rules for headlines are the twin's: a title claims only what the scores carry. Functions carry the
 * names of their twins, the tree carries the twin's keys. No DOM, no state but a cache.
 *
 * @typedef {Record<string, any>} Tree
 * @typedef {Record<string, any>} Action  an action of the roadmap, as `script_texts` gives it
 * @typedef {{levels: {number: number, name: string, description: string}[],
 *   dimensions: Record<string, {title: string, strong?: string, weak?: string}>,
 *   questions: Record<string, {title: string, ask?: string, view: string}>, tags: Record<string, string>,
 *   lenses: {about: ?string, tags: string[]}[], phrases: Record<string, string>,
 *   steps: {id: string, number: number, title: string, why: ?string, actions: Action[]}[]}} Texts
 * @typedef {{texts: Texts, plan: Plan & {dimensions: string[]}, result: Result, client: {short: string},
 *   response: Response & {saved?: string}, lang: string}} ViewGiven  what a tree is made of
 */
const View = (() => {
  'use strict';

  /** A topic is called strong from half of the ruler, weak below it. */
  const HALF = 50;
  /** Differences in points that a title mentions; smaller ones say little. */
  const APART = 5;
  /** Distance between best and worst topic from which the profile is called uneven. */
  const UNEVEN = 25;
  const LONGEST = 12;
  const SHORTEST = 4;
  const SETTLED = ['done', 'no'];
  const QUARTER = /^(\d{4})-Q([1-4])$/;
  const OVERALL = 'overall';
  const EQUAL = 'equal';
  const DIMENSION = 'dimension:';
  /** A score of which nothing is known. */
  const NOTHING = { score: null, lower: null, upper: null, target: null };

  /**
   * The tree of one result; `texts` as Python's `script_texts` gives them.
   * @param {ViewGiven} given @returns {Tree}
   */
  function build(given) {
    return new Builder(given).tree();
  }

  /**
   * Explanations by the name of their group; finding the fewest answers is what takes time in a tree.
   * @type {WeakMap<Result, Map<string, ?Explanation>>}
   */
  const EXPLAINED = new WeakMap();

  /** @param {Result} result @param {string} name @returns {?Explanation} */
  function explain(result, name) {
    const found = EXPLAINED.get(result) ?? new Map();
    EXPLAINED.set(result, found);
    if (!found.has(name)) found.set(name, Explanation.explain(result, name));
    return found.get(name);
  }

  /**
   * The entry under an id, which may be any text, `constructor` and `__proto__` too.
   * @template T @param {Record<string, T>} table @param {string} id @returns {T}
   */
  function entry(table, id) {
    if (!Object.hasOwn(table, id)) throw new Error(`no text for ${id}`);
    return table[id];
  }

  /** @param {[number, number]} a @param {[number, number]} b @returns {number} above zero where a ranks higher */
  function compare(a, b) {
    return a[0] - b[0] || a[1] - b[1];
  }

  /** @param {string} name @returns {string} the id of a dimension by its name in the plan */
  function idOf(name) {
    return name.startsWith(DIMENSION) ? name.slice(DIMENSION.length) : name;
  }

  /** @param {Action} action @returns {string} the name of an action in the plan */
  function nameOf(action) {
    return `action:${action.id}`;
  }

  /**
   * The first of the greatest.
   * @template T @param {T[]} items @param {(item: T) => number} key @returns {T}
   */
  function greatest(items, key) {
    return items.reduce((best, item) => (key(item) > key(best) ? item : best));
  }

  class Builder {
    /** @param {ViewGiven} given */
    constructor({ texts, plan, result, client, response, lang }) {
      this.texts = texts;
      this.plan = plan;
      this.result = result;
      this.organisation = client.short;
      this.saved = response.saved || '';
      /** @type {Record<string, {status: string, owner?: string, quarter?: string}>} */
      this.decisions = response.decisions ?? {};
      this.lang = lang;
      this.whole = this.outcome(OVERALL);
      this.known = plan.dimensions.filter((name) => this.outcome(name).score !== null);
      const actions = texts.steps.flatMap((step) => step.actions);
      this.actions = new Map(actions.map((action) => [nameOf(action), action]));
      this.position = new Map(result.order.map((name, i) => [name, i]));
    }

    /** @returns {Tree} */
    tree() {
      return {
        head: this.head(),
        level: this.level(),
        stairs: this.stairs(),
        index: this.index(),
        why: this.why(),
        profile: this.profile(),
        bars: this.bars(),
        lenses: this.lenses(),
        certainty: this.certainty(),
        roadmap: this.roadmap(),
      };
    }

    // ---- Words --------------------------------------------------------------------------------------------

    /** @param {string} key @param {Record<string, string | number>} [values] @returns {string} */
    say(key, values = {}) {
      return I18n.fill(entry(this.texts.phrases, key), values);
    }

    /** @param {number} value @param {number} [digits] @returns {string} */
    number(value, digits = 0) {
      return I18n.number(value, this.lang, digits);
    }

    /** @param {number} value @returns {string} */
    points(value) {
      const shown = this.number(value);
      return this.say(shown === '1' ? 'words.points_one' : 'words.points', { n: shown });
    }

    /** @param {string[]} parts @returns {string} */
    join(parts) {
      return I18n.join(parts, entry(this.texts.phrases, 'words.and'));
    }

    /**
     * The title of a group or question by its name in the plan.
     * @param {string} name @returns {string}
     */
    title(name) {
      const table = name.startsWith(DIMENSION) ? this.texts.dimensions : this.texts.questions;
      return entry(table, idOf(name)).title;
    }

    /**
     * The titles of a few groups or questions as one phrase.
     * @param {string[]} names @param {number} [most] @returns {string}
     */
    titles(names, most = 3) {
      const shown = names.slice(0, most).map((n) => (n.includes(':') ? this.title(n) : `“${this.title(n)}”`));
      if (names.length > most) shown.push(this.moreNames(names.length - most));
      return this.join(shown);
    }

    /** @param {number} count @returns {string} */
    moreNames(count) {
      return this.say('words.more_names', { n: this.number(count) });
    }

    /** @param {number} number @returns {string} */
    levelName(number) {
      return this.texts.levels.find((level) => level.number === number).name;
    }

    /** @param {Score} score @returns {string} */
    levelText(score) {
      if (score.level === null) return '';
      if (score.level_optimistic !== score.level) {
        return this.say('words.level_could', { n: score.level, could: score.level_optimistic });
      }
      return this.say('words.level_name', { n: score.level, name: this.levelName(score.level) });
    }

    /** @param {Score} score @returns {string} */
    scoreText(score) {
      return score.score === null ? this.say('words.none') : this.number(score.score);
    }

    /** @param {Score} score @returns {string} */
    between(score) {
      if (score.lower === null || score.upper === null) return '';
      const low = this.number(score.lower);
      const high = this.number(score.upper);
      if (low === high) return this.say('words.certain');
      return this.say('words.between', { low, high });
    }

    /** @param {Score} score @returns {string} */
    targetText(score) {
      return score.target === null ? '' : this.number(score.target);
    }

    // ---- The two measures ---------------------------------------------------------------------------------

    /** @returns {Tree} */
    head() {
      const months = entry(this.texts.phrases, 'dates.months').split(' ');
      const day = I18n.date(this.saved, months, entry(this.texts.phrases, 'dates.pattern'));
      let lede = 'result.lede_none';
      if (this.whole.level !== null) {
        lede = this.plan.rule === 'staged' ? 'result.lede_staged' : 'result.lede_thresholds';
      }
      return {
        kicker: day ? this.say('result.kicker_date', { date: day }) : this.say('result.kicker'),
        title: this.headline(),
        lede: this.say(lede),
        missing: this.missing(),
        strongest: idOf(this.standouts()[0]),
        weakest: idOf(this.standouts()[1]),
      };
    }

    /**
     * A finding, from the strongest and the weakest topic and never beyond them.
     * @returns {string}
     */
    headline() {
      const { level } = this.whole;
      if (level === null) return this.say('result.title_none');
      const values = { n: level, organisation: this.organisation };
      const [best, worst] = this.standouts();
      const isStrong = best && this.score(best) >= HALF;
      const isWeak = worst && this.score(worst) < HALF && worst !== best;
      let strong = isStrong ? this.phrase(best, 'strong') : '';
      let weak = isWeak ? this.phrase(worst, 'weak') : '';
      if (strong && weak && this.score(best) - this.score(worst) < APART) strong = weak = '';
      if (strong && weak) return this.say('result.title_both', { strong, weak, ...values });
      if (strong) return this.say('result.title_strong', { strong, ...values });
      if (weak) return this.say('result.title_weak', { weak, ...values });
      return this.say('result.title_plain', { name: this.levelName(level), ...values });
    }

    /** @param {string} name @param {'strong' | 'weak'} kind @returns {string} */
    phrase(name, kind) {
      return entry(this.texts.dimensions, idOf(name))[kind] ?? '';
    }

    /** @param {string} name @returns {number} */
    score(name) {
      return this.outcome(name).score ?? 0;
    }

    /** @param {string} name @returns {Score} */
    outcome(name) {
      return this.result.scores.get(name);
    }

    /**
     * The first strongest and the last weakest topic with a score; empty names without any.
     * @returns {[string, string]}
     */
    extremes() {
      return this.outermost((name) => [0, this.score(name)]);
    }

    /**
     * The strongest and the weakest topic by level, and by score within a level.
     * @returns {[string, string]}
     */
    standouts() {
      return this.outermost((name) => [this.outcome(name).level ?? 0, this.score(name)]);
    }

    /** @param {(name: string) => [number, number]} rank @returns {[string, string]} first highest, last lowest */
    outermost(rank) {
      let best = '';
      let worst = '';
      for (const name of this.known) {
        if (!best || compare(rank(name), rank(best)) > 0) best = name;
        if (!worst || compare(rank(name), rank(worst)) <= 0) worst = name;
      }
      return [best, worst];
    }

    /** @returns {string} */
    missing() {
      if (this.whole.level !== null || this.whole.applicable === 0) return '';
      const missing = this.plan.dimensions.filter((name) => {
        const { weight, score } = this.outcome(name);
        return weight && score === null;
      });
      const means = this.plan.operations.filter((op) => op.op === 'mean' && op.id.startsWith(DIMENSION));
      const [numerator, denominator] = means[0].coverage;
      return this.say('result.missing_parts', {
        names: this.titles(missing, missing.length),
        coverage: this.number((100 * numerator) / denominator),
        answers: Math.max(...means.map((op) => op.answers)),
      });
    }

    /** @returns {Tree} */
    level() {
      const { level, level_optimistic: could } = this.whole;
      if (level === null) {
        return {
          number: this.say('words.none'),
          name: this.say('level.none'),
          means: this.say('level.range'),
          could: '',
        };
      }
      const { name, description } = this.texts.levels.find(({ number }) => number === level);
      return {
        number: String(level),
        name,
        means: this.say('level.means', { description }),
        could: could === level ? '' : this.say('level.could', { could }),
      };
    }

    /** @returns {Tree} */
    stairs() {
      const { levels } = this.texts;
      const { level } = this.whole;
      const n = levels.length;
      const alt =
        level === null
          ? this.say('stairs.alt_none', { n })
          : this.say('stairs.alt', { n, level, name: this.levelName(level) });
      return { alt, rows: Charts.stairs(levels, level) };
    }

    /** @returns {Tree} */
    index() {
      const { whole } = this;
      return {
        value: this.scoreText(whole),
        from: this.say(whole.score === null ? 'index.none' : 'index.from'),
        text: this.indexText(),
        equal: this.equalText(),
        target: whole.target === null ? '' : this.say('words.target', { n: this.number(whole.target) }),
        bar: Charts.bar(whole),
        target_shown: whole.target !== null,
      };
    }

    /** @returns {string} */
    indexText() {
      const { lower, upper, dont_know: dontKnow, open } = this.whole;
      if (lower === null || upper === null) return '';
      const values = { low: this.number(lower), high: this.number(upper) };
      if (values.low === values.high && dontKnow + open) return this.say('index.hardly');
      /** @param {number} count */
      const questions = (count) =>
        count === 1 ? this.say('index.open_one') : this.say('index.open', { n: this.number(count) });
      if (dontKnow && open) {
        return this.say('index.unsure', { dont_know: questions(dontKnow), open: questions(open), ...values });
      }
      if (dontKnow) {
        const times = this.say(dontKnow === 1 ? 'words.times_one' : 'words.times', { n: dontKnow });
        return this.say('index.unsure_dont_know', { times, ...values });
      }
      if (open) return this.say('index.unsure_open', { open: I18n.capital(questions(open)), ...values });
      return this.say('index.sure');
    }

    /** @returns {string} */
    equalText() {
      const equal = this.outcome(EQUAL).score;
      const own = this.whole.score;
      if (equal === null || own === null) return '';
      const far = Math.abs(equal - own) > APART;
      return this.say(far ? 'index.equal_far' : 'index.equal', { n: this.number(equal) });
    }

    // ---- Why ----------------------------------------------------------------------------------------------

    /** @returns {Tree} */
    why() {
      const found = explain(this.result, OVERALL);
      const empty = { shown: false, title: '', lede: '', rules: [], lift: this.lift(null) };
      if (found === null) return empty;
      if (found.next === null) {
        return { ...empty, shown: true, title: this.say('why.title_top'), lede: this.say('why.lede_top') };
      }
      return {
        shown: true,
        title: this.say('why.title', { level: found.level, next: found.next }),
        lede: this.whyLede(found),
        rules: found.rules.map((rule) => this.rule(rule)),
        lift: this.lift(found),
      };
    }

    /** @param {Explanation} found @returns {string} */
    whyLede(found) {
      if (this.plan.rule === 'thresholds') return this.say('why.lede_thresholds', { next: found.next });
      const score = this.whole.score ?? 0;
      const levels = this.plan.last - this.plan.first;
      const nearest = this.plan.first + Number(I18n.fixed((score * levels) / 100));
      if (nearest > found.level) {
        return this.say('why.lede_index', { index: this.number(score), nearest, next: found.next });
      }
      return this.say('why.lede_staged', { next: found.next });
    }

    /** @param {Rule} rule @returns {Tree} */
    rule(rule) {
      const [title, text] = this.ruleTexts(rule);
      return {
        met: rule.met,
        unmet: !rule.met,
        mark: this.say(rule.met ? 'why.met' : 'why.unmet'),
        title,
        text,
      };
    }

    /** @param {Rule} rule @returns {[string, string]} */
    ruleTexts(rule) {
      const values = { level: rule.level, share: this.share(rule), part: this.part(rule) };
      const names = this.titles(rule.names);
      if (rule.kind === 'threshold') {
        return [
          this.say('why.threshold', { bound: this.number(rule.total) }),
          this.say('why.threshold_now', { part: this.number(rule.part) }),
        ];
      }
      if (rule.kind === 'weakest') {
        return [
          this.say('why.weakest', values),
          rule.met
            ? this.say('why.weakest_met', { n: this.number(rule.total) })
            : this.say('why.weakest_now', { names, verb: this.verb(rule) }),
        ];
      }
      if (rule.kind === 'gates') {
        const now = rule.met ? this.say('why.gates_met') : this.say('why.gates_now', { names });
        return [this.say('why.gates', values), now];
      }
      return [this.say(`why.${rule.kind}`, values), this.say(`why.${rule.kind}_now`, values)];
    }

    /** @param {Rule} rule @returns {string} */
    verb(rule) {
      return this.say(rule.names.length === 1 ? 'why.weakest_one' : 'why.weakest_many');
    }

    /**
     * The share in percent that a rule asks for.
     * @param {Rule} rule @returns {string}
     */
    share(rule) {
      const staged = rule.kind === 'largely' || rule.kind === 'fully';
      if (!staged && rule.kind !== 'majority') return '';
      const op = this.plan.operations.find(({ op: kind }) => kind === (staged ? 'staged' : 'weakest'));
      if (!op) return '';
      const [numerator, denominator] = op[rule.kind];
      return this.number((100 * numerator) / denominator);
    }

    /** @param {Rule} rule @returns {string} */
    part(rule) {
      return rule.total ? this.number((100 * rule.part) / rule.total) : '';
    }

    /** @param {?Explanation} found @returns {Tree} */
    lift(found) {
      if (found === null || found.next === null || !found.lift.length) {
        return { shown: false, title: '', rows: [], more: '' };
      }
      const one = found.lift.length === 1;
      const more = found.lift.length - SHORTEST;
      return {
        shown: true,
        title: this.say(one ? 'lift.title_one' : 'lift.title', { next: found.next }),
        rows: found.lift.slice(0, SHORTEST).map((wish, i) => this.wish(i, wish)),
        more: more > 0 ? this.say('lift.more', { n: this.number(more) }) : '',
      };
    }

    /** @param {number} i @param {Wish} wish @returns {Tree} */
    wish(i, wish) {
      const given = this.result.answers.get(wish.question);
      const { title, view } = entry(this.texts.questions, wish.question);
      const values = { dimension: entry(this.texts.dimensions, view).title, level: wish.level };
      return {
        n: String(i + 1),
        title,
        text:
          given.state === 'answered'
            ? this.say('lift.from', { now: given.level, ...values })
            : this.say('lift.unknown', values),
        href: `#/q/${view}/${wish.question}`,
      };
    }

    /**
     * Why a group is not a level higher, in one sentence.
     * @param {string} name @returns {string}
     */
    shortReason(name) {
      const found = explain(this.result, name);
      if (found === null) return '';
      if (found.next === null) return this.say('why.short_top');
      const rule = found.rules.find(({ met }) => !met);
      if (!rule) return '';
      const kind = rule.kind === 'fully' ? 'largely' : rule.kind;
      const reason = this.say(`why.short_${kind}`, {
        level: rule.level,
        share: this.share(rule),
        part: rule.kind === 'threshold' ? this.number(rule.part) : this.part(rule),
        bound: this.number(rule.total),
        names: this.titles(rule.names, 2),
        verb: this.verb(rule),
      });
      return this.say('why.short', { next: found.next, reason });
    }

    /**
     * The shortest way up for a group, in one sentence.
     * @param {string} name @returns {string}
     */
    shortLift(name) {
      const found = explain(this.result, name);
      if (found === null || found.next === null || !found.lift.length) return '';
      const wishes = found.lift.slice(0, 3).map(({ question, level }) => {
        return this.say('lift.wish', { question: `“${this.title(question)}”`, level });
      });
      if (found.lift.length > 3) wishes.push(this.moreNames(found.lift.length - 3));
      return this.say('lift.short', { next: found.next, wishes: this.join(wishes) });
    }

    // ---- Profile ------------------------------------------------------------------------------------------

    /** @returns {Tree} */
    profile() {
      const [title, lede] = this.profileWords();
      const scores = this.plan.dimensions.map((name) => this.outcome(name));
      const names = this.plan.dimensions.map((name) => this.title(name));
      const shown = scores.map((score) => this.scoreText(score));
      const targets = scores.some(({ target }) => target !== null);
      const pairs = names.map((name, i) => this.say('profile.alt_value', { title: name, score: shown[i] }));
      return {
        title,
        lede,
        alt: this.say('profile.alt', { n: names.length, values: pairs.join(', ') }),
        radar: Charts.radar(scores, names, shown),
        rows: names.map((name, i) => this.profileRow(name, scores[i], targets)),
        total: this.profileRow(this.say('profile.whole'), this.whole, targets),
        targets,
      };
    }

    /** @returns {[string, string]} title and lede */
    profileWords() {
      if (this.known.length < 2) return [this.say('profile.title_none'), this.say('profile.lede_none')];
      const [best, worst] = this.extremes();
      const apart = this.score(best) - this.score(worst);
      const lede = this.say('profile.lede', { points: this.points(apart) });
      if (apart < UNEVEN) return [this.say('profile.title_even'), lede];
      return [this.say('profile.title_uneven', { strong: this.title(best), weak: this.title(worst) }), lede];
    }

    /** @param {string} title @param {Score} score @param {boolean} targets @returns {Tree} */
    profileRow(title, score, targets) {
      return {
        targets,
        title,
        score: this.scoreText(score),
        between: this.between(score),
        target: this.targetText(score),
        level: this.levelText(score),
      };
    }

    /** @returns {Tree} */
    bars() {
      const { ranking } = this.result;
      const targets = ranking.some((name) => this.outcome(name).target !== null);
      return {
        title: this.barsTitle(targets),
        lede: this.say(targets ? 'bars.lede_target' : 'bars.lede_plain'),
        rows: ranking.map((name) => this.barRow(name)),
      };
    }

    /** @param {boolean} targets @returns {string} */
    barsTitle(targets) {
      const behind = this.result.ranking.filter((name) => (this.outcome(name).gap ?? 0) >= 0.5);
      const [first, second] = behind.map((name) => this.title(name));
      if (behind.length > 1) return this.say('bars.title_two', { first, second });
      if (behind.length) return this.say('bars.title_one', { first });
      if (targets && this.whole.score !== null) return this.say('bars.title_reached');
      return this.say('bars.title_plain');
    }

    /** @param {string} name @returns {Tree} */
    barRow(name) {
      const score = this.outcome(name);
      return {
        id: idOf(name),
        title: this.title(name),
        level: this.levelText(score),
        score: this.scoreText(score),
        between: this.between(score),
        gap: this.gapText(score),
        reason: this.shortReason(name),
        lift: this.shortLift(name),
        bar: Charts.bar(score),
      };
    }

    /** @param {Score} score @returns {string} */
    gapText(score) {
      if (score.target === null) return this.say('bars.no_target');
      const target = this.number(score.target);
      if (score.gap === null) return this.say('words.target', { n: target });
      if (score.gap < 0.5) return this.say('bars.gap_reached', { target });
      return this.say('bars.gap_to', { points: this.points(score.gap), target });
    }

    // ---- Second readings ----------------------------------------------------------------------------------

    /** @returns {Tree[]} */
    lenses() {
      return this.texts.lenses.map((lens) => this.lens(lens));
    }

    /** @param {Texts['lenses'][number]} lens @returns {Tree} */
    lens(lens) {
      const tags = lens.tags.filter((tag) => this.result.scores.has(`tag:${tag}`));
      const scores = new Map(tags.map((tag) => [tag, this.outcome(`tag:${tag}`)]));
      const names = new Map(tags.map((tag) => [tag, entry(this.texts.tags, tag)]));
      return {
        title: this.lensTitle(names, scores),
        about: lens.about || '',
        reading: this.say('lenses.reading'),
        rows: tags.map((tag) => ({
          title: names.get(tag),
          score: this.scoreText(scores.get(tag)),
          bar: Charts.bar(scores.get(tag)),
        })),
      };
    }

    /** @param {Map<string, string>} names @param {Map<string, Score>} scores @returns {string} */
    lensTitle(names, scores) {
      const known = [...scores.keys()].filter((tag) => scores.get(tag).score !== null);
      if (known.length < scores.size || known.length < 2) return this.say('lenses.none');
      const first = greatest(known, (tag) => scores.get(tag).score);
      const last = greatest(known, (tag) => -scores.get(tag).score);
      const apart = scores.get(first).score - scores.get(last).score;
      if (known.length > 2) {
        if (apart < APART) return this.say('lenses.even', { names: this.join([...names.values()]) });
        return this.say('lenses.strongest', { first: names.get(first), last: names.get(last) });
      }
      const [one, two] = names.values();
      if (apart < APART) return this.say('lenses.balance', { first: one, second: two });
      const other = known.find((tag) => tag !== first);
      const points = this.points(apart);
      return this.say('lenses.ahead', { first: names.get(first), second: names.get(other), points });
    }

    /** @returns {Tree} */
    certainty() {
      const { answered, applicable, coverage } = this.whole;
      const unknown = [...this.result.answers]
        .filter(([, { state }]) => state === 'dont-know' || state === 'open')
        .map(([name]) => name);
      const more = unknown.length - LONGEST;
      return {
        text: this.say('certainty.text', {
          answered: this.number(answered),
          applicable: this.number(applicable),
          coverage: this.number(100 * (coverage ?? 0)),
        }),
        rows: unknown.slice(0, LONGEST).map((name) => this.unknown(name)),
        more: more > 0 ? this.say('certainty.more', { n: this.number(more) }) : '',
      };
    }

    /** @param {string} name @returns {Tree} */
    unknown(name) {
      const { title, view, ask } = entry(this.texts.questions, name);
      const { state } = this.result.answers.get(name);
      return {
        title,
        dimension: entry(this.texts.dimensions, view).title,
        state: this.say(state === 'dont-know' ? 'certainty.dont_know' : 'certainty.open'),
        ask: ask ? this.say('certainty.ask', { who: ask }) : '',
        href: `#/q/${view}/${name}`,
      };
    }

    // ---- Roadmap ------------------------------------------------------------------------------------------

    /** @returns {Tree} */
    roadmap() {
      const { order } = this.result;
      const early = this.whole.level === null;
      const chosen = order.map((name) => this.actions.get(name)).filter((action) => action.first);
      const first = early ? [] : chosen.slice(0, 3);
      const values = { n: this.number(order.length), organisation: this.organisation };
      return {
        kicker: this.say('roadmap.kicker', { n: this.texts.steps.length }),
        title: this.say(this.roadmapTitle(early), values),
        lede: this.say(order.length ? 'roadmap.lede' : 'roadmap.lede_none'),
        first_shown: first.length > 0,
        first: first.map((action, i) => this.first(i, action)),
        steps: this.texts.steps.map((step) => this.step(step)),
      };
    }

    /** @param {boolean} early @returns {string} the key of the phrase */
    roadmapTitle(early) {
      if (early) return 'roadmap.title_early';
      const count = this.result.order.length;
      if (count > 1) return 'roadmap.title';
      return count ? 'roadmap.title_one' : 'roadmap.title_none';
    }

    /** @param {number} i @param {Action} action @returns {Tree} */
    first(i, action) {
      const meta = this.say('roadmap.meta', { owner: action.owner, days: this.days(action) });
      return { n: String(i + 1), first: action.first, title: action.title, meta };
    }

    /** @param {Action} action @returns {string} */
    days(action) {
      const shown = action.days.map((/** @type {number} */ d) => this.number(d, Number.isInteger(d) ? 0 : 1));
      const [low, high] = shown;
      let key = 'roadmap.days';
      if (low === high) key = low === '1' ? 'roadmap.days_one' : 'roadmap.days_same';
      return this.say(key, { low, high });
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
        .filter((action) => SETTLED.includes(this.decision(action).status))
        .map((action) => this.settled(action));
      let key = 'roadmap.actions_none';
      if (count) key = count > 1 ? 'roadmap.actions' : 'roadmap.actions_one';
      return {
        id: step.id,
        n: String(step.number),
        title: step.title,
        why: step.why || '',
        count: this.say(key, { n: this.number(count) }),
        ready:
          score.score === null
            ? this.say('roadmap.ready_none')
            : this.say('roadmap.ready', { n: this.number(score.score) }),
        bar: Charts.bar(score),
        any: count > 0,
        actions: chosen.map((action) => this.action(action)),
        settled,
        settled_any: settled.length > 0,
      };
    }

    /** @param {Action} action @returns {Tree} */
    settled(action) {
      const { status } = this.decision(action);
      return { id: action.id, title: action.title, state: this.say(`roadmap.state_${status}`) };
    }

    /** @param {Action} action @returns {{status: string, owner?: string, quarter?: string}} */
    decision(action) {
      return Object.hasOwn(this.decisions, action.id) ? this.decisions[action.id] : { status: '' };
    }

    /** @param {Action} action @returns {Tree} */
    action(action) {
      const name = nameOf(action);
      const { gain, planned } = this.result.actions.get(name);
      const decision = planned ? this.decision(action) : null;
      const { needs } = this.plan.operations.find(({ id }) => id === name);
      const waiting = needs.filter((/** @type {string} */ need) => this.position.has(need));
      return {
        id: action.id,
        rank: String(this.position.get(name) + 1),
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
      if (points <= 0) return this.say('roadmap.gain_none');
      return this.say('roadmap.gain', { n: this.number(points, 1) });
    }

    /** @param {Action} action @param {?{quarter?: string}} decision @returns {string} */
    when(action, decision) {
      if (!decision) return this.horizon(action.horizon);
      const { quarter = '' } = decision;
      const [, year, n] = QUARTER.exec(quarter) ?? [];
      const shown = n ? this.say('roadmap.quarter', { year, n }) : quarter;
      return this.say('roadmap.planned', { when: shown || this.horizon(action.horizon) });
    }

    /** @param {string} text @returns {string} */
    horizon(text) {
      if (text.endsWith('+')) return this.say('roadmap.horizon_after', { months: text.slice(0, -1) });
      const start = Number(text.split('-')[0]);
      let kind = 'later';
      if (start < 6) kind = start === 0 ? 'now' : 'next';
      return this.say(`roadmap.horizon_${kind}`, { months: text.replaceAll('-', '–') });
    }
  }

  return { build };
})();
