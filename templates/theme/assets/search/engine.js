// @ts-check
/** @import {List} from "./pairs.js" */
/** @import {Reach} from "./plan.js" */
/** @import {Choice, Filters} from "./filters.js" */
/**
 * The engine: a query and filters go in, the exact number of units that hold it and the texts of some of them come out; counts for filters
 * if asked. It knows nothing of the page. What few searches need is fetched when one does.
 */
import { Folding } from "./fold.js";
import { Pairs } from "./pairs.js";
import { cover, intersect, next, pairsOf, reach } from "./plan.js";
import { marked, snippet } from "./snippet.js";
import { Store } from "./store.js";
import { Texts } from "./texts.js";

/** @typedef {{q: string, filters: Record<string, string>, sort: string, from: number, count: number}} Request */
/** @typedef {{term: string, lists: Map<number, List>, reaches: Reach[], whole: boolean}} Sought whole: one of its lists implies all of it */
/** @typedef {{units: Int32Array, sought: Sought[]}} Matches the units that hold all terms, newest first */

const FEW = 12; // so few candidates are checked by their texts, which are shown anyway
const MOST = 60; // candidates that are checked by their texts at all
const TEXT_BYTES = 1_200; // of a file of texts, and of a file of positions: what they are on average
const BLOCK_BYTES = 4_500;

export class Engine {
  /** @param {Store} store @param {number[]} counts units of each notice @param {Folding} folding @param {Pairs} pairs */
  constructor(store, counts, folding, pairs) {
    this.store = store;
    this.folding = folding;
    this.pairs = pairs;
    this.texts = new Texts(store, counts);
    /** @type {Map<string, Promise<Matches>>} */
    this.found = new Map();
  }

  /**
   * @param {URL} base the folder `search/`
   * @returns {Promise<Engine>}
   */
  static async open(base) {
    const store = await Store.open(base);
    const [counts, table, directory] = await Promise.all([
      store.json("units.bin"),
      store.bytes("fold.bin"),
      store.bytes("pairs.bin"),
      store.bytes("phrases.bin"),
    ]);
    return new Engine(store, counts, new Folding(table), new Pairs(store, directory));
  }

  /**
   * @param {Record<string, string>} chosen
   * @returns {Promise<Filters>}
   */
  async filter(chosen) {
    const { Filters } = await import("./filters.js");
    return Filters.open(this.texts, chosen);
  }

  /**
   * How many units each choice of each filter would leave.
   * @param {Request} request
   * @returns {Promise<Record<string, Choice[]>>}
   */
  async facets({ q, filters }) {
    const [filter, { units }] = await Promise.all([this.filter(filters), this.matches(this.folding.terms(q))]);
    return filter.facets(units);
  }

  /**
   * @param {Request} request
   * @returns {Promise<any>}
   */
  async search({ q, filters, sort, from, count }) {
    const terms = this.folding.terms(q);
    const filtering = Object.values(filters).some(Boolean);
    if (!terms.length && !filtering) return { terms, total: 0, empty: true, hits: [] };
    const filter = filtering ? await this.filter(filters) : undefined;
    const matches = await this.matches(terms);
    const kept = filter ? filter.keep(matches.units) : matches.units;
    const ordered = sort === "relevance" && terms.length ? await this.ranked(kept, matches, terms) : kept;
    const shown = await this.texts.read(ordered.slice(from, from + count));
    const perNotice = new Int32Array(this.store.entry.notices);
    for (const unit of kept) perNotice[this.texts.ordinals[unit]]++;
    return {
      terms,
      total: kept.length,
      notices: perNotice.reduce((sum, each) => sum + (each ? 1 : 0), 0),
      hits: shown.map((unit) => ({
        notice: unit.notice,
        inNotice: perNotice[unit.ordinal],
        anchor: unit.anchor,
        kind: unit.kind,
        status: unit.status,
        finding: marked(this.folding, unit.finding, terms),
        snippet: snippet(this.folding, unit, terms),
      })),
      fewer: kept.length || terms.length < 2 ? [] : await this.withoutOne(terms, filter),
    };
  }

