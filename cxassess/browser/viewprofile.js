/**
 * What is said about the topics, the second readings and the answers: the twin of report_profile.py.
 */
const ViewProfile = (() => {
  'use strict';

  const { APART, entry, idOf } = ViewWords;
  const { outermost, standouts } = ViewMeasures;
  const { shortReason, shortLift } = ViewReasons;

  /** Distance between best and worst topic from which the profile is called uneven. */
  const UNEVEN = 25;
  const LONGEST = 12;
  /** Points to a target that nobody sees. */
  const CLOSE = 0.5;

  /**
   * The first of the greatest.
   * @template T @param {T[]} items @param {(item: T) => number} key @returns {T}
   */
  function greatest(items, key) {
    return items.reduce((best, item) => (key(item) > key(best) ? item : best));
  }

  /** @param {Words} words @returns {Tree} */
  function profile(words) {
    const [title, lede] = profileWords(words);
    const scores = words.plan.dimensions.map((name) => words.outcome(name));
    const names = words.plan.dimensions.map((name) => words.title(name));
    const shown = scores.map((score) => words.scoreText(score));
    const targets = scores.some(({ target }) => target !== null);
    const pairs = names.map((name, i) => words.say('profile.alt_value', { title: name, score: shown[i] }));
    return {
      title,
      lede,
      alt: words.say('profile.alt', { n: names.length, values: pairs.join(', ') }),
      radar: Charts.radar(scores, names, shown),
      rows: names.map((name, i) => profileRow(words, name, scores[i], targets)),
      total: profileRow(words, words.say('profile.whole'), words.whole, targets),
      targets,
    };
  }

  /** @param {Words} words @returns {[string, string]} title and lede */
  function profileWords(words) {
    const applying = words.plan.dimensions.filter((name) => words.outcome(name).weight);
    if (words.known.length < Math.max(2, applying.length)) return [words.say('profile.title_none'), words.say('profile.lede_none')];
    const [best, worst] = outermost(words, (name) => [0, words.score(name)]);
    const lede = words.say('profile.lede', { points: words.apart(words.score(best), words.score(worst)) });
    if (words.score(best) - words.score(worst) < UNEVEN) return [words.say('profile.title_even'), lede];
    const [strongest, weakest] = standouts(words);
    // Scores and levels disagree, or there are several.
    if (best !== strongest || worst !== weakest || isShared(words, best) || isShared(words, worst)) {
      return [words.say('profile.title_apart'), lede];
    }
    return [words.say('profile.title_uneven', { strong: words.title(best), weak: words.title(worst) }), lede];
  }

  /** @param {Words} words @param {string} name @returns {boolean} whether another topic has the same score to a reader */
  function isShared(words, name) {
    /** @param {string} one */
    const shown = (one) => words.scoreText(words.outcome(one));
    return words.known.filter((other) => shown(other) === shown(name)).length > 1;
  }

  /** @param {Words} words @param {string} title @param {Score} score @param {boolean} targets @returns {Tree} */
  function profileRow(words, title, score, targets) {
    return {
      targets,
      title,
      score: words.scoreText(score),
      between: words.between(score),
      target: words.targetText(score),
      level: words.levelText(score),
    };
  }

  /** @param {Words} words @returns {Tree} */
  function bars(words) {
    const { ranking } = words.result;
    const targets = ranking.some((name) => words.outcome(name).target !== null);
    return {
      title: barsTitle(words, targets),
      lede: words.known.length ? words.say(targets ? 'bars.lede_target' : 'bars.lede_plain') : '',
      rows: ranking.map((name) => barRow(words, name)),
    };
  }

  /** @param {Words} words @param {boolean} targets @returns {string} */
  function barsTitle(words, targets) {
    const scores = words.result.ranking.map((name) => words.outcome(name));
    const behind = scores.filter((score) => (score.gap ?? 0) >= CLOSE && !isReached(words, score));
    const [first, second] = behind.map(({ id }) => words.title(id));
    if (behind.length > 2 && words.number(behind[1].gap) === words.number(behind[2].gap)) {
      return words.say('bars.title_many', { n: words.number(behind.length) });
    }
    if (behind.length > 1) return words.say('bars.title_two', { first, second });
    if (behind.length) return words.say('bars.title_one', { first });
    if (targets && words.whole.score !== null && !scores.some((score) => isHalfReached(words, score))) return words.say('bars.title_reached');
    return words.say('bars.title_plain');
  }

  /** @param {Words} words @param {string} name @returns {Tree} */
  function barRow(words, name) {
    const score = words.outcome(name);
    return {
      id: idOf(name),
      title: words.title(name),
      level: words.levelText(score),
      score: words.scoreText(score),
      between: words.between(score),
      gap: gapText(words, score),
      reason: shortReason(words, name),
      lift: shortLift(words, name),
      bar: Charts.bar(score),
    };
  }

  /** @param {Words} words @param {Score} score @returns {string} */
  function gapText(words, score) {
    if (score.target === null) return words.say('bars.no_target');
    const target = words.number(score.target);
    if (score.gap === null) return words.say('words.target', { n: target });
    if (isReached(words, score)) return words.say('bars.gap_level', { level: score.target_level });
    if (isHalfReached(words, score)) return words.say('bars.gap_points', { target, level: score.target_level });
    if (score.gap < CLOSE) return words.say('bars.gap_reached', { target });
    return words.say('bars.gap_to', { points: words.points(score.gap), target });
  }

  /**
   * Whether the level that is aimed at is there, as the plan counts it, whatever the score.
   * @param {Words} words @param {Score} score @returns {boolean}
   */
  function isReached(words, { level, target_level: aim }) {
    return words.plan.rule === 'staged' && aim !== null && level !== null && level >= aim;
  }

  /**
   * Whether the points of a target are there, and its level is not.
   * @param {Words} words @param {Score} score @returns {boolean}
   */
  function isHalfReached(words, score) {
    const near = score.gap !== null && score.gap < CLOSE && score.target_level !== null;
    return words.plan.rule === 'staged' && near && !isReached(words, score);
  }

  /** @param {Words} words @returns {Tree[]} */
  function lenses(words) {
    return words.texts.lenses.map((lens) => lensRow(words, lens));
  }

  /** @param {Words} words @param {Texts['lenses'][number]} lens @returns {Tree} */
  function lensRow(words, lens) {
    const tags = lens.tags.filter((tag) => words.result.scores.has(`tag:${tag}`));
    const scores = new Map(tags.map((tag) => [tag, words.outcome(`tag:${tag}`)]));
    const names = new Map(tags.map((tag) => [tag, entry(words.texts.tags, tag)]));
    return {
      title: lensTitle(words, names, scores),
      about: lens.about || '',
      reading: words.say('lenses.reading'),
      rows: tags.map((tag) => ({
        title: names.get(tag),
        score: words.scoreText(scores.get(tag)),
        bar: Charts.bar(scores.get(tag)),
      })),
    };
  }

  /** @param {Words} words @param {Map<string, string>} names @param {Map<string, Score>} scores @returns {string} */
  function lensTitle(words, names, scores) {
    const known = [...scores.keys()].filter((tag) => scores.get(tag).score !== null);
    const all = words.join([...names.values()]);
    if (known.length < scores.size || known.length < 2) return words.say('lenses.none', { names: all });
    const first = greatest(known, (tag) => scores.get(tag).score);
    const last = greatest(known, (tag) => -scores.get(tag).score);
    const apart = scores.get(first).score - scores.get(last).score;
    if (known.length > 2) {
      if (apart < APART) return words.say('lenses.even', { names: all });
      const others = known.map((tag) => scores.get(tag).score).sort((a, b) => a - b).slice(1, -1);
      const ahead = scores.get(first).score - others.at(-1) >= APART;
      const behind = others[0] - scores.get(last).score >= APART;
      let key = ahead ? 'ahead_of_all' : 'behind_all';
      if (ahead === behind) key = ahead ? 'strongest' : 'apart';
      return words.say(`lenses.${key}`, { first: names.get(first), last: names.get(last) });
    }
    const [one, two] = names.values();
    if (apart < APART) return words.say('lenses.balance', { first: one, second: two });
    const other = known.find((tag) => tag !== first);
    const points = words.apart(scores.get(first).score, scores.get(other).score);
    return words.say('lenses.ahead', { first: names.get(first), second: names.get(other), points });
  }

  /** @param {Words} words @returns {Tree} */
  function certainty(words) {
    const unknown = [...words.result.answers]
      .filter(([, { state }]) => state === 'dont-know' || state === 'open')
      .map(([name]) => name);
    const more = unknown.length - LONGEST;
    return {
      text: certaintyText(words),
      rows: unknown.slice(0, LONGEST).map((name) => unknownRow(words, name)),
      more: more > 0 ? words.say('certainty.more', { n: words.number(more) }) : '',
    };
  }

  /** @param {Words} words @returns {string} */
  function certaintyText(words) {
    if (!words.applies) return words.say('never.certain', { n: words.number(words.result.answers.size) });
    const { answered, applicable, coverage } = words.whole;
    return words.say(answered ? 'certainty.text' : 'certainty.text_none', {
      answered: words.number(answered),
      applicable: words.number(applicable),
      coverage: words.number(100 * (coverage ?? 0)),
    });
  }

  /** @param {Words} words @param {string} name @returns {Tree} */
  function unknownRow(words, name) {
    const { title, view, ask } = words.question(name);
    const { state } = words.result.answers.get(name);
    return {
      title,
      dimension: words.dimension(view).title,
      state: words.say(state === 'dont-know' ? 'certainty.dont_know' : 'certainty.open'),
      ask: ask ? words.say('certainty.ask', { who: ask }) : '',
      href: `#/q/${view}/${name}`,
    };
  }

  return { profile, bars, lenses, certainty };
})();
