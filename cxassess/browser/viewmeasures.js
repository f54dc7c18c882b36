/**
 * What is said about the two measures, level and index: the twin of report_measures.py.
 *
 * The rules for headlines are the twin's: a title claims only what the scores carry.
 */
const ViewMeasures = (() => {
  'use strict';

  const { APART, idOf } = ViewWords;

  /** A topic is called strong from half of the ruler, weak below it. */
  const HALF = 50;

  /** @param {[number, number]} a @param {[number, number]} b @returns {number} above zero where a ranks higher */
  function compare(a, b) {
    return a[0] - b[0] || a[1] - b[1];
  }

  /** @param {Words} words @returns {Tree} */
  function head(words) {
    const day = words.date(words.saved);
    let lede = 'result.lede_none';
    if (words.whole.level !== null) {
      lede = words.plan.rule === 'staged' ? 'result.lede_staged' : 'result.lede_thresholds';
    }
    const [best, worst] = standouts(words);
    return {
      kicker: day ? words.say('result.kicker_date', { date: day }) : words.say('result.kicker'),
      title: headline(words),
      lede: words.say(words.applies ? lede : 'never.lede'),
      missing: missing(words),
      strongest: idOf(best),
      weakest: idOf(worst),
    };
  }

  /**
   * A finding, from the strongest and the weakest topic and never beyond them.
   * @param {Words} words @returns {string}
   */
  function headline(words) {
    const { level } = words.whole;
    const values = { n: level, organisation: words.organisation };
    if (!words.applies) return words.say('never.title', values);
    if (level === null) return words.say('result.title_none');
    const [best, worst] = standouts(words);
    const isStrong = best && words.score(best) >= HALF;
    const isWeak = worst && isBehind(words, worst) && worst !== best;
    let strong = isStrong ? (words.dimension(best).strong ?? '') : '';
    let weak = isWeak ? (words.dimension(worst).weak ?? '') : '';
    if (strong && weak && words.score(best) - words.score(worst) < APART) strong = weak = '';
    if (strong && weak) return words.say('result.title_both', { strong, weak, ...values });
    if (strong) return words.say('result.title_strong', { strong, ...values });
    if (weak) return words.say('result.title_weak', { weak, ...values });
    return words.say('result.title_plain', { name: words.levelName(level), ...values });
  }

  /**
   * Whether a topic may be called weak: below half of the ruler, and below the middle of the levels.
   * @param {Words} words @param {string} name @returns {boolean}
   */
  function isBehind(words, name) {
    const { first, last } = words.plan;
    return words.score(name) < HALF && 2 * ((words.outcome(name).level ?? first) - first) < last - first;
  }

  /**
   * The strongest and the weakest topic by level, and by score within a level; empty names without any.
   * @param {Words} words @returns {[string, string]}
   */
  function standouts(words) {
    return outermost(words, (name) => [words.outcome(name).level ?? 0, words.score(name)]);
  }

  /**
   * The first of the highest and the last of the lowest topics.
   * @param {Words} words @param {(name: string) => [number, number]} rank @returns {[string, string]}
   */
  function outermost(words, rank) {
    let best = '';
    let worst = '';
    for (const name of words.known) {
      if (!best || compare(rank(name), rank(best)) > 0) best = name;
      if (!worst || compare(rank(name), rank(worst)) <= 0) worst = name;
    }
    return [best, worst];
  }

  /** @param {Words} words @returns {string} */
  function missing(words) {
    if (words.whole.level !== null || !words.applies) return '';
    const names = words.plan.dimensions.filter((name) => {
      const { weight, score } = words.outcome(name);
      return weight && score === null;
    });
    const means = words.plan.operations.filter((op) => op.op === 'mean' && op.id.startsWith('dimension:'));
    const [numerator, denominator] = means[0].coverage;
    return words.say('result.missing_parts', {
      names: words.titles(names, names.length),
      coverage: words.number((100 * numerator) / denominator),
      answers: Math.max(...means.map((op) => op.answers)),
    });
  }

  /** @param {Words} words @returns {Tree} */
  function level(words) {
    const { level, level_optimistic: could } = words.whole;
    if (level === null) {
      return {
        number: words.say('words.none'),
        name: words.applies ? words.say('level.none') : '',
        means: words.applies ? words.say('level.range') : '',
        could: '',
      };
    }
    const { name, description } = words.texts.levels.find(({ number }) => number === level);
    return {
      number: String(level),
      name,
      means: words.say('level.means', { description }),
      could: could === level ? '' : words.say('level.could', { could }),
    };
  }

  /** @param {Words} words @returns {Tree} */
  function stairs(words) {
    const { levels } = words.texts;
    const { level } = words.whole;
    const n = levels.length;
    const alt =
      level === null
        ? words.say('stairs.alt_none', { n })
        : words.say('stairs.alt', { n, level, name: words.levelName(level) });
    return { alt, rows: Charts.stairs(levels, level) };
  }

  /** @param {Words} words @returns {Tree} */
  function index(words) {
    const { whole } = words;
    const unknown = words.applies ? words.say('index.none') : '';
    return {
      value: words.scoreText(whole),
      from: whole.score === null ? unknown : words.say('index.from'),
      text: indexText(words),
      equal: equalText(words),
      target: whole.target === null ? '' : words.say('words.target', { n: words.number(whole.target) }),
      bar: Charts.bar(whole),
      target_shown: whole.target !== null,
    };
  }

  /** @param {Words} words @returns {string} */
  function indexText(words) {
    const { lower, upper, dont_know: dontKnow, open } = words.whole;
    if (lower === null || upper === null) return '';
    const values = { low: words.number(lower), high: words.number(upper) };
    if (values.low === values.high && dontKnow + open) return words.say('index.hardly');
    /** @param {number} count */
    const questions = (count) =>
      count === 1 ? words.say('index.open_one') : words.say('index.open', { n: words.number(count) });
    if (dontKnow && open) {
      return words.say('index.unsure', { dont_know: questions(dontKnow), open: questions(open), ...values });
    }
    if (dontKnow) {
      const times = words.say(dontKnow === 1 ? 'words.times_one' : 'words.times', { n: dontKnow });
      return words.say('index.unsure_dont_know', { times, ...values });
    }
    if (open) return words.say('index.unsure_open', { open: I18n.capital(questions(open)), ...values });
    return words.say('index.sure');
  }

  /** @param {Words} words @returns {string} */
  function equalText(words) {
    const equal = words.outcome('equal').score;
    const own = words.whole.score;
    if (equal === null || own === null) return '';
    const far = Math.abs(equal - own) > APART;
    return words.say(far ? 'index.equal_far' : 'index.equal', { n: words.number(equal) });
  }

  return { head, level, stairs, index, outermost, standouts };
})();
