// @ts-check
/** @import {Store} from "./store.js" */
/** The texts of a volume's units, as results show them, and whose they are. See docs/search-format.md. */
import { unpacked } from "./inflate.js";

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
   * @param {number[]} counts number of units of each notice
   * @param {number} size units a file
   */
  constructor(store, counts, size) {
    this.store = store;
    this.size = size;
    this.starts = new Int32Array(counts.length + 1);
    counts.forEach((count, index) => (this.starts[index + 1] = this.starts[index] + count));
    this.ordinals = new Int32Array(this.starts[counts.length]);
    counts.forEach((_, index) => this.ordinals.fill(index, this.starts[index], this.starts[index + 1]));
    /** @type {Map<string, Promise<any[]>>} */
    this.blocks = new Map();
  }

  /** @returns {Promise<Uint8Array>} */
  phrases() {
    return this.store.bytes("phrases.bin");
  }

  /** @param {number} unit @returns {string} the file that holds it */
  path(unit) {
    const ordinal = this.ordinals[unit];
    return `texts/${ordinal >> 8}/${ordinal & 255}-${Math.floor((unit - this.starts[ordinal]) / this.size)}.bin`;
  }

  /** @param {Int32Array} units @returns {number} how many files hold their texts */
  files(units) {
    return new Set(Array.from(units, (unit) => this.path(unit))).size;
  }

  /** @param {number[] | Int32Array} units @returns {Promise<Unit[]>} */
  read(units) {
    return Promise.all(Array.from(units, (unit) => this.one(unit)));
  }

  /** @param {number} unit @returns {Promise<Unit>} */
  async one(unit) {
    const [[id, title, issuer, published, region], ...rest] = await this.block(this.path(unit));
    const [anchor, kind, finding, status, text] = rest[(unit - this.starts[this.ordinals[unit]]) % this.size];
    return { unit, notice: { id, title, issuer, published, region }, anchor, kind, finding, status, text };
  }

  /** @param {string} path @returns {Promise<any[]>} */
  block(path) {
    let block = this.blocks.get(path);
    if (!block) {
      const file = this.store.bytes(path, (file) => file);
      block = Promise.all([file, this.phrases()]).then(([file, phrases]) => JSON.parse(decoded(unpacked(file, phrases))));
      this.blocks.set(path, block);
      block.catch(() => this.blocks.delete(path));
    }
    return block;
  }
}

const DECODER = new TextDecoder("gb18030");

/** @param {Uint8Array} bytes of texts or phrases @returns {string} */
export const decoded = (bytes) => DECODER.decode(bytes);
