// @ts-check
/** @import {Folding} from "./fold.js" */
/** The part of a unit's text that a result shows, cut around the first places of the terms. */

/** @typedef {{text: string, mark: boolean}} Piece */

const BEFORE = 30;
const LENGTH = 140;
const PARTS = 3;
const INSIDE = /^[\udc00-\udfff\p{M}]/u; // the second half of a rare character, or a mark on the one before

/**
 * A place to cut a text that leaves each character whole.
 * @param {string} text
 * @param {number} at
 * @returns {number} the same place or one a little before
 */
function between(text, at) {
  while (at > 0 && INSIDE.test(text.slice(at, at + 2))) at--;
  return at;
}

/**
 * @param {Folding} folding
 * @param {string} text
 * @param {string[]} terms
 * @returns {Piece[]}
 */
export function snippet(folding, text, terms) {
  const places = folding.places(text, terms);
  const body = places.length > 1 ? text.indexOf("\n") : 0;
  const inBody = places.filter(([start]) => start >= body);
  const chosen = inBody.length ? inBody : places;
  /** @type {Piece[]} */
  const pieces = [];
  let at = 0;
  for (const [start] of chosen) {
    if (pieces.length && start < at) continue;
    if (pieces.length >= PARTS * 4) break;
    const from = Math.max(at, between(text, start - BEFORE));
    const to = between(text, Math.min(text.length, from + (pieces.length ? LENGTH / 2 : LENGTH)));
    if (from > at) pieces.push({ text: "…", mark: false });
    at = cut(text, from, to, places, pieces);
  }
  if (!pieces.length) at = cut(text, 0, between(text, Math.min(LENGTH, text.length)), [], pieces);
  if (at < text.length) pieces.push({ text: "…", mark: false });
  return pieces;
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {[number, number][]} places
 * @param {Piece[]} pieces
 * @returns {number} where the cut ends
 */
function cut(text, from, to, places, pieces) {
  let at = from;
  for (const [start, end] of places) {
    if (end <= at || start >= to) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), mark: false });
    pieces.push({ text: text.slice(Math.max(at, start), end), mark: true });
    at = end;
  }
  if (at < to) pieces.push({ text: text.slice(at, to), mark: false });
  return Math.max(at, to);
}

/**
 * All of a text, the terms marked.
 * @param {Folding} folding
 * @param {string} text
 * @param {string[]} terms
 * @returns {Piece[]}
 */
export function marked(folding, text, terms) {
  /** @type {Piece[]} */
  const pieces = [];
  cut(text, 0, text.length, folding.places(text, terms), pieces);
  return pieces;
}
