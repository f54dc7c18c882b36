/**
 * Levels of questions, groups and scores: the twin of scoring_levels.py. No division; whole numbers crosswise.
 */
const ScoringLevels = (() => {
  const { isApplicable } = ScoringResult;

  /**
   * The weights of the names that have a level, in the order of the operation.
   * @param {Operation} op @param {Map<string, number>} levels @returns {[number, number][]} level and weight
   */
  function pairsOf(op, levels) {
    /** @type {[number, number][]} */
    const pairs = [];
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const level = levels.get(name);
      if (level !== undefined) pairs.push([level, op.weights[i]]);
    });
    return pairs;
  }

  /** @param {[number, number][]} pairs @param {number} level @returns {number} the weight at the level or above */
  function weightAt(pairs, level) {
    let total = 0;
    for (const [own, weight] of pairs) if (own >= level) total += weight;
    return total;
  }

  /**
   * The staged level for the levels of the applicable questions (formula D.4).
   * @param {Operation} op @param {Map<string, number>} levels @returns {number}
   */
  function stagedLevel(op, levels) {
    const pairs = pairsOf(op, levels);
    const total = weightAt(pairs, -Infinity);
    let best = op.first;
    for (let k = op.first + 1; k <= op.last; k += 1) {
      const reached = weightAt(pairs, k);
      if (exceeds(reached, total, op.largely)) best = k;
      if (!exceeds(reached, total, op.fully)) break;
    }
    const gates = op.gates.filter((name) => levels.has(name)).map((name) => levels.get(name));
    return Math.min(best, (gates.length ? Math.min(...gates) : op.last) + 1);
  }

  /**
   * Whether `part / total` is more than `share`, without dividing; exact beyond doubles too.
   * @param {number} part @param {number} total @param {[number, number]} share @returns {boolean}
   */
  function exceeds(part, total, [numerator, denominator]) {
    const left = part * denominator;
    const right = numerator * total;
    if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left > right;
    return BigInt(part) * BigInt(denominator) > BigInt(numerator) * BigInt(total);
  }

  /**
   * The levels of the applicable questions, with `unknown` for what is not known.
   * @param {Result} result @param {string[]} names @param {number} unknown @returns {Map<string, number>}
   */
  function levelsOf(result, names, unknown) {
    const found = new Map();
    for (const name of names) {
      const one = result.answers.get(name);
      if (isApplicable(one)) found.set(name, one.state === 'answered' ? one.level : unknown);
    }
    return found;
  }

  /** @param {Operation} op @param {Result} result */
  function staged(op, result) {
    const out = result.scores.get(op.id);
    if (out.score === null) return;
    out.level = stagedLevel(op, levelsOf(result, op.of, op.first));
    out.level_optimistic = stagedLevel(op, levelsOf(result, op.of, op.last));
  }

  /**
   * The level of the whole for the levels of its applicable parts (formula D.4, weakest link).
   * @param {Operation} op @param {Map<string, number>} levels @returns {number}
   */
  function weakestLevel(op, levels) {
    const pairs = pairsOf(op, levels);
    const total = weightAt(pairs, -Infinity);
    const lowest = Math.min(...pairs.map(([level]) => level));
    let best = op.first;
    for (let k = op.first + 1; k <= op.last; k += 1) {
      if (exceeds(weightAt(pairs, k), total, op.majority) && lowest >= k - 1) best = k;
    }
    return best;
  }

  /** @param {Operation} op @param {Result} result */
  function weakest(op, result) {
    const out = result.scores.get(op.id);
    if (out.score === null) return;
    const names = op.of.filter((name, i) => op.weights[i] && result.scores.get(name).weight);
    /** @param {'level' | 'level_optimistic'} field */
    const levels = (field) => new Map(names.map((name) => [name, result.scores.get(name)[field] || op.first]));
    out.level = weakestLevel(op, levels('level'));
    out.level_optimistic = weakestLevel(op, levels('level_optimistic'));
  }

  /** @param {Operation} op @param {Result} result */
  function threshold(op, result) {
    const out = result.scores.get(op.id);
    if (out.score === null) return;
    const [low, high, den] = out.exact;
    out.level = thresholdLevel(op, result.plan.first, low, den);
    out.level_optimistic = thresholdLevel(op, result.plan.first, high, den);
  }

  /**
   * The highest level whose threshold `num / den` reaches, compared exactly.
   * @param {Operation} op @param {number} first @param {bigint} num @param {bigint} den @returns {number}
   */
  function thresholdLevel(op, first, num, den) {
    let best = first;
    for (const [level, bound, boundDen] of op.thresholds) {
      if (num * BigInt(boundDen) >= BigInt(bound) * den) best = level;
    }
    return best;
  }

  /** @type {Record<string, Step>} */
  const STEPS = { staged, weakest, threshold };

  return { STEPS, pairsOf, weightAt, exceeds, levelsOf };
})();
