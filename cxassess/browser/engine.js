/**
 * The scoring engine of the page: the twin of scoring.py.
 *
 * Carries out a plan (`ScoringPlan.as_json()`) on one response, in the order of the plan, with plain doubles
 * added in the same order as there, so that every number, level, text and order is identical. Functions
 * carry the names of their twins; results carry the twins' field names. No DOM, no state but a cache.
 */
const Engine = (() => {
  /** @type {Record<string, Step>} */
  const STEPS = { ...ScoringMeans.STEPS, ...ScoringLevels.STEPS, ...ScoringOrder.STEPS };

  /**
   * The result of one response.
   * @param {Plan} plan @param {Response} response @returns {Result}
   */
  function score(plan, response) {
    /** @type {Result} */
    const result = { plan, answers: new Map(), scores: new Map(), ranking: [], actions: new Map(), order: [] };
    for (const op of plan.operations) {
      const step = STEPS[op.op];
      if (!step) throw new Error(`unknown operation ${op.op}`);
      step(op, result, response);
    }
    return result;
  }

  return { score };
})();
