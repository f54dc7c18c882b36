/**
 * The geometry of the business case's charts: the twin of business_charts.py. No DOM, no state.
 */
const BusinessChart = (() => {
  const { coordinate } = I18n;
  const [LEFT, RIGHT, TOP, BOTTOM] = [58, 452, 14, 248];
  const NAMES_APART = 24;
  const INTERVALS = 5;

  /** @param {number} span @returns {number} the round step that cuts it into at most five */
  function step(span) {
    let size = 1;
    while (span / size > INTERVALS) size *= 10;
    while (span / size <= INTERVALS / 10 && size > 1e-6) size /= 10;
    return [size / 5, size / 2].find((part) => span / part <= INTERVALS) ?? size;
  }

  /** @param {number} low @param {number} high @returns {number[]} round values around both */
  function ticks(low, high) {
    const size = high > low ? step(high - low) : 1;
    const first = Math.floor(low / size);
    const last = Math.max(Math.ceil(high / size), first + 1);
    return Array.from({ length: last - first + 1 }, (_, i) => size * (first + i));
  }

  /** @param {number[][]} series @param {(?number)[]} marks */
  function cash(series, marks) {
    const all = series.flat();
    const marked = ticks(Math.min(0, ...all), Math.max(0, ...all));
    const [bottom, top] = [marked[0], marked[marked.length - 1]];
    const years = series[0].length - 1;
    const x = (/** @type {number} */ year) => LEFT + ((RIGHT - LEFT) * year) / years;
    const y = (/** @type {number} */ value) => BOTTOM - ((BOTTOM - TOP) * (value - bottom)) / (top - bottom);
    const points = series.map((values) => values.map((v, i) => [coordinate(x(i)), coordinate(y(v))]));
    return {
      ticks: marked.map((value) => ({ value, y: coordinate(y(value)), text_y: coordinate(y(value) + 4) })),
      zero: coordinate(y(0)),
      years: Array.from({ length: years + 1 }, (_, n) => ({ n, x: coordinate(x(n)) })),
      lines: points.map((line) => line.map((pair) => pair.join(',')).join(' ')),
      dots: points.map((line) => line.map(([a, b]) => ({ x: a, y: b }))),
      names: apart(series.map((values) => y(values[years]) + 4)).map(coordinate),
      marks: marks.filter(Boolean).map((mark) => ({ x: coordinate(x(Number(mark))) })),
    };
  }

  /** @param {number[]} places @returns {number[]} moved until no two are too close */
  function apart(places) {
    const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
    const moved = [...places];
    order.slice(1).forEach((i, k) => {
      moved[i] = Math.max(moved[i], moved[order[k]] + NAMES_APART);
    });
    const over = Math.max(0, moved[order[order.length - 1]] - BOTTOM);
    return moved.map((place) => place - over);
  }

  /** @param {{low: number, high: number}[]} rows @param {number} base */
  function spans(rows, base) {
    const values = [0, base, ...rows.flatMap(({ low, high }) => [low, high])];
    const low = Math.min(...values);
    const width = Math.max(...values) - low || 1;
    const at = (/** @type {number} */ value) => (100 * (value - low)) / width;
    const bar = (/** @type {number} */ value) => {
      const [start, end] = [at(value), at(base)].sort((a, b) => a - b);
      return [`${coordinate(start)}%`, `${coordinate(end - start)}%`];
    };
    const lines = { zero: `${coordinate(at(0))}%`, base: `${coordinate(at(base))}%` };
    return rows.map((row) => {
      const [lowX, lowWidth] = bar(row.low);
      const [highX, highWidth] = bar(row.high);
      return { low_x: lowX, low_width: lowWidth, high_x: highX, high_width: highWidth, ...lines };
    });
  }

  /** @param {number} even @param {number} own @param {number} most */
  function tip(even, own, most) {
    const marks = ticks(0, Math.max(even, own, most));
    const top = marks[marks.length - 1];
    return {
      shape: {
        even: `${coordinate((100 * even) / top)}%`,
        own: `${coordinate((100 * own) / top)}%`,
        rest: `${coordinate(100 - (100 * even) / top)}%`,
      },
      marks,
    };
  }

  return { cash, spans, tip, ticks };
})();
