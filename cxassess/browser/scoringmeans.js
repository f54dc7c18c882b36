/**
 * Answers and their weighted means, with bounds and coverage: the twin of scoring_means.py.
 */
const ScoringMeans = (() => {
  const { int, lookup } = Basics;
  const { isApplicable, newScore } = ScoringResult;
  const DONT_KNOW = 'dont-know';
  const NOT_APPLICABLE = 'not-applicable';

  /** @param {Operation} op @param {Result} result @param {Response} response */
  function answer(op, result, response) {
    result.answers.set(op.id, given(op, response));
  }

  /** @param {Operation} op @param {Response} response @returns {Given} */
  function given(op, response) {
    for (const [name, values] of op.when) {
      if (!values.includes(lookup(response.profile, name))) return unscored('hidden');
    }
    const value = lookup(response.answers, op.id)?.value;
    if (value === DONT_KNOW && op.dont_know) return unscored('dont-know', value);
    if (value === NOT_APPLICABLE && op.not_applicable) return unscored('not-applicable', value);
    for (const option of op.options) {
      if (option.value === value) {
        return { state: 'answered', value, score: option.score, exact: option.exact, level: option.level };
      }
    }
    return unscored('open');
  }

  /** @param {string} state @param {?string} [value] @returns {Given} */
  function unscored(state, value = null) {
    return { state, value, score: 0, exact: '0', level: 0 };
  }

  /** @param {Operation} op @param {Result} result */
  function mean(op, result) {
    const out = newScore(result.plan, op.id, op.of.length);
    let total = 0;
    let known = 0;
    let all = 0;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const one = result.answers.get(name);
      const weight = op.weights[i];
      if (!isApplicable(one)) return;
      out.applicable += 1;
      all += weight;
      if (one.state === 'answered') {
        out.answered += 1;
        total += weight * one.score;
        known += weight;
      } else if (one.state === DONT_KNOW) out.dont_know += 1;
      else out.open += 1;
    });
    result.scores.set(op.id, out);
    if (all === 0) return;
    out.weight = all;
    out.lower = total / all;
    out.upper = (total + 100 * (all - known)) / all;
    out.coverage = known / all;
    if (out.exact) out.exact = exactMean(op, result, all, all - known);
    const [numerator, denominator] = op.coverage;
    if (known * denominator < numerator * all || known === 0) out.reason = 'coverage';
    else if (out.answered < op.answers) out.reason = 'answers';
    else {
      out.reason = '';
      out.score = total / known;
    }
  }

  /**
   * The bounds of a mean as whole numbers: lower and upper numerator, denominator.
   * @param {Operation} op @param {Result} result @param {number} all @param {number} unknown
   * @returns {[bigint, bigint, bigint]}
   */
  function exactMean(op, result, all, unknown) {
    const denominator = BigInt(result.plan.denominator);
    let low = 0n;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const one = result.answers.get(name);
      if (one.state === 'answered') low += int(op.weights[i]) * BigInt(one.exact);
    });
    return [low, low + 100n * denominator * int(unknown), denominator * int(all)];
  }

  /** @param {Operation} op @param {Result} result */
  function combine(op, result) {
    const out = newScore(result.plan, op.id, 0);
    let low = 0;
    let high = 0;
    let known = 0;
    let total = 0;
    let all = 0;
    let complete = true;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const part = result.scores.get(name);
      const weight = op.weights[i];
      out.total += part.total;
      if (part.weight === 0 || weight === 0) return;
      out.answered += part.answered;
      out.dont_know += part.dont_know;
      out.open += part.open;
      out.applicable += part.applicable;
      all += weight;
      low += weight * part.lower;
      high += weight * part.upper;
      known += weight * part.coverage;
      if (part.score === null) complete = false;
      else total += weight * part.score;
    });
    result.scores.set(op.id, out);
    if (all === 0) return;
    out.weight = all;
    out.lower = low / all;
    out.upper = high / all;
    out.coverage = known / all;
    if (out.exact) out.exact = exactCombine(op, result, all);
    out.reason = complete ? '' : 'parts';
    if (complete) out.score = total / all;
  }

  /**
   * The bounds of a mean of groups as whole numbers.
   * @param {Operation} op @param {Result} result @param {number} all @returns {[bigint, bigint, bigint]}
   */
  function exactCombine(op, result, all) {
    let low = 0n;
    let high = 0n;
    let den = 1n;
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const part = result.scores.get(name);
      if (part.weight === 0 || op.weights[i] === 0) return;
      const weight = int(op.weights[i]);
      const [partLow, partHigh, partDen] = part.exact;
      low = low * partDen + weight * partLow * den;
      high = high * partDen + weight * partHigh * den;
      den *= partDen;
    });
    return [low, high, den * int(all)];
  }

  /** @type {Record<string, Step>} */
  const STEPS = { answer, mean, combine };

  return { STEPS };
})();
