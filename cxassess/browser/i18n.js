/**
 * Text with values, numbers and dates: the twin of i18n.py, character for character.
 */
const I18n = (() => {
  'use strict';

  const SLOT = /\{([A-Za-z][A-Za-z0-9_-]*)\}/g;
  const DATE = /^(\d{4})-(\d{2})-(\d{2})/;

  /**
   * The number with exactly `digits` decimals and a point, rounded half up away from zero.
   * @param {number} value @param {number} [digits] @returns {string}
   */
  function fixed(value, digits = 0) {
    const scale = 10 ** digits;
    const scaled = Math.floor(Math.abs(value) * scale + 0.5);
    const part = scaled % scale;
    const whole = (scaled - part) / scale;
    const sign = value < 0 && scaled ? '-' : '';
    return digits ? `${sign}${whole}.${String(part).padStart(digits, '0')}` : `${sign}${whole}`;
  }

  /**
   * The number as the language writes it: `1,234.5` or `1.234,5`; a true minus sign.
   * @param {number} value @param {string} lang @param {number} [digits] @returns {string}
   */
  function number(value, lang, digits = 0) {
    const dutch = lang === 'nl';
    const text = fixed(value, digits);
    const sign = text.startsWith('-') ? '\u2212' : '';
    const [whole, part] = (sign ? text.slice(1) : text).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, dutch ? '.' : ',');
    return sign + grouped + (part ? (dutch ? ',' : '.') + part : '');
  }

  /**
   * A drawing coordinate with at most two decimals and no trailing zeros.
   * @param {number} value @returns {string}
   */
  function coordinate(value) {
    return fixed(value, 2).replace(/\.?0+$/, '');
  }

  /**
   * The text with every `{name}` that has a value replaced; `{Name}` gets a capital.
   * @param {string} text @param {Table} values @returns {string}
   */
  function fill(text, values) {
    return text.replace(SLOT, (slot, name) => {
      const exact = Basics.lookup(values, name);
      if (exact !== undefined) return String(exact);
      const lower = Basics.lookup(values, uncapital(name));
      return lower !== undefined ? capital(String(lower)) : slot;
    });
  }

  /** @param {string} name @returns {string} */
  function uncapital(name) {
    return name[0].toLowerCase() + name.slice(1);
  }

  /**
   * The names between braces in a text, with a small first letter.
   * @param {string} text @returns {Set<string>}
   */
  function namesIn(text) {
    return new Set([...text.matchAll(SLOT)].map((match) => uncapital(match[1])));
  }

  /**
   * The text with a capital first letter; Dutch writes “Eén”, and no accent on that capital.
   * @param {string} text @returns {string}
   */
  function capital(text) {
    const [first = ''] = text.startsWith('één') ? 'e' : text;
    return first.toUpperCase() + text.slice(first.length);
  }

  /**
   * `a`, `a and b`, `a, b and c`; `word` is the language's "and".
   * @param {string[]} parts @param {string} word @returns {string}
   */
  function join(parts, word) {
    if (parts.length < 2) return parts.join('');
    return `${parts.slice(0, -1).join(', ')} ${word} ${parts[parts.length - 1]}`;
  }

  /**
   * The day of an ISO time as `pattern` says (`{day} {month} {year}`); empty if it is none.
   * @param {string} stamp @param {string[]} months @param {string} pattern @returns {string}
   */
  function date(stamp, months, pattern) {
    const found = DATE.exec(stamp);
    const month = found ? Number(found[2]) : 0;
    if (!found || month < 1 || month > 12) return '';
    return fill(pattern, { day: Number(found[3]), month: months[month - 1], year: found[1] });
  }

  return { fixed, number, coordinate, fill, namesIn, capital, join, date };
})();
