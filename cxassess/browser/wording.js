/**
 * The words of another language: puts them where the first language has its own, in the same order. See wording.py.
 *
 * @typedef {Iterator<string | 0>} Words  0 where the first language says the same
 */
const Wording = (() => {
  /** Attributes that hold words, in the order of wording.py. */
  const ATTRIBUTES = ['aria-label', 'alt', 'data-above', 'data-l', 'data-title', 'lang', 'placeholder'];

  /**
   * @param {any} tree  texts of the first language @param {Words} words @returns {any} the same in the other
   */
  function texts(tree, words) {
    if (typeof tree === 'string') return words.next().value || tree;
    if (Array.isArray(tree)) return tree.map((one) => texts(one, words));
    if (!tree || typeof tree !== 'object') return tree;
    return Object.fromEntries(Object.entries(tree).map(([name, one]) => [name, texts(one, words)]));
  }

  /** @param {Element} element @param {Words} words */
  function attributes(element, words) {
    for (const name of ATTRIBUTES) {
      const word = element.hasAttribute(name) && words.next().value;
      if (word) element.setAttribute(name, word);
    }
  }

  /**
   * @param {Node} root  what it holds is in the first language, and then in the other
   * @param {Words} words
   */
  function speak(root, words) {
    for (const node of root.childNodes) {
      if (node instanceof Text) {
        const word = node.data.trim() && words.next().value;
        if (word) node.data = word;
      } else if (node instanceof Element) {
        attributes(node, words);
        // A client's introduction has elements of its own in every language; the views put it in.
        if (node.id !== 'at-intro') speak(node instanceof HTMLTemplateElement ? node.content : node, words);
      }
    }
  }

  return { texts, speak };
})();
