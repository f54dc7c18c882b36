/**
 * All that the page says about a result: the twin of report.py, words and numbers as one tree of texts.
 *
 * Each part of the tree has a script; functions carry the names of their twins, the tree carries the twin's keys.
 */
const View = (() => {
  'use strict';

  /**
   * The tree of one result; `texts` as Python's `script_texts` gives them.
   * @param {ViewGiven} given @returns {Tree}
   */
  function build(given) {
    const words = new ViewWords.Words(given);
    return {
      applies: words.applies,
      head: ViewMeasures.head(words),
      level: ViewMeasures.level(words),
      stairs: ViewMeasures.stairs(words),
      index: ViewMeasures.index(words),
      why: ViewReasons.why(words),
      profile: ViewProfile.profile(words),
      bars: ViewProfile.bars(words),
      lenses: ViewProfile.lenses(words),
      certainty: ViewProfile.certainty(words),
      roadmap: ViewRoadmap.roadmap(words),
    };
  }

  return { build };
})();
