// @ts-check
/** @import {Store} from "./store.js" */
/** The lists of the index: which units hold a pair of characters. See docs/search-format.md. */
import { Bits, Bytes, parameterOf } from "./bits.js";
import { checked } from "./inflate.js";

export const OWN = 0;
export const ALIAS = 1;
export const BARE = 2;

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
 * @property {boolean} near whether its positions stand in the leaf
 * @property {number} beside where in the leaf stands what always follows and precedes; 0: nothing does
 */
/** @typedef {{after: string, before: string}} Beside what always follows and precedes */
/**
 * @typedef {object} Leaf
 * @property {number} number
 * @property {Uint8Array} data
 * @property {Map<number, Head>} heads
 * @property {number} within where in the data its positions stand; 0: in files of their own
 */

/** @param {string} folder @param {number} number */
export const numbered = (folder, number) => `${folder}/${number >> 8}/${number & 255}`;

export class Pairs {
  /**
   * @param {Store} store
   * @param {number} units of the volume
   * @param {Bytes} bytes the directory of the leaves
   */
  constructor(store, units, bytes) {
    this.store = store;
    this.units = units;
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
      leaf = this.store.bytes(`${numbered("lists", number)}.bin`, checked).then((data) => this.parse(number, data));
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
    const lists = bytes.varint();
    for (let left = lists >> 1, key = this.first[number], index = 0; index < left; index++) {
      const step = bytes.varint();
      if (index) key += step;
      const tagged = bytes.varint();
      const kind = tagged & 3;
      const count = Math.floor(tagged / 4);
      const one = bytes.varint();
      const two = bytes.varint();
      const [root, distance, insides, length] = kind === ALIAS ? [one, two, 0, 0] : [key, 0, one, two];
      lengths.push(length);
      const beside = kind === BARE ? 0 : bytes.at;
      if (beside) bytes.skip(besides(bytes.varint()));
      heads.set(key, { key, kind, count, root, distance, insides, at: 0, base, near: kind === OWN && lists % 2 > 0, beside });
      if (kind === OWN) base += count;
    }
    let at = bytes.at;
    let index = 0;
    for (const head of heads.values()) {
      head.at = at;
      at += lengths[index++];
    }
    return { number, data, heads, within: lists & 1 ? at : 0 };
  }

  /**
   * @param {number} key
   * @returns {Promise<(Head & Beside) | undefined>} nothing if no unit holds the pair
   */
  async head(key) {
    const number = this.leafOf(key);
    const leaf = number < 0 ? undefined : await this.leaf(number);
    const head = leaf?.heads.get(key);
    return leaf && head && { ...head, ...besideOf(leaf.data, head.beside) };
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
    const units = bits.ascending(count, parameterOf(this.units, count));
    const end = bits.bit;
    const inside = () => {
      bits.bit = end;
      const marks = new Uint8Array(count);
      for (const entry of bits.ascending(insides, parameterOf(count, insides))) marks[entry] = 1;
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
    const units = new Int32Array(marks.length);
    let count = 0;
    for (let unit = 0; unit < marks.length; unit++) if (marks[unit]) units[count++] = unit;
    const held = units.subarray(0, count);
    return count ? { units: held, inside: () => Uint8Array.from(held, (unit) => marks[unit] >> 1) } : null;
  }
}

/** @param {number} counts of what follows × 16 + of what precedes @returns {number} how many characters */
const besides = (counts) => (counts >> 4) + (counts & 15);

/** @param {Uint8Array} data @param {number} at @returns {Beside} */
function besideOf(data, at) {
  if (!at) return { after: "", before: "" };
  const bytes = new Bytes(data, at);
  const counts = bytes.varint();
  const characters = Array.from({ length: besides(counts) }, () => String.fromCharCode(bytes.varint()));
  const after = characters.slice(0, counts >> 4).join("");
  return { after, before: characters.slice(counts >> 4).reverse().join("") };
}

/** @param {number} from @param {number} to @returns {number[]} */
const range = (from, to) => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
