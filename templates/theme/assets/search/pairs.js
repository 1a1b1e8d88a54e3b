// @ts-check
/** @import {Store} from "./store.js" */
/** The lists of the index: which units hold a pair of characters. See docs/search-format.md. */
import { Bits, Bytes, parameterOf } from "./bits.js";

export const DERIVED = 1;
export const ALIAS = 2;
export const BARE = 3;

/** @typedef {{units: Int32Array, inside: () => Uint8Array}} List the units, ascending; 1 for those whose finding holds the pair */
/**
 * @typedef {object} Head
 * @property {number} key
 * @property {number} kind
 * @property {number} count
 * @property {number} root
 * @property {number} distance
 * @property {number} insides
 * @property {number} at
 * @property {number} base number of its first entry among the leaf's entries with positions
 * @property {string} after what always follows
 * @property {string} before what always precedes
 */
/** @typedef {{number: number, data: Uint8Array, heads: Map<number, Head>}} Leaf */

/** @param {string} folder @param {number} number */
export const numbered = (folder, number) => `${folder}/${number >> 8}/${number & 255}`;

export class Pairs {
  /**
   * @param {Store} store
   * @param {Uint8Array} directory the content of `pairs.bin`
   */
  constructor(store, directory) {
    this.store = store;
    this.units = store.entry.units;
    const bytes = new Bytes(directory);
    const count = bytes.varint();
    this.first = new Float64Array(count);
    this.sizes = new Int32Array(count);
    for (let index = 0, key = 0; index < count; index++) this.first[index] = key += bytes.varint();
    for (let index = 0; index < count; index++) this.sizes[index] = bytes.varint() * 64;
    /** @type {Map<number, Promise<Leaf>>} */
    this.leaves = new Map();
    /** @type {Map<number, Promise<List | null>>} */
    this.lists = new Map();
  }

  /**
   * @param {number} key
   * @returns {number} the leaf that would hold the pair, or -1
   */
  leafOf(key) {
    let low = 0;
    let high = this.first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.first[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * @param {number} key
   * @returns {number} bytes to fetch for the pair's list
   */
  cost(key) {
    const leaf = this.leafOf(key);
    return leaf < 0 || this.leaves.has(leaf) ? 0 : this.sizes[leaf];
  }

  /**
   * @param {number} number
   * @returns {Promise<Leaf>}
   */
  leaf(number) {
    let leaf = this.leaves.get(number);
    if (!leaf) {
      leaf = this.store.bytes(`${numbered("lists", number)}.bin`).then((data) => this.parse(number, data));
      this.leaves.set(number, leaf);
      leaf.catch(() => this.leaves.delete(number));
    }
    return leaf;
  }

  /**
   * @param {number} number
   * @param {Uint8Array} data
   * @returns {Leaf}
   */
  parse(number, data) {
    const bytes = new Bytes(data);
    /** @type {Map<number, Head>} */
    const heads = new Map();
    const lengths = [];
    let base = 0;
    for (let left = bytes.varint(), key = this.first[number], index = 0; index < left; index++) {
      const step = bytes.varint();
      if (index) key += step;
      const tagged = bytes.varint();
      const kind = tagged & 3;
      const count = Math.floor(tagged / 4);
      const related = kind === DERIVED || kind === ALIAS;
      const root = related ? bytes.varint() : key;
      const move = related ? bytes.varint() : 0;
      const insides = kind === ALIAS ? 0 : bytes.varint();
      lengths.push(kind === ALIAS ? 0 : bytes.varint());
      const beside = kind === BARE ? 0 : bytes.varint();
      const after = characters(bytes, beside >> 4).join("");
      const before = characters(bytes, beside & 15).reverse().join("");
      const distance = move & 1 ? -((move + 1) >> 1) : move >> 1;
      heads.set(key, { key, kind, count, root, distance, insides, at: 0, base, after, before });
      if (kind <= DERIVED) base += count;
    }
    let at = bytes.at;
    let index = 0;
    for (const head of heads.values()) {
      head.at = at;
      at += lengths[index++];
    }
    return { number, data, heads };
  }

  /**
   * @param {number} key
   * @returns {Promise<Head | undefined>} nothing if no unit holds the pair
   */
  async head(key) {
    const number = this.leafOf(key);
    return number < 0 ? undefined : (await this.leaf(number)).heads.get(key);
  }

  /**
   * @param {number} key
   * @returns {Promise<List | null>} null if no unit holds the pair
   */
  list(key) {
    let list = this.lists.get(key);
    if (!list) {
      list = this.read(key);
      this.lists.set(key, list);
      list.catch(() => this.lists.delete(key));
    }
    return list;
  }

  /**
   * @param {number} key
   * @returns {Promise<List | null>}
   */
  async read(key) {
    const number = this.leafOf(key);
    if (number < 0) return null;
    const leaf = await this.leaf(number);
    const head = leaf.heads.get(key);
    if (!head) return null;
    if (head.kind === ALIAS) return this.list(head.root);
    const { count, insides } = head;
    const bits = new Bits(leaf.data, head.at);
    const units = new Int32Array(count);
    const parameter = parameterOf(this.units, count);
    for (let index = 0, unit = -1; index < count; index++) units[index] = unit += 1 + bits.rice(parameter);
    const end = bits.bit;
    const inside = () => {
      bits.bit = end;
      const marks = new Uint8Array(count);
      const parameter = parameterOf(count, insides);
      for (let index = 0, entry = -1; index < insides; index++) marks[(entry += 1 + bits.rice(parameter))] = 1;
      return marks;
    };
    return { units, inside };
  }

  /**
   * The units that hold one code unit.
   * @param {number} code
   * @returns {Promise<List | null>}
   */
  async single(code) {
    const low = code * 0x10000;
    const own = await this.list(low + 1);
    if (own) return own;
    const from = Math.max(0, this.leafOf(low));
    const to = this.leafOf(low + 0xffff);
    const keys = [];
    for (const leaf of await Promise.all(range(from, to).map((number) => this.leaf(number)))) {
      for (const key of leaf.heads.keys()) if (key >= low && key <= low + 0xffff) keys.push(key);
    }
    const marks = new Uint8Array(this.units);
    for (const list of await Promise.all(keys.map((key) => this.list(key)))) {
      const held = list?.inside();
      list?.units.forEach((unit, index) => (marks[unit] |= 1 | ((held?.[index] ?? 0) << 1)));
    }
    const units = [];
    const inside = [];
    for (let unit = 0; unit < marks.length; unit++) {
      if (marks[unit]) {
        units.push(unit);
        inside.push(marks[unit] >> 1);
      }
    }
    return units.length ? { units: Int32Array.from(units), inside: () => Uint8Array.from(inside) } : null;
  }
}

/** @param {Bytes} bytes @param {number} count @returns {string[]} */
const characters = (bytes, count) => Array.from({ length: count }, () => String.fromCharCode(bytes.varint()));

/** @param {number} from @param {number} to @returns {number[]} */
const range = (from, to) => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
