// @ts-check
/** @import {Facts, Head} from "./store.js" */
/** @import {List} from "./pairs.js" */
/** @import {Reach} from "./plan.js" */
/** @import {Places} from "./positions.js" */
/** @import {Folding} from "./fold.js" */
/** A volume of the index: terms go in, exactly those of its units that hold all of them come out. */
import { Bytes } from "./bits.js";
import { Pairs } from "./pairs.js";
import { cover, intersect, next, pairsOf, reach } from "./plan.js";
import { common, kept, positionsOf } from "./positions.js";
import { Store } from "./store.js";
import { Texts } from "./texts.js";

/** @typedef {{term: string, lists: Map<number, List>, reaches: Reach[], whole: boolean}} Sought whole: one of its lists implies all of it */
/** @typedef {{units: Int32Array, sought: Sought[]}} Matches the units that hold all terms, ascending */

const FEW = 12; // so few candidates of all volumes are checked by their texts, which are shown anyway
const MOST = 60; // candidates of all volumes that are checked by their texts at all
const WITHOUT = 1e6; // what it would cost to do without positions: more than anything else
const REQUEST = 3_000; // bytes that take as long as asking for one more file does
const TEXT_BYTES = REQUEST + 1_750; // what a file of texts costs: they are so long on average
const ENTRY_BYTES = 0.85; // of a file of positions
const AT_ONCE = 40_000; // cost of positions
const NEVER = 99_991_231; // a day after all others, from which the first notice's distance is told

export class Volume {
  /**
   * @param {Store} store
   * @param {Store[]} chapters
   * @param {Uint8Array} start the content of `start.bin`
   * @param {number} units of the volume
   * @param {Head} head
   * @param {Folding} folding
   */
  constructor(store, chapters, start, units, head, folding) {
    const bytes = new Bytes(start);
    const block = bytes.varint();
    if (!block || bytes.varint() !== chapters.length) throw new RangeError("damaged");
    /** @type {number[]} */
    this.days = [];
    const counts = chapters.map(() => {
      const counts = bytes.numbers(bytes.varint());
      let day = NEVER;
      for (const older of bytes.numbers(counts.length)) this.days.push((day -= older));
      return counts;
    });
    if (counts.flat().reduce((sum, count) => sum + count, 0) !== units) throw new RangeError("damaged");
    this.texts = new Texts(store, chapters, counts, head.text_units);
    this.pairs = new Pairs(store, this.texts.bounds, block, bytes);
    this.fileBytes = REQUEST + ENTRY_BYTES * block; // what a file of positions costs
    this.folding = folding;
    this.few = Math.ceil(FEW / head.volumes.length);
    this.most = Math.ceil(MOST / head.volumes.length);
    /** @type {Map<string, Promise<Matches>>} */
    this.found = new Map();
  }

  /**
   * @param {URL} base the folder `search/`
   * @param {Head} head
   * @param {Facts} facts
   * @param {Promise<Folding>} folding
   * @returns {Promise<Volume>}
   */
  static async open(base, head, facts, folding) {
    const [store, ...chapters] = [facts.digest, ...facts.chapters].map((digest) => new Store(base, digest));
    return new Volume(store, chapters, await store.bytes("start.bin"), facts.units, head, await folding);
  }

  /**
   * All units that hold all terms.
   * @param {string[]} terms folded
   * @returns {Promise<Matches>}
   */
  matches(terms) {
    const key = terms.join("\0");
    let matches = this.found.get(key);
    if (!matches) {
      matches = this.match(terms);
      if (this.found.size > 50) this.found.clear();
      this.found.set(key, matches);
      matches.catch(() => this.found.delete(key));
    }
    return matches;
  }

  /**
   * @param {string[]} terms
   * @returns {Promise<Matches>}
   */
  async match(terms) {
    if (!terms.length) return { units: Int32Array.from({ length: this.pairs.units }, (_, unit) => unit), sought: [] };
    /** @type {Sought[]} */
    const sought = terms.map((term) => ({ term, lists: new Map(), reaches: [], whole: term.length < 3 }));
    /** @type {Int32Array} */
    let units = new Int32Array();
    for (let going = true; going; ) {
      const found = await Promise.all(sought.map((each) => this.look(each)));
      if (found.includes("nowhere")) return { units: new Int32Array(), sought: [] };
      units = intersect(sought.flatMap((each) => [...each.lists.values()].map((list) => list.units)));
      going = found.includes("more") && units.length > this.few;
    }
    units = await this.check(sought.filter((each) => !each.whole), units);
    return { units, sought };
  }