  /**
   * @param {Int32Array} units
   * @param {Matches} matches
   * @param {string[]} terms
   * @returns {Promise<number[]>}
   */
  async ranked(units, matches, terms) {
    const { byRelevance } = await import("./relevance.js");
    return byRelevance(this, units, matches, terms);
  }

  /**
   * What there would be with one term less.
   * @param {string[]} terms
   * @param {Filters | undefined} filter
   * @returns {Promise<{terms: string[], total: number}[]>}
   */
  async withoutOne(terms, filter) {
    const choices = terms.slice(0, 6).map((_, index) => terms.filter((_, other) => other !== index));
    const matches = await Promise.all(choices.map((choice) => this.matches(choice)));
    const totals = matches.map(({ units }) => (filter ? filter.keep(units) : units).length);
    const found = choices.map((choice, index) => ({ terms: choice, total: totals[index] })).filter(({ total }) => total);
    return found.sort((one, two) => two.total - one.total);
  }

  /**
   * All units that hold all terms, newest first.
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
    let units = new Int32Array();
    for (let going = true; going; ) {
      const found = await Promise.all(sought.map((each) => this.look(each)));
      if (found.includes("nowhere")) return { units: new Int32Array(), sought: [] };
      units = intersect(sought.flatMap((each) => [...each.lists.values()].map((list) => list.units)));
      going = found.includes("more") && units.length > FEW;
      if (going) import("./positions.js").catch(() => undefined); // likely to be needed; if it fails, it will fail again then
    }
    units = await this.check(sought.filter((each) => !each.whole), units);
    return { units, sought };
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
    const places = next(term, reaches, (at) => this.pairs.cost(keys[at]));
    const wanted = [...new Set(places.map((at) => keys[at]))].filter((key) => !lists.has(key));
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
   * Keep those units in which the terms really stand. The rarest two pairs of each cover are compared first: often so few units are left
   * that their texts are cheaper to read than the positions of the others.
   * @param {Sought[]} open terms that no single list implies
   * @param {Int32Array} units
   * @returns {Promise<Int32Array>}
   */
  async check(open, units) {
    const texts = () => this.checkTexts(open.map(({ term }) => term), units);
    if (open.length && units.length <= FEW) return texts();
    const blocks = (/** @type {Reach} */ { weight }) => 1 + weight / this.store.entry.block_entries;
    const plans = open.map(({ term, reaches }) => ({ keys: pairsOf(term), left: cover(term, reaches, blocks) ?? [] }));
    for (const plan of plans) {
      plan.left.sort((one, two) => one.weight - two.weight);
      /** @type {number[][] | undefined} */
      let starts;
      while (plan.left.length) {
        const cost = plans.flatMap(({ left }) => left).reduce((sum, each) => sum + Math.min(units.length, blocks(each)) * BLOCK_BYTES, 0);
        if (units.length <= FEW || this.textsCost(units) < cost) return texts();
        const { positionsOf } = await import("./positions.js");
        const now = plan.left.splice(0, starts ? 1 : 2);
        const found = await Promise.all(now.map(({ at }) => positionsOf(this.pairs, plan.keys[at], units)));
        const all = [...(starts ? [starts] : []), ...found.map((each, index) => each.map((places) => places.map((place) => place - now[index].at)))];
        const common = all.reduce((one, two) => one.map((places, index) => places.filter((place) => two[index].includes(place))));
        units = units.filter((_, index) => common[index].length);
        starts = common.filter((places) => places.length);
      }
    }
    return units;
  }

  /** @param {Int32Array} units @returns {number} bytes to fetch to read the units' texts, beyond those that are shown anyway */
  textsCost(units) {
    return units.length > MOST ? Infinity : TEXT_BYTES * (this.texts.files(units) - this.texts.files(units.slice(0, FEW)));
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
