// @ts-check
/** @import {Head, Leaf, Pairs} from "./pairs.js" */
/** Where in its units a pair stands; only terms that no list implies need it. See docs/search-format.md. */
import { Bits } from "./bits.js";
import { ALIAS, BARE, DERIVED, numbered } from "./pairs.js";

const PARAMETER = 7;

/**
 * @param {Pairs} pairs
 * @param {number} key
 * @param {Int32Array} wanted ascending, of the units of the pair's list
 * @returns {Promise<number[][]>} positions, ascending, for each wanted unit
 */
export async function positionsOf(pairs, key, wanted) {
  const leaf = await pairs.leaf(pairs.leafOf(key));
  const head = leaf.heads.get(key);
  const list = await pairs.list(key);
  if (!head || !list || head.kind === BARE) throw new RangeError("no positions");
  if (head.kind === ALIAS) return moved(await positionsOf(pairs, head.root, wanted), head.distance);
  const ranks = ranksOf(list.units, wanted);
  const { block_entries: size } = pairs.store.entry;
  const blocks = await blocksOf(pairs, leaf, new Set(ranks.map((rank) => Math.floor((head.base + rank) / size))));
  const found = readPositions(leaf, head, ranks, blocks, size);
  const silent = [...wanted.keys()].filter((index) => !found[index]);
  if (silent.length) {
    const units = Int32Array.from(silent, (index) => wanted[index]);
    const derived = moved(await positionsOf(pairs, head.root, units), head.distance);
    silent.forEach((index, order) => (found[index] = derived[order]));
  }
  return /** @type {number[][]} */ (found);
}

/**
 * @param {Pairs} pairs
 * @param {Leaf} leaf
 * @param {Set<number>} numbers
 * @returns {Promise<Map<number, Uint8Array>>} those of the leaf's files of positions
 */
async function blocksOf({ store }, leaf, numbers) {
  const name = numbered("positions", leaf.number);
  const blocks = Array.from(numbers, async (number) => /** @type {const} */ ([number, await store.bytes(`${name}-${number}.bin`)]));
  return new Map(await Promise.all(blocks));
}

/** @param {number[][]} positions @param {number} distance @returns {number[][]} */
const moved = (positions, distance) => positions.map((each) => each.map((position) => position - distance));

/**
 * @param {Int32Array} units
 * @param {Int32Array} wanted
 * @returns {number[]} the place of each wanted unit
 */
function ranksOf(units, wanted) {
  const ranks = [];
  let rank = 0;
  for (const unit of wanted) {
    while (units[rank] < unit) rank++;
    ranks.push(rank);
  }
  return ranks;
}

/**
 * Read the entries of one list from its leaf's files of positions; an entry whose positions are its root's stays undefined.
 * @param {Leaf} leaf
 * @param {Head} head
 * @param {number[]} ranks ascending
 * @param {Map<number, Uint8Array>} blocks
 * @param {number} size entries a file
 * @returns {(number[] | undefined)[]}
 */
function readPositions(leaf, head, ranks, blocks, size) {
  const heads = [...leaf.heads.values()].filter((each) => each.kind <= DERIVED);
  /** @type {(number[] | undefined)[]} */
  const found = ranks.map(() => undefined);
  let next = 0;
  while (next < ranks.length) {
    const number = Math.floor((head.base + ranks[next]) / size);
    const bits = new Bits(/** @type {Uint8Array} */ (blocks.get(number)));
    let current = heads.findLastIndex((each) => each.base <= number * size);
    for (let entry = number * size; entry < (number + 1) * size && next < ranks.length; entry++) {
      while (entry >= heads[current].base + heads[current].count) current++;
      const positions = readEntry(bits, heads[current].kind === DERIVED);
      if (heads[current] === head && entry - head.base === ranks[next]) found[next++] = positions;
      if (heads[current].base > head.base) break;
    }
  }
  return found;
}

/**
 * @param {Bits} bits
 * @param {boolean} derived
 * @returns {number[] | undefined}
 */
function readEntry(bits, derived) {
  if (derived && !bits.one()) return undefined;
  const positions = [];
  let position = 0;
  for (;;) {
    position += bits.rice(PARAMETER);
    positions.push(position);
    if (!bits.one()) return positions;
  }
}
