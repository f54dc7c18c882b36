/**
 * The plan as a file: a table and a calendar; the twin of exporters/roadmap.py, letter for letter.
 */
const PlanFile = (() => {
  'use strict';

  /** @type {Record<string, string>} columns with their heads, which the build finds by their whole keys */
  const COLUMNS = {
    step: 'plan.step',
    action: 'plan.action',
    start: 'plan.start',
    end: 'plan.end',
    review: 'plan.review',
    owner: 'roadmap.owner',
    day_count: 'plan.day_count',
    gain: 'plan.gain',
    measure: 'roadmap.measure',
    first: 'roadmap.monday',
  };
  const NUMBERS = ['day_count', 'gain'];
  const DAY = 86400000;

  /** @param {number} year @param {number} month  0 to 11, or more @param {number} day @returns {number} */
  function at(year, month, day) {
    return Date.UTC(year, month, day);
  }

  /** @param {number} time @returns {string} 2027-01-31 */
  function iso(time) {
    return new Date(time).toISOString().slice(0, 10);
  }

  /**
   * First day, last day and day to look back (the last working day) of an action.
   * @param {[number, number]} first @param {Placed} action @returns {[number, number, number]}
   */
  function dates([year, n], { start, finish }) {
    const end = at(year, (n + finish) * 3, 0);
    const day = new Date(end).getUTCDay();
    const back = day === 0 ? 2 : day === 6 ? 1 : 0;
    return [at(year, (n - 1 + start) * 3, 1), end, end - back * DAY];
  }

  /** @param {any} given @returns {Record<string, string>[]} one row per action */
  function rows({ schedule, texts, result, response }) {
    const steps = texts.steps.flatMap((/** @type {any} */ step) =>
      step.actions.map((/** @type {any} */ action) => [`action:${action.id}`, { step, action }]),
    );
    const known = new Map(steps);
    return schedule.placed.map((/** @type {Placed} */ placed) => {
      const { step, action } = known.get(placed.id);
      const { status, owner } = Basics.lookup(response.decisions, action.id) ?? {};
      const saved = (response.saved ?? '').slice(0, 10);
      const [start, end, review] = schedule.first ? dates(schedule.first, placed).map(iso) : ['', '', ''];
      return {
        id: action.id,
        step: `${step.number}. ${step.title}`,
        action: action.title,
        // The quarter may have begun before the answers.
        start: start && (start > saved ? start : saved),
        end,
        review,
        owner: status === 'planned' && owner ? owner : action.owner,
        day_count: I18n.coordinate((action.days[0] + action.days[1]) / 2),
        gain: I18n.coordinate(result.actions.get(placed.id).gain),
        measure: action.kpi || '',
        first: action.first || '',
      };
    });
  }

  /** @param {string} text @returns {string} a cell that no spreadsheet takes for a formula */
  function cell(text) {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  /** @param {any} given @returns {string} as a spreadsheet of the language opens it with a double click */
  function csv(given) {
    const { phrases } = given.texts;
    const hasComma = I18n.number(0.5, given.lang, 1).includes(',');
    const shown = (/** @type {Record<string, string>} */ row, /** @type {string} */ name) =>
      hasComma && NUMBERS.includes(name) ? row[name].replace('.', ',') : row[name];
    const head = Object.values(COLUMNS).map((key) => phrases[key]);
    const lines = [head, ...rows(given).map((row) => Object.keys(COLUMNS).map((name) => shown(row, name)))];
    return `\ufeff${lines.map((line) => `${line.map(cell).join(hasComma ? ';' : ',')}\r\n`).join('')}`;
  }

  /** @param {string} text @returns {string} */
  function escaped(text) {
    return text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n');
  }

  /** @param {string} line @returns {string} in pieces of at most 75 bytes (RFC 5545, 3.1) */
  function folded(line) {
    const pieces = [];
    let piece = '';
    let size = 0;
    for (const letter of line) {
      const own = new TextEncoder().encode(letter).length;
      if (size + own > 75) {
        pieces.push(piece);
        piece = ' ';
        size = 1;
      }
      piece += letter;
      size += own;
    }
    return [...pieces, piece].join('\r\n');
  }

  /** @param {any} given @returns {string} two days per action: to begin, and to look back */
  function ics(given) {
    const { texts, client, response } = given;
    /** @param {string} key @param {Record<string, any>} values */
    const say = (key, values) => I18n.fill(texts.phrases[key], values);
    const stamp = `${(response.saved ?? '').slice(0, 10).replaceAll('-', '')}T000000Z`;
    /** @param {any} row @param {'begin' | 'review'} kind @param {string} day @param {string} key @param {string} about */
    const event = (row, kind, day, key, about) => [
      'BEGIN:VEVENT',
      `UID:${row.id}-${kind}@${client.slug}.cxassess`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`,
      `SUMMARY:${escaped(say(key, { title: row.action }))}`,
      `DESCRIPTION:${escaped([row.owner, about].filter(Boolean).join('. '))}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ];
    const found = given.schedule.first ? rows(given) : [];
    const lines = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//cxassess//roadmap//EN',
      `X-WR-CALNAME:${escaped(say('plan.calendar', { organisation: client.short }))}`,
      ...found.flatMap((row) => [
        ...event(row, 'begin', row.start, 'plan.begin_event', row.first),
        ...event(row, 'review', row.review, 'plan.review_event', row.measure),
      ]),
      'END:VCALENDAR',
    ];
    return lines.map((line) => `${folded(line)}\r\n`).join('');
  }

  return { csv, ics };
})();