  /**
   * @param {string} term of at least two characters
   * @param {Reach[]} [reaches]
   * @returns {number[]} the pairs to look at next
   */
  plan(term, reaches = []) {
    const keys = pairsOf(term);
    return [...new Set(next(term, reaches, (at) => this.pairs.cost(keys[at])).map((at) => keys[at]))];
  }

  /**
   * Fetch some more lists of a term.
   * @param {Sought} sought
   * @returns {Promise<"nowhere" | "done" | "more">} whether the term stands nowhere, or the lists imply all of it, or not yet
   */
  async look(sought) {
    const { term, lists, reaches } = sought;
    if (sought.whole && lists.size) return "done";
    if (term.length < 2) {
      const list = await this.pairs.single(term.charCodeAt(0));
      if (list) lists.set(-1, list);
      return list ? "done" : "nowhere";
    }
    const keys = pairsOf(term);
    const wanted = this.plan(term, reaches).filter((key) => !lists.has(key));
    if (wanted.some((key) => this.pairs.leafOf(key) < 0)) return "nowhere";
    const found = await Promise.all(wanted.map((key) => Promise.all([this.pairs.head(key), this.pairs.list(key)])));
    for (const [index, key] of wanted.entries()) {
      const [head, list] = found[index];
      if (!head || !list) return "nowhere";
      lists.set(key, list);
      for (let at = keys.indexOf(key); at >= 0; at = keys.indexOf(key, at + 1)) {
        const reached = reach(term, at, head);
        if (!reached) return "nowhere";
        reaches.push(reached);
      }
    }
    const covering = cover(term, reaches, () => 1);
    sought.whole = covering?.length === 1;
    return covering ? "done" : "more";
  }

  /**
   * Keep those units in which the terms really stand. Pairs whose positions are at hand, then the rarest two of each cover, are compared
   * first: often so few units are left that their texts are cheaper to read than the positions of the others.
   * @param {Sought[]} open terms that no single list implies
   * @param {Int32Array} units
   * @returns {Promise<Int32Array>}
   */
  async check(open, units) {
    const texts = () => this.checkTexts(open.map(({ term }) => term), units);
    const blocks = (/** @type {Reach} */ { weight, near, bare }) => (near ? 0 : bare ? WITHOUT : 1 + weight / this.pairs.block);
    const plans = open.map(({ term, reaches }) => ({ keys: pairsOf(term), left: cover(term, reaches, blocks) ?? [] }));
    if (plans.some(({ left }) => !left.length || left.some(({ bare }) => bare))) return texts(); // few units are left
    for (const plan of plans) {
      plan.left.sort((one, two) => Number(two.near) - Number(one.near) || one.weight - two.weight);
      /** @type {Places | undefined} */
      let starts;
      while (plan.left.length) {
        const open = plans.flatMap(({ left }) => left);
        const costOf = (/** @type {Reach[]} */ some) =>
          some.reduce((sum, each) => sum + Math.min(units.length, blocks(each)) * this.fileBytes, 0);
        const near = plan.left.filter((each) => each.near).length;
        const count = near || (costOf(open) < AT_ONCE ? plan.left.length : starts ? 1 : 2);
        if (!near && (units.length <= this.few || this.textsCost(units) < costOf(plan.left.slice(0, count)))) return texts();
        const now = plan.left.splice(0, count);
        const places = now.map(({ at }) => positionsOf(this.pairs, plan.keys[at], units, -at));
        const found = await Promise.all(places);
        ({ units, found: starts } = kept(units, (starts ? [starts, ...found] : found).reduce(common)));
      }
    }
    return units;
  }

  /** @param {Int32Array} units @returns {number} what it costs to read the units' texts, beyond those that are shown anyway */
  textsCost(units) {
    return units.length > this.most ? Infinity : TEXT_BYTES * (this.texts.files(units) - this.texts.files(units.slice(0, this.few)));
  }

  /**
   * @param {string[]} terms
   * @param {Int32Array} units
   * @returns {Promise<Int32Array>}
   */
  async checkTexts(terms, units) {
    const read = await this.texts.read(units);
    const folded = read.map((unit) => this.folding.fold(unit.text));
    return units.filter((_, index) => terms.every((term) => folded[index].includes(term)));
  }
}
