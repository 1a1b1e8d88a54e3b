// @ts-check
/**
 * The engine: a query and filters go in, the exact number of units that hold it, their counts and the texts of some of them come out.
 * It knows nothing of the page.
 */
import { columnsOf, Filters } from "./filters.js";
import { Folding } from "./fold.js";
import { Pairs } from "./pairs.js";
import { cover, intersect, next, pairsOf, reach } from "./plan.js";
import { snippet } from "./snippet.js";
import { Store } from "./store.js";
import { Texts } from "./texts.js";

/** @typedef {import("./pairs.js").List} List */
/** @typedef {{q: string, filters: Record<string, string>, sort: string, from: number, count: number}} Request */
/** @typedef {import("./plan.js").Reach} Reach */
/** @typedef {{term: string, lists: Map<number, List>, reaches: Reach[], whole: boolean}} Sought whole: one of its lists implies all of it */

const FEW = 10; // so few candidates are checked by their texts, which are shown anyway
const MOST = 60; // candidates that are checked by their texts at all
const TEXT_BYTES = 2_700; // of a file of texts, and of a file of positions: what they are on average
const BLOCK_BYTES = 4_500;
const NEARER = 20; // so many of the best are ordered by the distance of their terms

export class Engine {
  /** @param {Store} store @param {any} catalog @param {Folding} folding @param {Pairs} pairs */
  constructor(store, catalog, folding, pairs) {
    this.store = store;
    this.columns = columnsOf(catalog);
    this.folding = folding;
    this.pairs = pairs;
    this.texts = new Texts(store, catalog.units);
    /** @type {Map<string, Promise<Matches>>} */
    this.found = new Map();
  }

  /**
   * @param {URL} base the folder `search/`
   * @returns {Promise<Engine>}
   */
  static async open(base) {
    const store = await Store.open(base);
    const [catalog, table, directory] = await Promise.all([
      store.json("catalog.bin"),
      store.bytes("fold.bin"),
      store.bytes("pairs.bin"),
      store.bytes("phrases.bin"),
    ]);
    return new Engine(store, catalog, new Folding(table), new Pairs(store, directory));
  }

  /**
   * @param {Request} request
   * @returns {Promise<any>}
   */
  async search({ q, filters, sort, from, count }) {
    const terms = this.folding.terms(q);
    const filter = await Filters.open(this.columns, this.texts, filters);
    if (!terms.length && !filter.active) return { terms, total: 0, empty: true, facets: {}, hits: [] };
    const matches = await this.matches(terms);
    const kept = filter.keep(matches.units);
    const ordered =
      sort === "relevance" && terms.length ? group(await this.byRelevance(kept, matches, terms), this.texts) : kept;
    const shown = await this.texts.read(ordered.slice(from, from + count));
    const perNotice = new Int32Array(this.store.entry.notices);
    for (const unit of kept) perNotice[this.texts.ordinals[unit]]++;
    return {
      terms,
      total: kept.length,
      notices: perNotice.reduce((sum, each) => sum + (each ? 1 : 0), 0),
      facets: filter.facets(matches.units),
      hits: shown.map((unit) => ({
        notice: unit.notice,
        inNotice: perNotice[unit.ordinal],
        anchor: unit.anchor,
        kind: unit.kind,
        status: unit.status,
        finding: this.marked(unit.finding, terms),
        snippet: snippet(this.folding, unit, terms),
      })),
      fewer: kept.length || terms.length < 2 ? [] : await this.fewer(terms, filter),
    };
  }

