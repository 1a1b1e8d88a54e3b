// @ts-check
/** @import {Head, Leaf, Pairs} from "./pairs.js" */
/** Where in its units a pair stands; only terms that no list implies need it. See docs/search-format.md. */
import { Bits } from "./bits.js";
import { checked } from "./inflate.js";
import { ALIAS, numbered } from "./pairs.js";

const PARAMETER = 7;

/** @typedef {{at: Int32Array, places: Int32Array}} Places those of unit i are places[at[i]] to places[at[i + 1] - 1], ascending */

/**
 * @param {Pairs} pairs
 * @param {number} key
 * @param {Int32Array} wanted ascending, of the units of the pair's list
 * @param {number} size entries a file
 * @param {number} shift added to each place
 * @returns {Promise<Places>} for each wanted unit
 */
export async function positionsOf(pairs, key, wanted, size, shift) {
  const leaf = await pairs.leaf(pairs.leafOf(key));
  const head = leaf.heads.get(key);
  const list = await pairs.list(key);
  if (!head || !list) throw new RangeError("no positions");
  if (head.kind === ALIAS) return positionsOf(pairs, head.root, wanted, size, shift - head.distance);
  const ranks = ranksOf(list.units, wanted);
  if (leaf.within) return readPositions(leaf, head, ranks, () => new Bits(leaf.data, leaf.within), Infinity, shift);
  const numbers = new Set();
  for (let index = 0; index < ranks.length; index++) numbers.add(Math.floor((head.base + ranks[index]) / size));
  const name = numbered("positions", leaf.number);
  const blocks = new Map();
  const load = async (/** @type {number} */ number) => blocks.set(number, await pairs.store.bytes(`${name}-${number}.bin`, checked));
  await Promise.all(Array.from(numbers, load));
  return readPositions(leaf, head, ranks, (number) => new Bits(blocks.get(number)), size, shift);
}

/**
 * @param {Int32Array} units
 * @param {Int32Array} wanted
 * @returns {Int32Array} the place of each wanted unit
 */
function ranksOf(units, wanted) {
  const ranks = new Int32Array(wanted.length);
  for (let index = 0, rank = 0; index < wanted.length; index++) {
    while (units[rank] < wanted[index]) rank++;
    ranks[index] = rank;
  }
  return ranks;
}

/**
 * Read the entries of one list from its leaf's positions.
 * @param {Leaf} leaf
 * @param {Head} head
 * @param {Int32Array} ranks ascending
 * @param {(number: number) => Bits} open
 * @param {number} size entries a file
 * @param {number} shift
 * @returns {Places}
 */
function readPositions(leaf, head, ranks, open, size, shift) {
  const at = new Int32Array(ranks.length + 1);
  let places = new Int32Array(2 * ranks.length + 16);
  let end = 0;
  for (let next = 0; next < ranks.length; ) {
    const number = Math.floor((head.base + ranks[next]) / size);
    const start = number ? number * size : 0;
    const stop = start + size - head.base;
    const bits = open(number);
    pass(bits, head.base - start);
    for (let rank = Math.max(0, start - head.base); next < ranks.length && ranks[next] < stop; ) {
      pass(bits, ranks[next] - rank);
      rank = ranks[next] + 1;
      for (let position = 0, more = 1; more; more = bits.take(1)) {
        position += bits.rice(PARAMETER);
        if (end === places.length) places = grown(places, end);
        places[end++] = position + shift;
      }
      at[++next] = end;
    }
  }
  return { at, places: places.subarray(0, end) };
}

/** @param {Int32Array} numbers @param {number} size @returns {Int32Array} */
function grown(numbers, size) {
  const larger = new Int32Array(2 * size);
  larger.set(numbers);
  return larger;
}

/**
 * Pass over some entries.
 * @param {Bits} bits
 * @param {number} count
 */
function pass(bits, count) {
  const { data } = bits;
  let { bit } = bits;
  for (let left = count; left > 0; ) {
    const at = bit >> 3;
    const word = (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24)) >>> (bit & 7);
    const upper = 31 - Math.clz32(word & -word);
    if (word && upper < 16) {
      if (!((word >>> (upper + 1 + PARAMETER)) & 1)) left--;
      bit += upper + 2 + PARAMETER;
    } else {
      bits.bit = bit;
      bits.rice(PARAMETER);
      if (!bits.take(1)) left--;
      bit = bits.bit;
    }
  }
  bits.bit = bit;
}

/**
 * The places that stand in both, and which units have any.
 * @param {Places} one
 * @param {Places} two of the same units
 * @returns {Places}
 */
export function common(one, two) {
  const at = new Int32Array(one.at.length);
  const places = new Int32Array(Math.min(one.places.length, two.places.length));
  let end = 0;
  for (let index = 0; index + 1 < at.length; index++) {
    let other = two.at[index];
    const stop = two.at[index + 1];
    for (let place = one.at[index]; place < one.at[index + 1]; place++) {
      while (other < stop && two.places[other] < one.places[place]) other++;
      if (other < stop && two.places[other] === one.places[place]) places[end++] = one.places[place];
    }
    at[index + 1] = end;
  }
  return { at, places: places.subarray(0, end) };
}

/**
 * @param {Int32Array} units
 * @param {Places} found theirs
 * @returns {{units: Int32Array, found: Places}} those units that have places
 */
export function kept(units, found) {
  const left = new Int32Array(units.length);
  const at = new Int32Array(units.length + 1);
  let count = 0;
  for (let index = 0; index < units.length; index++) {
    if (found.at[index] === found.at[index + 1]) continue;
    left[count++] = units[index];
    at[count] = found.at[index + 1];
  }
  return { units: left.subarray(0, count), found: { at: at.subarray(0, count + 1), places: found.places } };
}
