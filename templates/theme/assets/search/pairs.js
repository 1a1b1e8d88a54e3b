// @ts-check
/** @import {Store} from "./store.js" */
/** The lists of the index: which units hold a pair of characters. See docs/search-format.md. */
import { Bits, Bytes, parameterOf, placeOf } from "./bits.js";
import { checked } from "./inflate.js";

export const OWN = 0;
const ALIAS = 1;
export const BARE = 2;

/** @typedef {{units: Int32Array, inside: () => Uint8Array}} List the units, ascending; 1 for those whose finding holds the pair */
/**
 * @typedef {object} Head
 * @property {number} key
 * @property {number} kind
 * @property {number} count
 * @property {number} root
 * @property {number} distance
 * @property {number} from number of its first holder among the leaf's
 * @property {number} to where they end
 * @property {boolean} near whether its positions stand in the leaf
 * @property {number} beside where in the leaf stands what always follows and precedes; 0: nothing does
 */
/** @typedef {{after: string, before: string}} Beside what always follows and precedes */
/** @typedef {{chapter: number[], entries: number[], insides: number[], at: number[]}} Holders of lists, list after list: what a chapter has of one */
/**
 * @typedef {object} Leaf
 * @property {number} number
 * @property {Uint8Array} data
 * @property {Map<number, Head>} heads
 * @property {Holders} holders `at`: where in the data the chapter's part of the list begins
 * @property {number} within where in the data its positions stand; 0: in files of their own
 */

/** @param {string} folder @param {number} number */
export const numbered = (folder, number) => `${folder}/${number >> 8}/${number & 255}`;

export class Pairs {
  /**
   * @param {Store} store
   * @param {Int32Array} bounds the first unit of each chapter, and the end
   * @param {number} block entries whose positions share a file, at most
   * @param {Bytes} bytes the directory of the leaves
   */
  constructor(store, bounds, block, bytes) {
    this.store = store;
    this.bounds = bounds;
    this.units = bounds[bounds.length - 1];
    this.block = block;
    const count = bytes.varint();
    let key = 0;
    this.first = Float64Array.from(bytes.numbers(count), (step) => (key += step));
    this.sizes = Int32Array.from(bytes.numbers(count), (size) => size * 256);
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
    return placeOf(this.first, key + 1) - 1;
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
    /** @type {Holders} */
    const holders = { chapter: [], entries: [], insides: [], at: [] };
    const lists = bytes.varint();
    for (let key = this.first[number], index = 0; index < Math.floor(lists / 2); index++) {
      const step = bytes.varint();
      if (index) key += step;
      const tagged = bytes.varint();
      const kind = tagged & 3;
      if (kind > BARE) damaged();
      const count = Math.floor(tagged / 4);
      const [root, distance] = kind === ALIAS ? [bytes.varint(), bytes.varint()] : [key, 0];
      const from = holders.chapter.length;
      this.parseHolders(bytes, count, holders);
      const beside = kind === BARE ? 0 : bytes.at;
      if (beside) bytes.skip(besides(bytes.varint()));
      const near = kind === OWN && lists % 2 === 1;
      heads.set(key, { key, kind, count, root, distance, from, to: holders.chapter.length, near, beside });
    }
    const end = inPlace(holders, bytes.at, this.bounds.length - 1);
    return { number, data, heads, holders, within: lists % 2 ? end : 0 };
  }

  /**
   * @param {Bytes} bytes
   * @param {number} count entries of the list
   * @param {Holders} holders to which those of the list are added; `at`: so many bytes
   */
  parseHolders(bytes, count, { chapter, entries, insides, at }) {
    const from = chapter.length;
    if (this.bounds.length < 3) chapter.push(0);
    else chapter.push(...bytes.ones());
    for (let holder = from; holder < chapter.length; holder++) {
      entries.push(chapter.length - from > 1 ? bytes.varint() : count);
      insides.push(bytes.varint());
      at.push(bytes.varint());
      const units = this.bounds[chapter[holder] + 1] - this.bounds[chapter[holder]];
      if (!(entries[holder] <= units && insides[holder] <= entries[holder])) damaged();
    }
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
    const { chapter, entries, insides } = leaf.holders;
    const units = new Int32Array(sum(entries, head));
    if (units.length !== head.count) damaged();
    const bits = new Bits(leaf.data);
    /** @type {number[]} */
    const ends = [];
    for (let holder = head.from, at = 0; holder < head.to; holder++) {
      const base = this.bounds[chapter[holder]];
      bits.bit = leaf.holders.at[holder] * 8;
      fill(bits, units, at, (at += entries[holder]), base, this.bounds[chapter[holder] + 1] - base);
      ends.push(bits.bit);
    }
    const inside = () => {
      const found = new Int32Array(sum(insides, head));
      for (let holder = head.from, at = 0, base = 0; holder < head.to; base += entries[holder++]) {
        bits.bit = ends[holder - head.from];
        fill(bits, found, at, (at += insides[holder]), base, entries[holder]);
      }
      const marks = new Uint8Array(units.length);
      for (const entry of found) marks[entry] = 1;
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

/**
 * Put lengths of lists, which stand chapter after chapter, into places.
 * @param {Holders} holders
 * @param {number} start where the first list begins
 * @param {number} chapters
 * @returns {number} where the last ends
 */
function inPlace({ chapter, at }, start, chapters) {
  const next = new Float64Array(chapters + 1);
  chapter.forEach((number, holder) => (next[number + 1] += at[holder]));
  next[0] = start;
  for (let number = 0; number < chapters; number++) next[number + 1] += next[number];
  chapter.forEach((number, holder) => {
    const length = at[holder];
    at[holder] = next[number];
    next[number] += length;
  });
  return next[chapters];
}

/** @param {number[]} counts @param {Head} head @returns {number} those of its holders, together */
function sum(counts, { from, to }) {
  let all = 0;
  for (let holder = from; holder < to; holder++) all += counts[holder];
  return all;
}

/** @returns {never} */
function damaged() {
  throw new RangeError("damaged");
}

/**
 * Read ascending numbers from 0 to below `span`, as `Bits.ascending` puts them.
 * @param {Bits} bits
 * @param {Int32Array} into
 * @param {number} from
 * @param {number} to
 * @param {number} base
 * @param {number} span
 */
function fill(bits, into, from, to, base, span) {
  if (bits.ascending(into, from, to, base, parameterOf(span, to - from)) >= base + span) damaged();
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
