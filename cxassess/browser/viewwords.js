/**
 * Words, names and numbers about one result: the twin of report_words.py. No DOM.
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
 * @typedef {InstanceType<typeof ViewWords.Words>} Words
 */
const ViewWords = (() => {
  'use strict';

  /** Differences in points that a title mentions; smaller ones say little. */
  const APART = 5;
  const DIMENSION = 'dimension:';

  /**
   * The entry under an id, which may be any text, `constructor` and `__proto__` too.
   * @template T @param {Record<string, T>} table @param {string} id @returns {T}
   */
  function entry(table, id) {
    if (!Object.hasOwn(table, id)) throw new Error(`no text for ${id}`);
    return table[id];
  }

  /** @param {string} name @returns {string} the id of a dimension by its name in the plan */
  function idOf(name) {
    return name.startsWith(DIMENSION) ? name.slice(DIMENSION.length) : name;
  }

  /** Says things about one result, in one language. */
  class Words {
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
      this.whole = this.outcome('overall');
      this.applies = this.whole.applicable > 0;
      this.known = plan.dimensions.filter((name) => this.outcome(name).score !== null);
    }

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

    /**
     * The distance between two numbers as a reader sees them, so that it can be counted after.
     * @param {number} high @param {number} low @returns {string}
     */
    apart(high, low) {
      return this.points(Number(I18n.fixed(high)) - Number(I18n.fixed(low)));
    }

    /** @param {string} stamp @returns {string} its day; empty where it is none */
    date(stamp) {
      const months = entry(this.texts.phrases, 'dates.months').split(' ');
      return I18n.date(stamp, months, entry(this.texts.phrases, 'dates.pattern'));
    }

    /** @param {string[]} parts @returns {string} */
    join(parts) {
      return I18n.join(parts, entry(this.texts.phrases, 'words.and'));
    }

    /** @param {string} name @returns {Texts['dimensions'][string]} by its name in the plan or its id */
    dimension(name) {
      return entry(this.texts.dimensions, idOf(name));
    }

    /** @param {string} name @returns {Texts['questions'][string]} */
    question(name) {
      return entry(this.texts.questions, name);
    }

    /**
     * The title of a group or question by its name in the plan.
     * @param {string} name @returns {string}
     */
    title(name) {
      return (name.startsWith(DIMENSION) ? this.dimension(name) : this.question(name)).title;
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

    /** @param {string} name @returns {Score} by its name in the plan */
    outcome(name) {
      return this.result.scores.get(name);
    }

    /** @param {string} name @returns {number} 0 where it has none */
    score(name) {
      return this.outcome(name).score ?? 0;
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
  }

  return { Words, APART, entry, idOf };
})();
