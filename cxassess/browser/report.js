/**
 * Fills the named slots of a view from a tree of texts, lists and yes or no; the page's half of render.Fields.
 *
 * `data-t` text, `data-a` attributes (`name=path` with spaces between), `data-show` visible or not, `data-list` one
 * copy of its first child's content (a template, or defs in a drawing) per row. Paths inside a row start at the row.
 */
const Report = (() => {
  /** The nodes of the rows of a list, and what they show. @type {WeakMap<Element, Map<any, {nodes: Node[], row: any}>>} */
  const ROWS = new WeakMap();

  /** @param {any} scope @param {?string} path @returns {any} */
  function get(scope, path) {
    return (path ?? '').split('.').reduce((value, step) => value?.[step], scope);
  }

  /** @param {Element} element @param {any} scope */
  function fillAttributes(element, scope) {
    for (const pair of (element.getAttribute('data-a') ?? '').split(' ')) {
      const [name, path] = pair.split('=');
      const value = get(scope, path);
      if (value === undefined || value === null || value === false) element.removeAttribute(name);
      else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
    }
  }

  /** @param {Element} element @param {any} scope */
  function fillOne(element, scope) {
    if (element.hasAttribute('data-a')) fillAttributes(element, scope);
    if (element.hasAttribute('data-show')) {
      element.toggleAttribute('hidden', !get(scope, element.getAttribute('data-show')));
    }
    if (element.hasAttribute('data-t')) {
      const text = String(get(scope, element.getAttribute('data-t')) ?? '');
      const { firstChild } = element;
      // Changing a text is cheaper than replacing it: no style depends on a text.
      if (firstChild instanceof Text && firstChild === element.lastChild) {
        if (firstChild.data !== text) firstChild.data = text;
      } else element.textContent = text;
    }
  }

  /** @param {Element} pattern  a template, or defs @returns {ChildNode[]} a fresh copy of what it holds */
  function copy(pattern) {
    const source = pattern instanceof HTMLTemplateElement ? pattern.content : pattern;
    return [...source.cloneNode(true).childNodes];
  }

  /**
   * Fills a list. Rows keep their elements, by their id or place: what is open stays open, and the focus stays.
   * A row that is the very same object as before is not filled again.
   * @param {Element} list @param {any} rows
   */
  function fillList(list, rows) {
    const pattern = list.firstElementChild;
    if (!pattern || rows === undefined) return; // a list that this tree knows nothing about stays as it is
    const old = ROWS.get(list);
    const now = new Map();
    (rows ?? []).forEach((/** @type {any} */ row, /** @type {number} */ i) => {
      const key = row.id ?? i;
      const had = old?.get(key);
      const nodes = had?.nodes ?? copy(pattern);
      if (had?.row !== row) for (const node of nodes) if (node instanceof Element) fill(node, row);
      now.set(key, { nodes, row });
    });
    ROWS.set(list, now);
    const wanted = [pattern, ...[...now.values()].flatMap(({ nodes }) => nodes)];
    const same = list.childNodes.length === wanted.length && wanted.every((node, i) => list.childNodes[i] === node);
    if (same) return;
    const active = document.activeElement;
    list.replaceChildren(...wanted);
    if (active instanceof HTMLElement && list.contains(active)) active.focus({ preventScroll: true });
  }

  /**
   * Fills an element and everything in it.
   * @param {Element} root @param {any} scope
   */
  function fill(root, scope) {
    fillOne(root, scope);
    if (root.hasAttribute('data-list')) {
      fillList(root, get(scope, root.getAttribute('data-list')));
      return;
    }
    for (const child of root.children) fill(child, scope);
  }

  return { fill };
})();
