/**
 * The geometry of the charts: the twin of charts.py, numbers to attribute texts.
 *
 * Positions on a ruler are percentages; directions on the radar are rounded to twelve digits, so both engines
 * agree. Functions carry the names of their twins. No DOM, no state.
 *
 * @typedef {Record<string, any>} Shape  attribute texts and lists of them, by the twin's names
 * @typedef {{score: ?number, lower: ?number, upper: ?number, target: ?number}} Drawn  what a bar shows
 * @typedef {{number: number, name: string}} Step  a maturity level with its name
 */
const Charts = (() => {
  'use strict';

  const { coordinate } = I18n;

  /** @type {[number, number]} */
  const RADAR_CENTRE = [230, 214];
  const RADAR_RADIUS = 152;
  const LABEL_DISTANCE = 112;
  const STAIR_WIDTH = 500;
  const STAIR_HEIGHT = 132;
  const LINE = 20;
  const UNDER = 18;

  /**
   * A bar on the ruler: solid to the lower bound, hatched to the upper, a tick and a diamond.
   * @param {Drawn} score @returns {Shape}
   */
  function bar(score) {
    const lower = score.lower ?? 0;
    const upper = score.upper ?? 0;
    return {
      lower: percent(lower),
      spread: percent(upper - lower),
      tick: percent(score.score ?? 0),
      tick_display: score.score === null ? 'none' : 'inline',
      aim: percent(score.target ?? 0),
      aim_display: score.target === null ? 'none' : 'inline',
    };
  }

  /** @param {number} value @returns {string} */
  function percent(value) {
    return `${coordinate(value)}%`;
  }

  /**
   * A staircase in a box of 500 by 132: reached, next and later steps.
   * @param {Step[]} levels @param {?number} level @returns {Shape[]}
   */
  function stairs(levels, level) {
    const width = STAIR_WIDTH / levels.length;
    const rise = (STAIR_HEIGHT - 22) / levels.length;
    return levels.map(({ number, name }, i) => {
      const height = 20 + (i + 1) * rise;
      const top = STAIR_HEIGHT - height;
      const state = stateOf(number, level);
      return {
        number: String(number),
        name,
        look: `step-${state}`,
        text_look: `step-${state}-text`,
        on: number === level,
        x: coordinate(i * width + 2),
        y: coordinate(top),
        width: coordinate(width - 4),
        height: coordinate(height - 1),
        text_x: coordinate(i * width + width / 2),
        text_y: coordinate(top + 24),
      };
    });
  }

  /** @param {number} number @param {?number} level @returns {'reached' | 'next' | 'later'} */
  function stateOf(number, level) {
    if (level === null || number > level + 1) return 'later';
    return number <= level ? 'reached' : 'next';
  }

  /**
   * The unit vector of axis `i` of `n`, from the top clockwise, rounded to twelve digits.
   * @param {number} i @param {number} n @returns {[number, number]}
   */
  function direction(i, n) {
    const angle = (2 * Math.PI * i) / n - Math.PI / 2;
    return [Number(Math.cos(angle).toFixed(12)), Number(Math.sin(angle).toFixed(12))];
  }

  /**
   * The radar in a box of 460 by 430; empty shapes where there are fewer than three topics.
   * @param {Drawn[]} scores @param {string[]} names @param {string[]} shown @returns {Shape}
   */
  function radar(scores, names, shown) {
    const n = scores.length;
    const own = scores.map(({ score }) => score);
    const aims = scores.map(({ target }) => target);
    const ring = n > 2 && scores.every(({ lower }) => lower !== null);
    const high = ring ? path(scores.map(({ upper }) => upper ?? 0)) : '';
    const low = ring ? path(scores.map(({ lower }) => lower ?? 0)) : '';
    return {
      own: outline(own),
      aim: outline(aims),
      band: high + low,
      dots: dots(own),
      aims: dots(aims),
      labels: n > 2 ? names.map((name, i) => label(i, n, name, shown[i])) : [],
    };
  }

  /** @param {(?number)[]} values @returns {string} a polygon, or nothing where a value is missing */
  function outline(values) {
    const known = values.filter((value) => value !== null);
    return values.length > 2 && known.length === values.length ? polygon(known) : '';
  }

  /** @param {(?number)[]} values @returns {Shape[]} a dot for every known value */
  function dots(values) {
    const n = values.length;
    if (n < 3) return [];
    return values.flatMap((value, i) => (value === null ? [] : [dot(i, n, value)]));
  }

  /**
   * Where a value 0-100 lies on axis `i`.
   * @param {number} i @param {number} n @param {number} value @returns {[number, number]}
   */
  function point(i, n, value) {
    const [x, y] = direction(i, n);
    const distance = (RADAR_RADIUS * value) / 100;
    return [RADAR_CENTRE[0] + distance * x, RADAR_CENTRE[1] + distance * y];
  }

  /** @param {number[]} values @returns {string} */
  function polygon(values) {
    return values.map((value, i) => point(i, values.length, value).map(coordinate).join(',')).join(' ');
  }

  /** @param {number[]} values @returns {string} */
  function path(values) {
    return `M${polygon(values).replaceAll(' ', 'L')}Z`;
  }

  /** @param {number} i @param {number} n @param {number} value @returns {Shape} */
  function dot(i, n, value) {
    const [x, y] = point(i, n, value);
    return { x: coordinate(x), y: coordinate(y) };
  }

  /**
   * A name in at most two lines with its score under it; `anchor` by the side of the circle.
   * @param {number} i @param {number} n @param {string} name @param {string} shown @returns {Shape}
   */
  function label(i, n, name, shown) {
    const [x, y] = point(i, n, LABEL_DISTANCE);
    const [side, height] = direction(i, n);
    const lines = twoLines(name);
    let start = y - (LINE * lines.length) / 2 + 6;
    if (height < -0.9) start = y - LINE * (lines.length - 1) - UNDER;
    else if (height > 0.9) start = y + UNDER;
    return {
      x: coordinate(x),
      anchor: anchor(side),
      y: coordinate(start),
      name: lines[0],
      y2: coordinate(start + LINE),
      name2: lines[1] ?? '',
      score_y: coordinate(start + LINE * lines.length),
      score: shown,
    };
  }

  /** @param {number} side @returns {'start' | 'middle' | 'end'} */
  function anchor(side) {
    if (Math.abs(side) < 0.05) return 'middle';
    return side > 0 ? 'start' : 'end';
  }

  /**
   * A name of more than 14 letters broken at the space nearest to its middle.
   * @param {string} name @returns {string[]}
   */
  function twoLines(name) {
    const letters = [...name];
    if (letters.length <= 14 || !letters.includes(' ')) return [name];
    /** @param {number} i */
    const distance = (i) => Math.abs(2 * i - letters.length);
    const spaces = letters.flatMap((letter, i) => (letter === ' ' ? [i] : []));
    const middle = spaces.reduce((best, i) => (distance(i) < distance(best) ? i : best));
    return [letters.slice(0, middle).join(''), letters.slice(middle + 1).join('')];
  }

  return { bar, stairs, direction, radar, point, twoLines };
})();
