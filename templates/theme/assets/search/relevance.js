// @ts-check
/** @import {Engine, Matches} from "./engine.js" */
/** @import {Notice, Texts} from "./texts.js" */
/** Relevance: more terms in the finding first; among the best of these the nearer terms; else the newer. */

const NEARER = 20; // so many of the best are ordered by the distance of their terms

/**
 * @param {Engine} engine
 * @param {Int32Array} units
 * @param {Matches} matches
 * @param {string[]} terms
 * @returns {Promise<number[]>} the hits of a notice together, at the place of its first
 */
export async function byRelevance({ texts, folding }, units, matches, terms) {
  const scores = scoresOf(matches);
  const score = new Map(Array.from(matches.units, (unit, index) => [unit, scores[index]]));
  const better = (/** @type {number} */ one, /** @type {number} */ two) => (score.get(two) ?? 0) - (score.get(one) ?? 0);
  const order = Array.from(units).sort((one, two) => better(one, two) || one - two);
  if (terms.length > 1) {
    const best = await texts.read(order.slice(0, NEARER));
    const spans = new Map(best.map((unit) => [unit.unit, spanOf(folding.fold(unit.text), terms)]));
    const nearer = order.slice(0, NEARER);
    nearer.sort((one, two) => better(one, two) || (spans.get(one) ?? 0) - (spans.get(two) ?? 0));
    order.splice(0, nearer.length, ...nearer);
  }
  return group(order, texts);
}

/**
 * Titles and findings that hold the query, for suggestions.
 * @param {Engine} engine
 * @param {{q: string, count: number}} wanted
 * @returns {Promise<{finding: string, notice: Notice, anchor: string}[]>}
 */
export async function suggestions(engine, { q, count }) {
  const { folding, texts } = engine;
  const terms = folding.terms(q);
  if (!terms.length) return [];
  const matches = await engine.matches(terms);
  const scores = scoresOf(matches);
  const likely = matches.units.filter((_, index) => scores[index] === terms.length);
  const read = await texts.read(likely.slice(0, 2 * count));
  const fitting = read.filter((unit) => terms.every((term) => folding.fold(unit.finding).includes(term)));
  const distinct = new Map(fitting.map((unit) => [unit.finding, unit]));
  return [...distinct.values()].slice(0, count).map(({ finding, notice, anchor }) => ({ finding, notice, anchor }));
}

/**
 * @param {Matches} matches
 * @returns {Uint8Array} for each unit, how many terms stand in its finding
 */
export function scoresOf({ units, sought }) {
  const scores = new Uint8Array(units.length);
  for (const { lists } of sought) {
    const held = new Uint8Array(units.length).fill(1);
    for (const list of lists.values()) {
      const inside = list.inside();
      let at = 0;
      units.forEach((unit, index) => {
        while (list.units[at] < unit) at++;
        held[index] &= inside[at];
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
 * @param {number[]} units
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
