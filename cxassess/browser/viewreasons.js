/**
 * Why a level is no higher, and the shortest way up, in words: the twin of report_reasons.py.
 */
const ViewReasons = (() => {
  'use strict';

  const SHORTEST = 4;

  /**
   * Explanations by the name of their group; finding the fewest answers is what takes time in a tree.
   * @type {WeakMap<Result, Map<string, ?Explanation>>}
   */
  const EXPLAINED = new WeakMap();

  /** @param {Result} result @param {string} [name] @returns {?Explanation} */
  function explain(result, name = 'overall') {
    const found = EXPLAINED.get(result) ?? new Map();
    EXPLAINED.set(result, found);
    if (!found.has(name)) found.set(name, Explanation.explain(result, name));
    return found.get(name);
  }

  /** @param {Words} words @returns {Tree} */
  function why(words) {
    const found = explain(words.result);
    const empty = { shown: false, title: '', lede: '', rules: [], lift: lift(words, null) };
    if (found === null) return empty;
    if (found.next === null) {
      return { ...empty, shown: true, title: words.say('why.title_top'), lede: words.say('why.lede_top') };
    }
    return {
      shown: true,
      title: words.say('why.title', { level: found.level, next: found.next }),
      lede: whyLede(words, found),
      rules: found.rules.map((rule) => ruleRow(words, rule)),
      lift: lift(words, found),
    };
  }

  /** @param {Words} words @param {Explanation} found @returns {string} */
  function whyLede(words, found) {
    if (words.plan.rule === 'thresholds') return words.say('why.lede_thresholds', { next: found.next });
    const score = words.whole.score ?? 0;
    const levels = words.plan.last - words.plan.first;
    const nearest = words.plan.first + Math.floor((score * levels) / 100);
    if (nearest > found.level) {
      return words.say('why.lede_index', { index: words.number(score), nearest, next: found.next });
    }
    return words.say('why.lede_staged', { next: found.next });
  }

  /** @param {Words} words @param {Rule} rule @returns {Tree} */
  function ruleRow(words, rule) {
    const [title, text] = ruleTexts(words, rule);
    return {
      met: rule.met,
      unmet: !rule.met,
      mark: words.say(rule.met ? 'why.met' : 'why.unmet'),
      title,
      text,
    };
  }

  /** @param {Words} words @param {Rule} rule @returns {[string, string]} */
  function ruleTexts(words, rule) {
    const values = { level: rule.level, share: share(words, rule), part: part(words, rule) };
    const names = words.titles(rule.names);
    if (rule.kind === 'threshold') {
      return [
        words.say('why.threshold', { bound: words.number(rule.total) }),
        words.say('why.threshold_now', { part: words.number(rule.part) }),
      ];
    }
    if (rule.kind === 'weakest') {
      return [
        words.say('why.weakest', values),
        rule.met
          ? words.say('why.weakest_met', { n: words.number(rule.total) })
          : words.say('why.weakest_now', { names, verb: verb(words, rule) }),
      ];
    }
    if (rule.kind === 'gates') {
      const now = rule.met ? words.say('why.gates_met') : words.say('why.gates_now', { names });
      return [words.say('why.gates', values), now];
    }
    return [words.say(`why.${rule.kind}`, values), words.say(`why.${rule.kind}_now`, values)];
  }

  /** @param {Words} words @param {Rule} rule @returns {string} */
  function verb(words, rule) {
    return words.say(rule.names.length === 1 ? 'why.weakest_one' : 'why.weakest_many');
  }

  /**
   * The share in percent that a rule asks for.
   * @param {Words} words @param {Rule} rule @returns {string}
   */
  function share(words, rule) {
    const staged = rule.kind === 'largely' || rule.kind === 'fully';
    if (!staged && rule.kind !== 'majority') return '';
    const op = words.plan.operations.find(({ op: kind }) => kind === (staged ? 'staged' : 'weakest'));
    if (!op) return '';
    const [numerator, denominator] = op[rule.kind];
    return words.number((100 * numerator) / denominator);
  }

  /**
   * The share in percent that is reached; told apart from what is asked where the two look the same.
   * @param {Words} words @param {Rule} rule @returns {string}
   */
  function part(words, rule) {
    if (!rule.total) return '';
    const reached = (100 * rule.part) / rule.total;
    const [shown, asked] = [words.number(reached), share(words, rule)];
    if (rule.met || shown !== asked) return shown;
    return reached === Number(asked) ? words.say('why.exactly', { part: shown }) : words.number(reached, 1);
  }

  /** @param {Words} words @param {?Explanation} found @returns {Tree} */
  function lift(words, found) {
    if (found === null || found.next === null || !found.lift.length) {
      return { shown: false, title: '', rows: [], more: '' };
    }
    const one = found.lift.length === 1;
    const more = found.lift.length - SHORTEST;
    return {
      shown: true,
      title: words.say(one ? 'lift.title_one' : 'lift.title', { next: found.next }),
      rows: found.lift.slice(0, SHORTEST).map((wish, i) => wishRow(words, i, wish)),
      more: more > 0 ? words.say('lift.more', { n: words.number(more) }) : '',
    };
  }

  /** @param {Words} words @param {number} i @param {Wish} wish @returns {Tree} */
  function wishRow(words, i, wish) {
    const given = words.result.answers.get(wish.question);
    const { title, view } = words.question(wish.question);
    const values = { dimension: words.dimension(view).title, level: wish.level };
    return {
      n: String(i + 1),
      title,
      text:
        given.state === 'answered'
          ? words.say('lift.from', { now: given.level, ...values })
          : words.say('lift.unknown', values),
      href: `#/q/${view}/${wish.question}`,
    };
  }

  /**
   * Why a group is not a level higher, in one sentence.
   * @param {Words} words @param {string} name @returns {string}
   */
  function shortReason(words, name) {
    const found = explain(words.result, name);
    if (found === null) return '';
    if (found.next === null) return words.say('why.short_top');
    const rule = found.rules.find(({ met }) => !met);
    if (!rule) return '';
    const kind = rule.kind === 'fully' ? 'largely' : rule.kind;
    const reason = words.say(`why.short_${kind}`, {
      level: rule.level,
      share: share(words, rule),
      part: rule.kind === 'threshold' ? words.number(rule.part) : part(words, rule),
      bound: words.number(rule.total),
      names: words.titles(rule.names, 2),
      verb: verb(words, rule),
    });
    return words.say('why.short', { next: found.next, reason });
  }

  /**
   * The shortest way up for a group, in one sentence.
   * @param {Words} words @param {string} name @returns {string}
   */
  function shortLift(words, name) {
    const found = explain(words.result, name);
    if (found === null || found.next === null || !found.lift.length) return '';
    const wishes = found.lift.slice(0, 3).map(({ question, level }) => {
      return words.say('lift.wish', { question: `“${words.title(question)}”`, level });
    });
    if (found.lift.length > 3) wishes.push(words.moreNames(found.lift.length - 3));
    return words.say('lift.short', { next: found.next, wishes: words.join(wishes) });
  }

  return { why, shortReason, shortLift };
})();