  /**
   * Titles and findings that hold the query, for suggestions.
   * @param {string} q
   * @param {number} count
   * @returns {Promise<{finding: string, notice: import("./texts.js").Notice, anchor: string}[]>}
   */
  async suggest(q, count) {
    const terms = this.folding.terms(q);
    if (!terms.length) return [];
    const { units, scores } = await this.matches(terms);
    const likely = [...units.keys()].filter((index) => scores[index] === terms.length);
    const read = await this.texts.read(likely.slice(0, 2 * count).map((index) => units[index]));
    const fitting = read.filter((unit) => terms.every((term) => this.folding.fold(unit.finding).includes(term)));
    const distinct = new Map(fitting.map((unit) => [unit.finding, unit]));
    return [...distinct.values()].slice(0, count).map(({ finding, notice, anchor }) => ({ finding, notice, anchor }));
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
    if (!terms.length) return { units: Int32Array.from({ length: this.pairs.units }, (_, unit) => unit), scores: new Uint8Array(this.pairs.units) };
    /** @type {Sought[]} */
    const sought = terms.map((term) => ({ term, lists: new Map(), reaches: [], whole: term.length < 3 }));
    let units = new Int32Array();
    for (let going = true; going; ) {
      const found = await Promise.all(sought.map((each) => this.look(each)));
      if (found.includes("nowhere")) return { units: new Int32Array(), scores: new Uint8Array() };
      units = intersect(sought.flatMap((each) => [...each.lists.values()].map((list) => list.units)));
      going = found.includes("more") && units.length > FEW;
    }
    units = await this.check(sought.filter((each) => !each.whole), units);
    return { units, scores: scoresOf(units, sought) };
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
    const places = next(term, reaches, (at) => this.pairs.cost(keys[at])).filter((at) => !reaches.some((each) => each.at === at));
    for (const at of places) if (this.pairs.leafOf(keys[at]) < 0) return "nowhere";
    const [heads, found] = await Promise.all([
      Promise.all(places.map((at) => this.pairs.head(keys[at]))),
      Promise.all(places.map((at) => this.pairs.list(keys[at]))),
    ]);
    for (const [index, at] of places.entries()) {
      const [head, list] = [heads[index], found[index]];
      const reached = head && reach(term, at, head);
      if (!reached || !list) return "nowhere";
      lists.set(keys[at], list);
      reaches.push(reached);
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
        const now = plan.left.splice(0, starts ? 1 : 2);
        const found = await Promise.all(now.map(({ at }) => this.pairs.positions(plan.keys[at], units)));
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

  /**
   * More terms in the finding first; among the best of these the nearer terms; else the newer.
   * @param {Int32Array} units
   * @param {Matches} matches
   * @param {string[]} terms
   * @returns {Promise<Int32Array>}
   */
  async byRelevance(units, matches, terms) {
    const score = new Map(Array.from(matches.units, (unit, index) => [unit, matches.scores[index]]));
    const order = Array.from(units).sort((one, two) => (score.get(two) ?? 0) - (score.get(one) ?? 0) || one - two);
    if (terms.length > 1) {
      const best = await this.texts.read(order.slice(0, NEARER));
      const spans = new Map(best.map((unit) => [unit.unit, spanOf(this.folding.fold(unit.text), terms)]));
      const nearer = order
        .slice(0, NEARER)
        .sort((one, two) => (score.get(two) ?? 0) - (score.get(one) ?? 0) || (spans.get(one) ?? 0) - (spans.get(two) ?? 0));
      order.splice(0, nearer.length, ...nearer);
    }
    return Int32Array.from(order);
  }

  /**
   * What there would be with one term less.
   * @param {string[]} terms
   * @param {Filters} filter
   * @returns {Promise<{terms: string[], total: number}[]>}
   */
  async fewer(terms, filter) {
    const choices = terms.slice(0, 6).map((_, index) => terms.filter((_, other) => other !== index));
    const matches = await Promise.all(choices.map((choice) => this.matches(choice)));
    return choices
      .map((choice, index) => ({ terms: choice, total: filter.keep(matches[index].units).length }))
      .filter((each) => each.total)
      .sort((one, two) => two.total - one.total);
  }

  /**
   * @param {string} text
   * @param {string[]} terms
   * @returns {import("./snippet.js").Piece[]}
   */
  marked(text, terms) {
    /** @type {import("./snippet.js").Piece[]} */
    const pieces = [];
    let at = 0;
    for (const [start, end] of this.folding.places(text, terms)) {
      pieces.push({ text: text.slice(at, start), mark: false }, { text: text.slice(start, end), mark: true });
      at = end;
    }
    pieces.push({ text: text.slice(at), mark: false });
    return pieces.filter((piece) => piece.text);
  }
}

/** @typedef {{units: Int32Array, scores: Uint8Array}} Matches scores: how many terms stand in the finding */

/**
 * @param {Int32Array} units
 * @param {Sought[]} sought
 * @returns {Uint8Array}
 */
function scoresOf(units, sought) {
  const scores = new Uint8Array(units.length);
  for (const { lists } of sought) {
    const held = new Uint8Array(units.length).fill(1);
    for (const list of lists.values()) {
      let at = 0;
      units.forEach((unit, index) => {
        while (list.units[at] < unit) at++;
        held[index] &= list.inside[at];
      });
    }
    held.forEach((value, index) => (scores[index] += value));
  }
  return scores;
}

/**
 * How many characters lie between the first term and the farthest of the others, at best.
 * @param {string} folded
 * @param {string[]} terms
 * @returns {number}
 */
function spanOf(folded, terms) {
  let best = Infinity;
  for (let at = folded.indexOf(terms[0]); at >= 0; at = folded.indexOf(terms[0], at + 1)) {
    const far = terms.slice(1).map((term) => {
      const after = folded.indexOf(term, at);
      const before = folded.lastIndexOf(term, at);
      return Math.min(after < 0 ? Infinity : after - at, before < 0 ? Infinity : at - before);
    });
    best = Math.min(best, Math.max(...far));
  }
  return best;
}

/**
 * Bring the hits of a notice together, at the place of its first.
 * @param {Int32Array} units
 * @param {Texts} texts
 * @returns {number[]}
 */
function group(units, texts) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  for (const unit of units) {
    const ordinal = texts.ordinals[unit];
    const held = groups.get(ordinal);
    if (held) held.push(unit);
    else groups.set(ordinal, [unit]);
  }
  return [...groups.values()].flat();
}
