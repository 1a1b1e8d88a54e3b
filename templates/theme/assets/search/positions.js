// @ts-check
/** @import {Head, Leaf, Pairs} from "./pairs.js" */
/** Where in its units a pair stands; only terms that no list implies need it. See docs/search-format.md. */
import { Bits, Bytes, parameterOf, placeOf } from "./bits.js";
import { checked } from "./inflate.js";
import { numbered, OWN } from "./pairs.js";

const PARAMETER_BITS = 4;
const FOLLOWED_PARAMETER = 4;
const RUN = 8192; // entries of a run, at most

/** @typedef {{at: Int32Array, places: Int32Array}} Places those of unit i are places[at[i]] to places[at[i + 1] - 1], ascending */
/** @typedef {{of: Int32Array, first: number[]}} Runs numbers of runs: of each holder's first, and of each file's first, with the end as one more */
/**
 * @typedef {object} Stretch a run with wanted entries
 * @property {number} file
 * @property {number} run its number in the file
 * @property {number} rank the place of its first entry in the list
 * @property {number} entries how many it has
 * @property {number} to how many wanted entries stand in it and before
 */

/**
 * @param {Pairs} pairs
 * @param {number} key
 * @param {Int32Array} wanted ascending, of the units of the pair's list
 * @param {number} shift added to each place
 * @returns {Promise<Places>} for each wanted unit
 */
export async function positionsOf(pairs, key, wanted, shift) {
  const { root, distance } = (await pairs.leaf(pairs.leafOf(key))).heads.get(key) ?? { root: key, distance: 0 };
  const leaf = await pairs.leaf(pairs.leafOf(root));
  const head = leaf.heads.get(root);
  const list = await pairs.list(root);
  if (!list || head?.kind !== OWN) throw new RangeError("no positions");
  const runs = runsOf(leaf, pairs.block);
  const ranks = ranksOf(list.units, wanted);
  const stretches = stretchesOf(leaf, head, runs, ranks);
  /** @type {Map<number, Bits[]>} */
  const files = new Map();
  const load = async (/** @type {number} */ file) => {
    const path = `${numbered("positions", leaf.number)}-${file}.bin`;
    const bytes = leaf.within ? new Bytes(leaf.data, leaf.within) : new Bytes(await pairs.store.bytes(path, checked));
    files.set(file, cut(bytes, runs.first[file + 1] - runs.first[file]));
  };
  await Promise.all(Array.from(new Set(stretches.map(({ file }) => file)), load));
  return readPositions(stretches, ranks, files, shift - distance);
}

/**
 * How the positions of a leaf are cut: a list's in a chapter into runs, and all runs into files.
 * @param {Leaf} leaf
 * @param {number} block entries a file, at most
 * @returns {Runs}
 */
function runsOf({ heads, holders: { entries }, within }, block) {
  const of = new Int32Array(entries.length);
  const first = [0];
  let run = 0;
  let size = 0;
  for (const { kind, from, to } of heads.values()) {
    if (kind !== OWN) continue;
    for (let holder = from; holder < to; holder++) {
      of[holder] = run;
      for (let left = entries[holder]; left > 0; left -= RUN, run++) {
        const some = Math.min(left, RUN);
        if (size + some > block && !within) {
          first.push(run);
          size = 0;
        }
        size += some;
      }
    }
  }
  first.push(run);
  return { of, first };
}

/**
 * @param {Leaf} leaf
 * @param {Head} head
 * @param {Runs} runs
 * @param {Int32Array} ranks ascending places in the list
 * @returns {Stretch[]}
 */
function stretchesOf({ holders: { entries } }, { from, to }, runs, ranks) {
  /** @type {Stretch[]} */
  const stretches = [];
  for (let holder = from, start = 0, next = 0; holder < to; start += entries[holder++]) {
    const end = start + entries[holder];
    while (next < ranks.length && ranks[next] < end) {
      const number = Math.floor((ranks[next] - start) / RUN);
      const rank = start + number * RUN;
      const stop = Math.min(end, rank + RUN);
      while (next < ranks.length && ranks[next] < stop) next++;
      const file = placeOf(runs.first, runs.of[holder] + number + 1) - 1;
      stretches.push({ file, run: runs.of[holder] + number - runs.first[file], rank, entries: stop - rank, to: next });
    }
  }
  return stretches;
}

/** @param {Bytes} bytes lengths of runs, then the runs @param {number} count of runs @returns {Bits[]} each where a run begins */
function cut(bytes, count) {
  const lengths = bytes.numbers(count);
  let { at } = bytes;
  return lengths.map((length) => new Bits(bytes.data, (at += length) - length));
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
 * @param {Stretch[]} stretches
 * @param {Int32Array} ranks
 * @param {Map<number, Bits[]>} files the runs of each
 * @param {number} shift
 * @returns {Places}
 */
function readPositions(stretches, ranks, files, shift) {
  const at = new Int32Array(ranks.length + 1);
  /** @type {Int32Array} */
  let places = new Int32Array(2 * ranks.length + 16);
  let end = 0;
  let next = 0;
  for (const { file, run, rank: first, entries, to } of stretches) {
    const bits = /** @type {Bits[]} */ (files.get(file))[run];
    const parameter = bits.take(PARAMETER_BITS);
    const followed = followedOf(bits, entries);
    for (let number = 0, before = 0; next < to; at[++next] = end) {
      const entry = ranks[next] - first;
      while (followed[before] - before < entry) before++;
      pass(bits, entry + before - number, parameter);
      number = entry + before;
      for (let position = 0, more = true; more; number++) {
        position += bits.rice(parameter);
        if (end === places.length) places = grown(places, end);
        places[end++] = position + shift;
        more = followed[before] === number;
        if (more) before++;
      }
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
 * @param {Bits} bits behind the parameter of a run
 * @param {number} entries of the run
 * @returns {Int32Array} the numbers of those positions in it that another of the same unit follows
 */
function followedOf(bits, entries) {
  const followed = new Int32Array(bits.rice(FOLLOWED_PARAMETER));
  const count = entries + followed.length;
  const last = bits.ascending(followed, 0, followed.length, 0, parameterOf(count, followed.length));
  if (last >= count) throw new RangeError("damaged");
  return followed;
}

/**
 * Pass over some positions.
 * @param {Bits} bits
 * @param {number} count
 * @param {number} parameter
 */
function pass(bits, count, parameter) {
  const { data } = bits;
  let { bit } = bits;
  for (let left = count; left > 0; left--) {
    const at = bit >> 3;
    const word = (data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24)) >>> (bit & 7);
    if (word & 0xffff) bit += 32 - Math.clz32(word & -word) + parameter;
    else {
      bits.bit = bit;
      bits.rice(parameter);
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
