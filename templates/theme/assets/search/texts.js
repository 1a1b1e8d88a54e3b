// @ts-check
/** @import {Store} from "./store.js" */
/** The texts of units, as results show them, and whose they are. See docs/search-format.md. */

/** @typedef {{id: string, title: string, issuer: string, published: string | null, region: string | null}} Notice */
/**
 * @typedef {object} Unit
 * @property {number} unit
 * @property {number} ordinal number of its notice
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
   */
  constructor(store, counts) {
    this.store = store;
    this.starts = new Int32Array(counts.length + 1);
    counts.forEach((count, index) => (this.starts[index + 1] = this.starts[index] + count));
    this.ordinals = new Int32Array(this.starts[counts.length]);
    counts.forEach((_, index) => this.ordinals.fill(index, this.starts[index], this.starts[index + 1]));
  }

  /**
   * @param {Int32Array} units
   * @returns {number} how many files hold their texts
   */
  files(units) {
    const place = (/** @type {number} */ unit) => {
      const ordinal = this.ordinals[unit];
      return ordinal * 1000 + Math.floor((unit - this.starts[ordinal]) / this.store.entry.text_units);
    };
    return new Set(Array.from(units, place)).size;
  }

  /**
   * @param {number[] | Int32Array} units
   * @returns {Promise<Unit[]>}
   */
  async read(units) {
    const opening = await this.store.bytes("phrases.bin");
    return Promise.all(Array.from(units, (unit) => this.one(unit, opening)));
  }

  /**
   * @param {number} unit
   * @param {Uint8Array} opening
   * @returns {Promise<Unit>}
   */
  async one(unit, opening) {
    const ordinal = this.ordinals[unit];
    const within = unit - this.starts[ordinal];
    const block = Math.floor(within / this.store.entry.text_units);
    const data = await this.store.bytes(`texts/${ordinal >> 8}/${ordinal & 255}-${block}.bin`, opening);
    const phrases = opening.length - HEADER;
    const [[id, title, issuer, published, region], ...rest] = JSON.parse(
      new TextDecoder("utf-16le").decode(data.subarray(phrases)),
    );
    const [anchor, kind, finding, status, text] = rest[within - block * this.store.entry.text_units];
    return { unit, ordinal, notice: { id, title, issuer, published, region }, anchor, kind, finding, status, text };
  }
}

const HEADER = 15; // of gzip, and of the stored block that holds the phrases
