/**
 * What scoring makes of one response: the twin of scoring_result.py. Results carry its field names.
 *
 * @typedef {Record<string, any> & {op: string, id: string}} Operation  one entry of `plan.operations`
 * @typedef {{rule: string, first: number, last: number, denominator: string, operations: Operation[]}} Plan
 * @typedef {{answers?: Table, profile?: Table, targets?: Table, decisions?: Table, saved?: string}} Response
 * @typedef {{state: string, value: ?string, score: number, exact: string, level: number}} Given
 * @typedef {{id: string, score: ?number, lower: ?number, upper: ?number, coverage: ?number, reason: string,
 *   level: ?number, level_optimistic: ?number, target: ?number, target_level: ?number, gap: ?number,
 *   answered: number, dont_know: number, open: number, applicable: number, total: number, weight: number,
 *   exact: ?[bigint, bigint, bigint]}} Score  `exact` only where levels follow from thresholds
 * @typedef {{id: string, gain: number, efficiency: number, open: boolean}} ActionGain
 * @typedef {{plan: Plan, answers: Map<string, Given>, scores: Map<string, Score>, ranking: string[],
 *   actions: Map<string, ActionGain>, order: string[]}} Result
 * @typedef {(op: Operation, result: Result, response: Response) => void} Step  carries out one operation
 */
const ScoringResult = (() => {
  /**
   * The operations of a plan by the name of their result, made once per plan.
   * @typedef {{answers: Map<string, Operation>, groups: Map<string, Operation>,
   *   levels: Map<string, Operation>, gains: Map<string, Operation>}} Tables
   * @type {WeakMap<Plan, Tables>}
   */
  const TABLES = new WeakMap();

  /** @param {Plan} plan @returns {Tables} */
  function tablesOf(plan) {
    let tables = TABLES.get(plan);
    if (!tables) {
      /** @param {...string} kinds */
      const byId = (...kinds) =>
        new Map(plan.operations.filter((op) => kinds.includes(op.op)).map((op) => [op.id, op]));
      tables = {
        answers: byId('answer'),
        groups: byId('mean', 'combine'),
        levels: byId('staged', 'weakest', 'threshold'),
        gains: byId('gain'),
      };
      TABLES.set(plan, tables);
    }
    return tables;
  }

  /** @param {Given} answered @returns {boolean} whether the question counts for this organisation */
  function isApplicable(answered) {
    return answered.state !== 'not-applicable' && answered.state !== 'hidden';
  }

  /** @param {Plan} plan @param {string} id @param {number} total @returns {Score} */
  function newScore(plan, id, total) {
    return {
      id,
      score: null,
      lower: null,
      upper: null,
      coverage: null,
      reason: 'not-applicable',
      level: null,
      level_optimistic: null,
      target: null,
      target_level: null,
      gap: null,
      answered: 0,
      dont_know: 0,
      open: 0,
      applicable: 0,
      total,
      weight: 0,
      // Only thresholds compare exact scores, which cost big integers.
      exact: plan.rule === 'thresholds' ? [0n, 0n, 1n] : null,
    };
  }

  return { tablesOf, isApplicable, newScore };
})();
