/**
 * Why a level is what it is, and the fewest answers that lift it: the twin of explanation.py.
 *
 * @typedef {{kind: string, met: boolean, level: number, part: number, total: number, names: string[]}} Rule
 * @typedef {{question: string, level: number}} Wish
 * @typedef {{id: string, level: number, next: ?number, rules: Rule[], lift: Wish[]}} Explanation
 * @typedef {{num: bigint, den: bigint}} Fraction  `den` above zero
 */
const Explanation = (() => {
  'use strict';

  const { sum, int, sorted } = Basics;
  const { tablesOf, isApplicable } = ScoringResult;
  const { pairsOf, weightAt, exceeds, levelsOf } = ScoringLevels;

  /**
   * Why group `name` has its level; null where it has none.
   * @param {Result} result @param {string} [name] @returns {?Explanation}
   */
  function explain(result, name = 'overall') {
    const level = result.scores.get(name).level;
    if (level === null) return null;
    if (level >= result.plan.last) return { id: name, level, next: null, rules: [], lift: [] };
    const op = tablesOf(result.plan).levels.get(name);
    const wanted = level + 1;
    const rules = RULES.get(op.op)(op, result, wanted);
    return { id: name, level, next: wanted, rules, lift: fewest(result, name, wanted) ?? [] };
  }

  /** @param {Operation} op @param {Iterable<string>} names @returns {Map<string, number>} weights, as authored */
  function weightsOf(op, names) {
    const wanted = new Set(names);
    const weights = new Map();
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      if (wanted.has(name)) weights.set(name, op.weights[i]);
    });
    return weights;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {Rule[]} */
  function stagedRules(op, result, wanted) {
    const levels = levelsOf(result, op.of, op.first);
    const pairs = pairsOf(op, levels);
    const total = weightAt(pairs, -Infinity);
    /** @param {string} kind @param {number} level @param {[number, number]} limit @returns {Rule} */
    const share = (kind, level, limit) => {
      const part = weightAt(pairs, level);
      const names = [...levels.keys()].filter((name) => levels.get(name) < level);
      return { kind, met: exceeds(part, total, limit), level, part, total, names };
    };
    const rules = [share('largely', wanted, op.largely)];
    const lower = [];
    for (let level = op.first + 1; level < wanted; level += 1) lower.push(share('fully', level, op.fully));
    if (lower.length) rules.push(lower.find((rule) => !rule.met) ?? lower[lower.length - 1]);
    const gates = op.gates.filter((name) => levels.has(name));
    if (gates.length && wanted - 1 > op.first) {
      rules.push(countRule('gates', wanted - 1, gates, (name) => levels.get(name)));
    }
    return rules;
  }

  /**
   * The condition that every name has at least a level.
   * @param {string} kind @param {number} level @param {string[]} all @param {(name: string) => number} levelOf
   * @returns {Rule}
   */
  function countRule(kind, level, all, levelOf) {
    const names = all.filter((name) => levelOf(name) < level);
    return { kind, met: !names.length, level, part: all.length - names.length, total: all.length, names };
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {Rule[]} */
  function weakestRules(op, result, wanted) {
    const parts = partsOf(op, result);
    const total = weightAt([...parts.values()], -Infinity);
    const part = weightAt([...parts.values()], wanted);
    const names = [...parts.keys()].filter((name) => parts.get(name)[0] < wanted);
    const met = exceeds(part, total, op.majority);
    const rules = [{ kind: 'majority', met, level: wanted, part, total, names }];
    if (wanted - 1 > op.first) {
      rules.push(countRule('weakest', wanted - 1, [...parts.keys()], (name) => parts.get(name)[0]));
    }
    return rules;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {Rule[]} */
  function thresholdRules(op, result, wanted) {
    const [, num, den] = op.thresholds.find(([level]) => level === wanted);
    const part = result.scores.get(op.id).lower ?? 0;
    return [{ kind: 'threshold', met: false, level: wanted, part, total: num / den, names: [] }];
  }

  /** @type {Map<string, (op: Operation, result: Result, wanted: number) => Rule[]>} */
  const RULES = new Map([
    ['staged', stagedRules],
    ['weakest', weakestRules],
    ['threshold', thresholdRules],
  ]);

  /**
   * The applicable groups with their level and weight.
   * @param {Operation} op @param {Result} result @returns {Map<string, [number, number]>}
   */
  function partsOf(op, result) {
    const parts = new Map();
    op.of.forEach((/** @type {string} */ name, /** @type {number} */ i) => {
      const part = result.scores.get(name);
      if (op.weights[i] && part.weight) parts.set(name, [part.level || result.plan.first, op.weights[i]]);
    });
    return parts;
  }

  /**
   * The fewest answers that bring group `name` to level `wanted`; null if no answers can.
   * @param {Result} result @param {string} name @param {number} wanted @returns {?Wish[]}
   */
  function fewest(result, name, wanted) {
    const op = tablesOf(result.plan).levels.get(name);
    if (op.op === 'staged') return fewestStaged(op, result, wanted);
    if (op.op === 'weakest') return fewestGroups(op, result, wanted);
    return fewestThreshold(op, result, wanted);
  }

  /** @template T @param {Map<number, T>} map @returns {[number, T][]} the entries, smallest key first */
  function byKey(map) {
    return [...map].sort(([a], [b]) => a - b);
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {?Wish[]} */
  function fewestStaged(op, result, wanted) {
    const levels = levelsOf(result, op.of, op.first);
    const weights = weightsOf(op, levels.keys());
    const total = sum([...weights.values()]);
    const forced = new Set(op.gates.filter((name) => levels.has(name) && levels.get(name) < wanted - 1));
    // best.get(n) = the most weight that n raised answers can have, and which answers these are
    /** @type {Map<number, {weight: number, chosen: string[]}>} */
    let best = new Map([[0, { weight: 0, chosen: [] }]]);
    for (let level = op.first + 1; level <= wanted; level += 1) {
      const below = [...levels.keys()].filter((name) => levels.get(name) === level - 1);
      const group = sorted(below, (name) => [forced.has(name) ? 0 : 1, -weights.get(name)]);
      const least = group.filter((name) => forced.has(name)).length;
      const already = sum([...levels.keys()].filter((n) => levels.get(n) >= level).map((n) => weights.get(n)));
      const limit = level === wanted ? op.largely : op.fully;
      const grown = new Map();
      for (const [count, { weight, chosen }] of byKey(best)) {
        for (let extra = least; extra <= group.length; extra += 1) {
          const picked = group.slice(0, extra);
          const more = weight + sum(picked.map((name) => weights.get(name)));
          if (!exceeds(already + more, total, limit)) continue;
          const rival = grown.get(count + extra);
          if (!rival || more > rival.weight) {
            grown.set(count + extra, { weight: more, chosen: [...chosen, ...picked] });
          }
        }
      }
      best = grown;
    }
    if (!best.size) return null;
    const chosen = new Set(byKey(best)[0][1].chosen);
    return asLowAsPossible(op, result, levels, weights, op.of.filter((name) => chosen.has(name)), wanted);
  }

  /**
   * For each chosen question the lowest level that is enough, given the others.
   * @param {Operation} op @param {Result} result @param {Map<string, number>} levels
   * @param {Map<string, number>} weights @param {string[]} chosen @param {number} wanted @returns {Wish[]}
   */
  function asLowAsPossible(op, result, levels, weights, chosen, wanted) {
    const raised = new Map(levels);
    for (const name of chosen) raised.set(name, wanted);
    const total = sum([...weights.values()]);
    const names = [...raised.keys()];
    const enough = () => {
      for (let level = op.first + 1; level <= wanted; level += 1) {
        const part = sum(names.filter((name) => raised.get(name) >= level).map((name) => weights.get(name)));
        if (!exceeds(part, total, level === wanted ? op.largely : op.fully)) return false;
      }
      return op.gates.every((name) => !raised.has(name) || raised.get(name) >= wanted - 1);
    };
    return chosen.map((name) => {
      for (let level = levels.get(name) + 1; level <= wanted; level += 1) {
        raised.set(name, level);
        if (enough()) break;
      }
      return { question: name, level: offered(result, name, raised.get(name)) };
    });
  }

  /**
   * The lowest level at or above `level` that an answer to the question has.
   * @param {Result} result @param {string} name @param {number} level @returns {number}
   */
  function offered(result, name, level) {
    const levels = tablesOf(result.plan).answers.get(name).options.map((option) => option.level);
    const enough = levels.filter((found) => found >= level);
    return enough.length ? Math.min(...enough) : level;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {?Wish[]} */
  function fewestGroups(op, result, wanted) {
    const parts = partsOf(op, result);
    const total = weightAt([...parts.values()], -Infinity);
    // best.get(w) = the fewest answers that bring groups of weight w to the wanted level
    /** @type {Map<number, Wish[]>} */
    let best = new Map([[0, []]]);
    for (const [name, part] of parts) {
      const choices = groupChoices(op, result, wanted, name, part);
      const grown = new Map();
      for (const [reached, before] of byKey(best)) {
        for (const [more, wishes] of choices) {
          if (wishes === null) continue;
          const found = grown.get(reached + more);
          const count = before.length + wishes.length;
          if (found === undefined || count < found.length) grown.set(reached + more, [...before, ...wishes]);
        }
      }
      best = grown;
    }
    /** @type {?Wish[]} */
    let found = null;
    for (const [reached, wishes] of byKey(best)) {
      if (!exceeds(reached, total, op.majority)) continue;
      if (found === null || wishes.length < found.length) found = wishes;
    }
    return found;
  }

  /**
   * What can be done with one group: the weight that then reaches the wanted level, and the answers it takes.
   * @param {Operation} op @param {Result} result @param {number} wanted @param {string} name
   * @param {[number, number]} part @returns {[number, ?Wish[]][]}
   */
  function groupChoices(op, result, wanted, name, [level, weight]) {
    if (level >= wanted) return [[weight, []]];
    const near = wanted - 1 <= level || wanted - 1 <= op.first;
    return [
      [0, near ? [] : fewest(result, name, wanted - 1)],
      [weight, fewest(result, name, wanted)],
    ];
  }

  /** @param {bigint} num @param {bigint} den @returns {Fraction} */
  function fraction(num, den) {
    return { num, den };
  }

  /** @param {Fraction} a @param {Fraction} b @returns {Fraction} */
  function plus(a, b) {
    return fraction(a.num * b.den + b.num * a.den, a.den * b.den);
  }

  /** @param {Fraction} a @param {Fraction} b @returns {Fraction} */
  function times(a, b) {
    return fraction(a.num * b.num, a.den * b.den);
  }

  /** @param {Fraction} a @param {Fraction} b @returns {boolean} whether a >= b */
  function atLeast(a, b) {
    return a.num * b.den >= b.num * a.den;
  }

  /** @param {Operation} op @param {Result} result @param {number} wanted @returns {?Wish[]} */
  function fewestThreshold(op, result, wanted) {
    const [, num, den] = op.thresholds.find(([level]) => level === wanted);
    const bound = fraction(BigInt(num), BigInt(den));
    const [low, , lowDen] = result.scores.get(op.id).exact;
    let reached = fraction(low, lowDen);
    /** @type {Wish[]} */
    const wishes = [];
    for (const { name, share, rise } of risesOf(op.id, result)) {
      if (atLeast(reached, bound)) break;
      wishes.push({ question: name, level: enoughAlone(name, share, reached, bound, result) });
      reached = plus(reached, rise);
    }
    return atLeast(reached, bound) ? wishes : null;
  }

  /**
   * How far every question below a group can lift its lower bound, the furthest first.
   * @param {string} name @param {Result} result @returns {{name: string, share: Fraction, rise: Fraction}[]}
   */
  function risesOf(name, result) {
    const scale = BigInt(result.plan.denominator);
    return exactShares(name, result)
      .map(([question, share]) => {
        const left = 100n * scale - BigInt(result.answers.get(question).exact);
        return { name: question, share, rise: times(share, fraction(left, scale)) };
      })
      .filter(({ rise }) => rise.num > 0n)
      .sort((a, b) => {
        const difference = b.rise.num * a.rise.den - a.rise.num * b.rise.den;
        return difference > 0n ? 1 : difference < 0n ? -1 : 0;
      });
  }

  /**
   * The level of the lowest answer that alone lifts `reached` to the bound, else of the highest answer.
   * @param {string} name @param {Fraction} share @param {Fraction} reached @param {Fraction} bound
   * @param {Result} result @returns {number}
   */
  function enoughAlone(name, share, reached, bound, result) {
    const scale = BigInt(result.plan.denominator);
    const lowest = BigInt(result.answers.get(name).exact);
    const { options } = tablesOf(result.plan).answers.get(name);
    for (const option of options) {
      const rise = BigInt(option.exact) - lowest;
      if (rise > 0n && atLeast(plus(reached, times(share, fraction(rise, scale))), bound)) return option.level;
    }
    return options[options.length - 1].level;
  }

  /**
   * The applicable questions below a group with their exact share in its lower bound.
   * @param {string} name @param {Result} result @returns {[string, Fraction][]}
   */
  function exactShares(name, result) {
    const { groups } = tablesOf(result.plan);
    /** @param {string} group @param {Fraction} share @returns {[string, Fraction][]} */
    const below = (group, share) => {
      const op = groups.get(group);
      const isMean = op.op === 'mean';
      const counts = isMean
        ? (/** @type {string} */ id) => isApplicable(result.answers.get(id))
        : (/** @type {string} */ id) => result.scores.get(id).weight;
      const pairs = [...weightsOf(op, op.of.filter(counts))].filter(([, weight]) => weight);
      const total = pairs.reduce((all, [, weight]) => all + int(weight), 0n);
      return pairs.flatMap(([id, weight]) => {
        const own = times(share, fraction(int(weight), total));
        /** @type {[string, Fraction][]} */
        const leaf = [[id, own]];
        return isMean ? leaf : below(id, own);
      });
    };
    return below(name, fraction(1n, 1n));
  }

  return { explain, fewest };
})();
