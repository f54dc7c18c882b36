/**
 * What Python brings along and a script lacks.
 *
 * @typedef {Map<string, any> | Record<string, any>} Table  from JSON, or without any prototype
 */
const Basics = (() => {
  /**
   * The value under a key that may be any text, `constructor` and `__proto__` too.
   * @param {Table | null | undefined} table @param {string} key @returns {any}
   */
  function lookup(table, key) {
    if (table instanceof Map) return table.get(key);
    return table && Object.hasOwn(table, key) ? table[key] : undefined;
  }

  /** @param {number[]} numbers @returns {number} */
  function sum(numbers) {
    let total = 0;
    for (const number of numbers) total += number;
    return total;
  }

  /** @param {number} weight @returns {bigint} */
  function int(weight) {
    return BigInt(Math.trunc(weight));
  }

  /**
   * A sorted copy: stable, by lists of numbers compared place by place.
   * @template T @param {T[]} items @param {(item: T) => number[]} key @returns {T[]}
   */
  function sorted(items, key) {
    return items
      .map((item) => ({ item, keys: key(item) }))
      .sort((a, b) => {
        const at = a.keys.findIndex((value, i) => value !== b.keys[i]);
        return at < 0 ? 0 : a.keys[at] - b.keys[at];
      })
      .map(({ item }) => item);
  }

  return { lookup, sum, int, sorted };
})();
