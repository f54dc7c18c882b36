/**
 * The one ornament: a wheel with a sector per topic and a cell per question, filled with real progress.
 */
const Wheel = (() => {
  const SVG = 'http://www.w3.org/2000/svg';
  const INNER = 78;
  const OUTER = 330;
  const GAP = 1.5;
  const EDGE = 2;
  const MOST_RINGS = 12;
  const MOST_SECTORS = 24;

  /** @param {string} name @param {Record<string, string | number>} attributes @param {string} [text] */
  function shape(name, attributes, text = '') {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    return element;
  }

  /** @param {number} radius @param {number} degrees @returns {string} a point, clockwise from the top */
  function point(radius, degrees) {
    const angle = ((degrees - 90) * Math.PI) / 180;
    return `${I18n.coordinate(radius * Math.cos(angle))} ${I18n.coordinate(radius * Math.sin(angle))}`;
  }

  /** @param {number} from @param {number} to @param {number} near @param {number} far @returns {string} */
  function cell(from, to, near, far) {
    const large = to - from > 180 ? 1 : 0;
    return (
      `M${point(near, from)}A${near} ${near} 0 ${large} 1 ${point(near, to)}` +
      `L${point(far, to)}A${far} ${far} 0 ${large} 0 ${point(far, from)}z`
    );
  }

  /** @param {string} state @param {boolean} here @returns {string} */
  function look(state, here) {
    if (Progress.SIGNS[state] === 'open') return 'w-off';
    if (state !== 'answered') return 'w-dk';
    return here ? 'w-cur' : 'w-on';
  }

  /**
   * The cells of a sector; many questions share cells, filled by their share.
   * @param {Part} part @returns {string[]} states from the inside out
   */
  function rings(part) {
    if (part.states.length <= MOST_RINGS) return part.states;
    const filled = Math.round((part.done / part.states.length) * MOST_RINGS);
    return Array.from({ length: MOST_RINGS }, (_, i) => (i < filled ? 'answered' : 'open'));
  }

  /**
   * Draws the wheel; with very many topics one ring is enough.
   * @param {Element} svg @param {Part[]} all @param {string} words  "of 42"
   */
  function draw(svg, all, words) {
    const here = Progress.current(all);
    const sector = 360 / all.length;
    const gap = all.length > 1 ? Math.min(GAP, sector / 8) : 0.01;
    /** One shape for all cells that look the same: dozens of elements would hold up the first view. */
    const cells = new Map();
    all.forEach((part, i) => {
      const states = all.length > MOST_SECTORS ? [Progress.isDone(part) ? 'answered' : 'open'] : rings(part);
      const step = (OUTER - INNER) / states.length;
      states.forEach((state, ring) => {
        const near = I18n.coordinate(INNER + ring * step + EDGE);
        const far = I18n.coordinate(INNER + (ring + 1) * step - EDGE);
        const d = cell(i * sector + gap, (i + 1) * sector - gap, Number(near), Number(far));
        const css = look(state, part === here);
        cells.set(css, (cells.get(css) ?? '') + d);
      });
    });
    const shapes = [...cells].map(([css, d]) => shape('path', { class: css, d }));
    const done = String(Progress.sums(all).done);
    shapes.push(shape('text', { class: 'w-n', y: 8, 'text-anchor': 'middle' }, done));
    shapes.push(shape('text', { class: 'w-m', y: 34, 'text-anchor': 'middle' }, words));
    svg.replaceChildren(...shapes);
  }

  return { draw };
})();
