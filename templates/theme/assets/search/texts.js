// @ts-check
/** @import {Store} from "./store.js" */
/** The texts of a volume's units, as results show them, and whose they are. See docs/search-format.md. */
import { placeOf } from "./bits.js";
import { unpacked } from "./inflate.js";
import { numbered } from "./pairs.js";

/** @typedef {{id: string, title: string, issuer: string, published: string | null, region: string | null}} Notice */
/**
 * @typedef {object} Unit
 * @property {number} unit
 * @property {Notice} notice
 * @property {string} anchor
 * @property {string} kind
 * @property {string} finding
 * @property {string | null} status
 * @property {string} text
 */

export class Texts {
  /**
   * @param {Store} store
   * @param {Store[]} chapters
   * @param {number[][]} counts number of units of each notice of each chapter
   * @param {number} size units a file
   */
  constructor(store, chapters, counts, size) {
    this.store = store;
    this.chapters = chapters;
    this.size = size;
    this.firsts = sums(counts.map(({ length }) => length)); // number of each chapter's first notice
    this.starts = sums(counts.flat()); // of each notice's first unit
    this.bounds = this.firsts.map((ordinal) => this.starts[ordinal]); // of each chapter's first unit
    this.ordinals = new Int32Array(this.starts[this.starts.length - 1]);
    for (let ordinal = 0; ordinal + 1 < this.starts.length; ordinal++) {
      this.ordinals.fill(ordinal, this.starts[ordinal], this.starts[ordinal + 1]);
    }
    /** @type {Map<string, Promise<any[]>>} */
    this.blocks = new Map();
  }

  /** @returns {Promise<Uint8Array>} */
  phrases() {
    return this.store.bytes("phrases.bin");
  }

  /** @param {number} unit @returns {{chapter: number, path: string}} the file that holds it */
  file(unit) {
    const ordinal = this.ordinals[unit];
    const chapter = placeOf(this.firsts, ordinal + 1) - 1;
    const number = Math.floor((unit - this.starts[ordinal]) / this.size);
    return { chapter, path: `${numbered("texts", ordinal - this.firsts[chapter])}-${number}.bin` };
  }

  /** @param {Int32Array} units @returns {number} how many files hold their texts */
  files(units) {
    return new Set(Array.from(units, (unit) => Object.values(this.file(unit)).join())).size;
  }

  /** @param {number[] | Int32Array} units @returns {Promise<Unit[]>} */
  read(units) {
    return Promise.all(Array.from(units, (unit) => this.one(unit)));
  }

  /** @param {number} unit @returns {Promise<Unit>} */
  async one(unit) {
    const [[id, title, issuer, published, region], ...rest] = await this.block(this.file(unit));
    const [anchor, kind, finding, status, text] = rest[(unit - this.starts[this.ordinals[unit]]) % this.size];
    return { unit, notice: { id, title, issuer, published, region }, anchor, kind, finding, status, text };
  }

  /** @param {{chapter: number, path: string}} file @returns {Promise<any[]>} */
  block({ chapter, path }) {
    const name = `${chapter}/${path}`;
    let block = this.blocks.get(name);
    if (!block) {
      const file = this.chapters[chapter].bytes(path, (file) => file);
      block = Promise.all([file, this.phrases()]).then(([file, phrases]) => JSON.parse(decoded(unpacked(file, phrases))));
      this.blocks.set(name, block);
      block.catch(() => this.blocks.delete(name));
    }
    return block;
  }
}

/** @param {number[]} counts @returns {Int32Array} where each begins if they stand one behind the other, and the end */
function sums(counts) {
  const starts = new Int32Array(counts.length + 1);
  counts.forEach((count, index) => (starts[index + 1] = starts[index] + count));
  return starts;
}

const DECODER = new TextDecoder("gb18030");

/** @param {Uint8Array} bytes of texts or phrases @returns {string} */
export const decoded = (bytes) => DECODER.decode(bytes);
