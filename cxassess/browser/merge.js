/**
 * What an answer file would change here, in words and in deed; and what another edition of the questions changes.
 *
 * @typedef {{opened: string[], gone: string[], fresh: string[]}} Changes  ids of questions
 */
const Merge = (() => {
  const MOST = 10;
  const PARTS = /** @type {const} */ (['value', 'note', 'basis', 'reason']);
  const { say, count } = Assessment;

  /** @param {GivenAnswer | undefined} answer @returns {boolean} */
  function isGiven(answer) {
    return Boolean(answer && (answer.value !== null || answer.note));
  }

  /** @param {string} id @returns {string} */
  function title(id) {
    return Assessment.texts().questions[id]?.title ?? id;
  }

  /** @param {string[]} texts @returns {string[]} the first ones, and how many more there are */
  function some(texts) {
    const more = texts.length - MOST;
    return more > 0 ? [...texts.slice(0, MOST), say('merge.more', { n: more })] : texts;
  }

  // ---- Two sets of answers ----------------------------------------------------------------------------------

  /** @param {AnswerSet} here @param {AnswerSet} file  our questions, by where they are answered */
  function compare(here, file) {
    /** @type {Record<'here' | 'file' | 'same' | 'other', string[]>} */
    const found = { here: [], file: [], same: [], other: [] };
    for (const id of Assessment.ids()) {
      const [a, b] = [here.answers[id], file.answers[id]];
      if (!isGiven(a) && !isGiven(b)) continue;
      if (!isGiven(b)) found.here.push(id);
      else if (!isGiven(a)) found.file.push(id);
      else if (PARTS.every((part) => a[part] === b[part])) found.same.push(id);
      else found.other.push(id);
    }
    return found;
  }

  /** @param {string} id @param {GivenAnswer} given @returns {string | number} an answer in one word */
  function short(id, { value }) {
    const number = Assessment.offered(id).find((option) => option.value === value)?.number;
    return number || say(`progress.sign-${{ 'dont-know': 'dk', 'not-applicable': 'na' }[value ?? ''] ?? 'open'}`);
  }

  /** @param {string} id @param {GivenAnswer} a @param {GivenAnswer} b @returns {string} */
  function difference(id, a, b) {
    if (a.value === b.value) return say('merge.note', { title: title(id) });
    return say('merge.row', { title: title(id), here: short(id, a), file: short(id, b) });
  }

  /** @param {GivenAnswer | undefined} a @param {GivenAnswer} b @returns {GivenAnswer} */
  function fillAnswer(a, b) {
    if (!a) return b;
    if (a.value !== null && a.value !== b.value) return a;
    return { value: a.value ?? b.value, note: a.note || b.note, basis: a.basis || b.basis, reason: a.reason || b.reason };
  }

  /**
   * The file fills what is open here; what stands here stays.
   * @param {AnswerSet} here @param {AnswerSet} file @returns {AnswerSet}
   */
  function fill(here, file) {
    const answers = AnswerFile.table(Object.entries(here.answers));
    for (const [id, given] of Object.entries(file.answers)) answers[id] = fillAnswer(answers[id], given);
    const both = (/** @type {'profile' | 'targets' | 'decisions'} */ part) =>
      AnswerFile.table(/** @type {[string, any][]} */ ([...Object.entries(file[part]), ...Object.entries(here[part])]));
    const business = { inputs: AnswerFile.table(Object.entries(file.business_case.inputs)), lines: AnswerFile.table() };
    for (const [id, given] of Object.entries(here.business_case.inputs)) {
      const other = business.inputs[id];
      if (given.base !== null || given.source || !other) business.inputs[id] = given;
    }
    Object.assign(business.lines, file.business_case.lines, here.business_case.lines);
    const chosen = { profile: both('profile'), targets: both('targets'), decisions: both('decisions') };
    const { id, name, group } = here.respondent;
    const respondent = { id, name: name || file.respondent.name, group: group || file.respondent.group };
    return { ...here, respondent, answers, ...chosen, business_case: business, capacity: here.capacity ?? file.capacity };
  }

  // ---- Words ------------------------------------------------------------------------------------------------

  /** @param {Changes} changes @returns {string[]} what another edition changed, in a line each */
  function lines(changes) {
    return Object.entries(changes)
      .filter(([, ids]) => ids.length)
      .map(([name, ids]) => say(`merge.${name}`, { list: some(ids.map(title)).join('; ') }));
  }

  /** @param {AnswerSet} here @param {AnswerSet} file @returns {string[]} */
  function differences(here, file) {
    const found = compare(here, file);
    const numbers = Object.entries(found).map(([name, ids]) => [name, ids.length]);
    const rows = found.other.map((id) => difference(id, here.answers[id], file.answers[id]));
    return [say('merge.counts', Object.fromEntries(numbers)), ...some(rows)];
  }

  /** @param {AnswerSet} file @returns {string} whose it is and what it holds */
  function summary(file) {
    const dated = { moment: file.saved.length > 15 ? Assessment.moment(file.saved) : '' };
    const who = [file.respondent.name, file.respondent.group].filter(Boolean).join(', ');
    const { targets, decisions, business_case: business } = file;
    const more = Object.entries({ targets, decisions, business: business.inputs })
      .filter(([, chosen]) => Object.keys(chosen).length)
      .map(([name]) => say(`file.with-${name}`));
    const texts = [
      who && say('file.filled-by', { who }),
      count(dated.moment ? 'file.replace-text' : 'file.replace-text-undated', AnswerFile.size(file), dated),
      more.length ? say('file.with', { list: more.join(', ') }) : '',
    ];
    return texts.filter(Boolean).join(' ');
  }

  /**
   * What to ask before a file comes in.
   * @param {AnswerSet} file @param {Changes} changes
   */
  function question(file, changes) {
    const here = Store.set();
    const n = AnswerFile.size(here);
    const chosen = { ...here.targets, ...here.decisions, ...here.business_case.inputs };
    const any = Object.keys(chosen).length > 0 || Assessment.ids().some((id) => isGiven(here.answers[id]));
    const { client, questionnaire } = file;
    const notes = [
      client && client !== Assessment.client().slug ? say('file.other-client', { client }) : '',
      questionnaire.version !== Assessment.plan().version ? say('file.other-version') : '',
      any ? say('merge.explain') : '',
      n ? count('file.replace-now', n) : '',
    ];
    return {
      heading: say('file.replace-heading'),
      text: summary(file),
      lines: [...(any ? differences(here, file) : []), ...lines(changes)],
      more: notes.filter(Boolean).join(' '),
      fill: any ? say('merge.fill') : '',
      yes: say(any ? 'merge.replace' : 'file.replace-yes'),
    };
  }

  return { fill, compare, lines, question };
})();
