// @ts-check
/** @import {Folding} from "./fold.js" */
/** @import {Head} from "./store.js" */
/**
 * The rehearsal: runs, on what is at hand, all that a search runs, so that a reader's first does not wait for the browser to compile it, nor
 * to fold the commonest characters.
 */
import { Bits } from "./bits.js";
import { Engine } from "./engine.js";
import { decoded } from "./texts.js";
import { Volume } from "./volume.js";

const ROUNDS = 40; // of reading a long list
const LENGTH = 12; // of the terms that are planned
const PARTS = /[^]{1,400}/g; // of the phrases

// A made-up volume: two chapters, each of one notice of one unit, "001…". Its one leaf holds "00" and "01" with their positions.
const TERM = "001";
/** @type {Head} */
const HEAD = { folding: "", text_units: 1, volumes: [{ digest: "", notices: 2, units: 2, newest: 0, oldest: 0, chapters: ["", ""] }] };
const START = [1, 2, 1, 1, 1, 1, 1, 1, 1, 0xb0, 0x80, 0xc0, 1, 1];
const HEADS = [5, 0, 8, 3, 1, 1, 1, 1, 1, 1, 0, 1, 8, 3, 1, 1, 1, 1, 1, 1, 0];
const LEAF = Uint8Array.from([...HEADS, 3, 3, 3, 3, 2, 2, 2, 2, 16, 2, 16, 2, 16, 4, 16, 4]);

/**
 * @param {Folding} folding
 * @param {Volume} volume a real one, for planning
 * @param {Uint8Array} phrases no byte is 0, so that any are numbers in Rice's code
 */
export async function rehearse(folding, volume, phrases) {
  for (const text of decoded(phrases).match(PARTS) ?? []) {
    for (const term of folding.terms(text.slice(0, LENGTH))) volume.plan(term);
    const engine = new Engine(volume.texts.store.folder, HEAD, folding, [Promise.resolve(madeUp(folding, text))]);
    await engine.search({ q: TERM, filters: {}, sort: "newest", from: 0, count: 1 });
  }
  const numbers = new Int32Array(phrases.length >> 2);
  for (let round = 0; round < ROUNDS; round++) new Bits(phrases).ascending(numbers, 0, numbers.length, 0, 3);
}

/** @param {Folding} folding @param {string} text @returns {Volume} */
function madeUp(folding, text) {
  const store = /** @type {any} */ ({ bytes: async () => LEAF });
  const made = new Volume(store, [store, store], Uint8Array.from(START), 2, HEAD, folding);
  made.texts.block = async () => [[], ["", "", "", "", TERM + text]];
  return made;
}
