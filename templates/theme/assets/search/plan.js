// @ts-check
/** @import {Beside, Head} from "./pairs.js" */
/** Planning: which pairs of a term to fetch. */
import { BARE } from "./pairs.js";

/**
 * The pairs of a term, by the place of their first code unit.
 * @param {string} term
 * @returns {number[]}
 */
export function pairsOf(term) {
  return Array.from({ length: term.length - 1 }, (_, at) => term.charCodeAt(at) * 0x10000 + term.charCodeAt(at + 1));
}

const CHEAP = 9_000; // bytes of lists that are fetched at once
const FIRST = 4; // else so many

/**
 * @typedef {object} Reach a pair at a place of the term
 * @property {number} at
 * @property {number} from what of the term it implies
 * @property {number} to
 * @property {number} weight how many entries it has
 * @property {boolean} near whether its positions are at hand
 * @property {boolean} bare whether it has no positions
 */

/**
 * How much of a term a pair implies by what always stands beside it.
 * @param {string} term
 * @param {number} at
 * @param {Head & Beside} head
 * @returns {Reach | null} null if the term says otherwise: then it stands nowhere
 */
export function reach(term, at, { after, before, count, near, kind }) {
  const right = term.slice(at + 2, at + 2 + after.length);
  const left = term.slice(Math.max(0, at - before.length), at);
  if (!after.startsWith(right) || !before.endsWith(left)) return null;
  return { at, from: at - left.length, to: at + 2 + right.length, weight: count, near, bare: kind === BARE };
}

/**
 * The pairs to look at next: of each stretch that nothing implies yet the cheapest; at first those that imply all of the term, if they are
 * cheap enough to be fetched at once, else the cheapest that share no character.
 * @param {string} term
 * @param {Reach[]} reaches
 * @param {(at: number) => number} cost bytes
 * @returns {number[]} places in the term
 */
export function next(term, reaches, cost) {
  const range = (/** @type {number} */ from, /** @type {number} */ to) => Array.from({ length: to - from }, (_, index) => from + index);
  const byCost = (/** @type {number[]} */ places) => places.sort((one, two) => cost(one) - cost(two));
  const cheapest = (/** @type {number[]} */ places) => byCost(places)[0];
  if (!reaches.length) {
    const all = range(0, term.length - 1);
    const plain = all.map((at) => ({ at, from: at, to: at + 2, weight: 0, near: false, bare: false }));
    const whole = cover(term, plain, ({ at }) => cost(at) + 1) ?? [];
    const bytes = whole.reduce((sum, { at }) => sum + cost(at), 0);
    return whole.length < 3 || bytes < CHEAP ? whole.map(({ at }) => at) : apart(byCost(all)).slice(0, FIRST);
  }
  const held = new Uint8Array(term.length);
  for (const { from, to } of reaches) held.fill(1, from, to);
  const places = [];
  for (let at = 0; at < term.length; at++) {
    if (held[at]) continue;
    let end = at;
    while (end < term.length && !held[end]) end++;
    places.push(cheapest(range(Math.max(0, at - 1), Math.min(end, term.length - 1))));
    at = end;
  }
  return [...new Set(places)];
}

/** @param {number[]} places @returns {number[]} those whose pairs share no character with one before */
function apart(places) {
  /** @type {number[]} */
  const chosen = [];
  for (const at of places) if (chosen.every((other) => Math.abs(at - other) > 1)) chosen.push(at);
  return chosen;
}

/**
 * The cheapest reaches that together imply the whole term.
 * @param {string} term
 * @param {Reach[]} reaches
 * @param {(reach: Reach) => number} cost
 * @returns {Reach[] | null} null if they do not
 */
export function cover(term, reaches, cost) {
  /** @typedef {{cost: number, last?: Reach}} Best the cheapest way to imply the term up to a place */
  /** @type {(Best | undefined)[]} */
  const best = [{ cost: 0 }];
  for (const each of [...reaches].sort((one, two) => one.from - two.from)) {
    const before = best[each.from];
    if (!before) continue;
    const total = before.cost + cost(each);
    for (let end = each.from + 1; end <= each.to; end++) {
      const known = best[end];
      if (!known || total < known.cost) best[end] = { cost: total, last: each };
    }
  }
  const chosen = [];
  for (let last = best[term.length]?.last; last; last = best[last.from]?.last) chosen.push(last);
  return chosen.length ? chosen : null;
}

/**
 * The numbers that stand in all of some ascending lists.
 * @param {Int32Array[]} lists
 * @returns {Int32Array}
 */
export function intersect(lists) {
  const [first, ...others] = [...lists].sort((one, two) => one.length - two.length);
  let common = first;
  for (const other of others) {
    const kept = new Int32Array(common.length);
    let count = 0;
    for (let index = 0, at = 0; index < common.length; index++) {
      const value = common[index];
      while (at < other.length && other[at] < value) at++;
      if (other[at] === value) kept[count++] = value;
    }
    common = kept.subarray(0, count);
  }
  return common;
}
