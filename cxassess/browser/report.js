/**
 * Fills the named slots of a view from a tree of texts, lists and yes or no; the page's half of render.Fields.
 *
 * `data-t` text, `data-a` attributes (`name=path` with spaces between), `data-show` visible or not, `data-list` one
 * copy of its first child's content (a template, or defs in a drawing) per row. Paths inside a row start at the row.
 */
const Report = (() => {
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
      else element.setAttribute(name, String(value));
    }
  }

  /** @param {Element} element @param {any} scope */
  function fillOne(element, scope) {
    if (element.hasAttribute('data-a')) fillAttributes(element, scope);
    if (element.hasAttribute('data-show')) {
      element.toggleAttribute('hidden', !get(scope, element.getAttribute('data-show')));
    }
    if (element.hasAttribute('data-t')) {
      element.textContent = String(get(scope, element.getAttribute('data-t')) ?? '');
    }
  }

  /** @param {Element} pattern  a template, or defs @returns {Node[]} a fresh copy of what it holds */
  function copy(pattern) {
    const source = pattern instanceof HTMLTemplateElement ? pattern.content : pattern;
    return [...source.cloneNode(true).childNodes];
  }

  /** @param {Element} list @param {any} rows */
  function fillList(list, rows) {
    const pattern = list.firstElementChild;
    if (!pattern || rows === undefined) return; // a list that this tree knows nothing about stays as it is
    const made = (rows ?? []).flatMap((/** @type {any} */ row) => {
      const nodes = copy(pattern);
      for (const node of nodes) if (node instanceof Element) fill(node, row);
      return nodes;
    });
    list.replaceChildren(pattern, ...made);
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
