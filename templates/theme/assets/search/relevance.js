// @ts-check
/** @import {Engine, Hit, Part} from "./engine.js" */
/** @import {Folding} from "./fold.js" */
/** @import {Notice} from "./texts.js" */
/** @import {Matches} from "./volume.js" */
/** Relevance: more terms in the finding first; among the best of these the nearer terms; else the newer. */
import { inNotice, newest, taken } from "./engine.js";

const NEARER = 20; // so many of the best are ordered by the distance of their terms

/**
 * @param {Part[]} parts
 * @param {Folding} folding
 * @param {string[]} terms
 * @param {number} count
 * @returns {Promise<Hit[]>} the first of all units, those of a notice together, at the place of its first
 */
export async function byRelevance(parts, folding, terms, count) {
  /** @type {Map<Part, Uint8Array>} */
  const scores = new Map(parts.map((part) => [part, scoresOfUnits(part)]));
  const score = (/** @type {Hit} */ { part, unit }) => scores.get(part)?.[unit] ?? 0;
  const order = ordered(parts, terms.length, scores);
  const best = taken(order, NEARER);
  const spans = new Map();
  if (terms.length > 1) {
    const read = await Promise.all(best.map(({ part, unit }) => part.volume.texts.one(unit)));
    best.forEach((hit, index) => spans.set(hit, spanOf(folding.fold(read[index].text), terms)));
    best.sort((one, two) => score(two) - score(one) || spans.get(one) - spans.get(two));
  }
  const place = new Map(best.map(({ part, unit }, index) => [`${parts.indexOf(part)} ${unit}`, index]));
  const placeOf = (/** @type {Hit} */ { part, unit }) => place.get(`${parts.indexOf(part)} ${unit}`) ?? NEARER;
  const seen = new Set();
  /** @type {Hit[]} */
  const hits = [];
  const add = (/** @type {Hit} */ { part, unit }) => {
    const name = `${parts.indexOf(part)} ${part.volume.texts.ordinals[unit]}`;
    if (seen.has(name)) return;
    seen.add(name);
    const group = Array.from(inNotice(part, unit), (unit) => ({ part, unit }));
    hits.push(...group.sort((one, two) => score(two) - score(one) || placeOf(one) - placeOf(two) || one.unit - two.unit));
  };
  for (const hit of best) if (hits.length < count) add(hit);
  if (hits.length < count) {
    for (const hit of order) {
      add(hit);
      if (hits.length >= count) break;
    }
  }
  return hits;
}

/**
 * @param {Part[]} parts
 * @param {number} most the highest score
 * @param {Map<Part, Uint8Array>} scores
 * @returns {Generator<Hit, void>} all units, the highest score first, then the newest
 */
function* ordered(parts, most, scores) {
  for (let wanted = most; wanted >= 0; wanted--) {
    const level = parts.map((part) => part.units.filter((unit) => scores.get(part)?.[unit] === wanted));
    yield* newest(parts, level);
  }
}

/** @param {Part} part @returns {Uint8Array} for each unit of the volume, how many terms stand in its finding */
function scoresOfUnits({ volume, matches }) {
  const scores = new Uint8Array(volume.pairs.units);
  const own = scoresOf(matches);
  matches.units.forEach((unit, index) => (scores[unit] = own[index]));
  return scores;
}

/**
 * Titles and findings that hold the query, for suggestions: from the newest volumes, until there are enough.
 * @param {Engine} engine
 * @param {{q: string, count: number}} wanted
 * @returns {Promise<{finding: string, notice: Notice, anchor: string}[]>}
 */
export async function suggestions({ folding, volumes }, { q, count }) {
  const terms = folding.terms(q);
  if (!terms.length) return [];
  const distinct = new Map();
  for (const opening of volumes) {
    if (distinct.size >= count) break;
    const volume = await opening;
    const matches = await volume.matches(terms);
    const scores = scoresOf(matches);
    const likely = matches.units.filter((_, index) => scores[index] === terms.length);
    const first = taken(newest([{ volume, filter: undefined, matches, units: likely }]), 2 * count);
    const read = await volume.texts.read(first.map(({ unit }) => unit));
    const fitting = read.filter((unit) => terms.every((term) => folding.fold(unit.finding).includes(term)));
    for (const unit of fitting) if (!distinct.has(unit.finding)) distinct.set(unit.finding, unit);
  }
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
