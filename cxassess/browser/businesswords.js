/**
 * Amounts, names and phrases of a business case: the twin of business_words.py.
 */
class BusinessWords {
  /** @param {any} texts @param {string} lang @param {BusinessSetup} setup @param {string} currency */
  constructor(texts, lang, setup, currency) {
    this.say = this.say.bind(this);
    this.texts = texts;
    this.lang = lang;
    this.currency = currency || setup.currency;
    this.kinds = new Map(setup.fields.map(([id, , kind]) => [id, kind]));
    this.own = texts.business.lines;
    const { words } = texts.business;
    /** @type {Record<string, string>} */
    this.terms = Object.fromEntries(
      ['business.customer', 'business.customers'].map((key) => {
        const name = key.split('.')[1];
        return [name, words[name] || texts.phrases[key]];
      }),
    );
    this.none = this.say('words.none');
    this.cases = ['business.low', 'business.base', 'business.high'].map((key) => this.say(key));
  }

  /** @param {string} key @param {Record<string, any>} [values] @returns {string} */
  say(key, values = {}) {
    return I18n.fill(this.texts.phrases[key], { ...this.terms, ...values });
  }

  /** @param {string[]} parts @returns {string} */
  join(parts) {
    return I18n.join(parts, this.texts.phrases['words.and']);
  }

  /** @param {number} value @param {number} [digits] @returns {string} */
  number(value, digits = 0) {
    return I18n.number(value, this.lang, digits);
  }

  /** @param {number} value @returns {string} at most four decimals, no zeros at the end */
  typed(value) {
    let digits = 4;
    while (digits && I18n.fixed(value, digits).endsWith('0')) digits -= 1;
    return this.number(value, digits);
  }

  /** @param {string} shown @returns {string} with the currency before it */
  priced(shown) {
    return `${this.currency}${this.lang === 'nl' || [...this.currency].length > 1 ? '\u00a0' : ''}${shown}`;
  }

  /** @param {number} value @returns {string} */
  money(value) {
    const shown = this.number(value);
    return shown.startsWith('\u2212') ? `\u2212${this.priced(shown.slice(1))}` : this.priced(shown);
  }

  /** @param {number} value @returns {string} exact to the thousand is exact enough */
  big(value) {
    return this.money(Math.abs(value) >= 10000 ? Number(I18n.fixed(value / 1000)) * 1000 : value);
  }

  /** @param {number[]} values @returns {number} the unit: 1, a thousand or a million */
  scale(values) {
    const most = Math.max(...values.map(Math.abs));
    if (most < 1e5) return 1;
    return most < 1e9 ? 1000 : 1e6;
  }

  /** @param {number} value @param {number} scale @returns {string} */
  scaled(value, scale) {
    return this.number(value / scale);
  }

  /** @param {number} scale @returns {string} */
  unit(scale) {
    const name = { 1: 'one', 1000: 'thousand' }[scale] ?? 'million';
    return this.say(`business.unit_${name}`, { currency: this.currency });
  }

  /** @param {number} years @returns {string} */
  after(years) {
    if (this.number(years * 10) === '0') return this.say('business.at_once');
    return this.say('business.after', { n: this.number(years, 1) });
  }

  /** @param {string} name @returns {string} the title of a benefit line */
  line(name) {
    return Basics.lookup(this.own, name)?.title ?? this.say(`line.${name}`);
  }

  /** @param {string} name @returns {string} the label of an input */
  label(name) {
    const [line, part] = name.split('.');
    if (part) return this.own[line][part] ?? this.say('input.own-reduction', { line: this.own[line].title });
    return this.say(name.startsWith('ramp-') ? 'input.ramp' : `input.${name}`);
  }

  /** @param {string} name @returns {string} the label of an input inside a sentence */
  small(name) {
    const [first, ...rest] = this.label(name);
    return first.toLowerCase() + rest.join('');
  }

  /** @param {string} name @returns {string} what an input counts in */
  unitOf(name) {
    const kind = this.kinds.get(name) ?? '';
    if (kind === 'points') return this.say('business.unit_points');
    return { percent: '%', money: this.currency }[kind] ?? '';
  }

  /** @param {string} name @param {number} value @returns {string} a number with the unit of its input */
  amount(name, value) {
    const [kind, shown] = [this.kinds.get(name), this.typed(value)];
    if (kind === 'percent') return `${shown}%`;
    if (kind === 'points') return `${shown} ${this.unitOf(name)}`;
    return kind === 'money' ? this.priced(shown) : shown;
  }
}
