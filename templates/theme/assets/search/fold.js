// @ts-check
/**
 * Folding, as generator/search/folding.py does it: a text goes in, the form in which two spellings of the same thing are equal comes out.
 * The table of characters comes with the index, so that there is one.
 */
import { Bytes } from "./bits.js";

// Code points whose readings differ between versions of Unicode; they stay as they are.
const YOUNG =
  /[\u1c89\ua7cb-\ua7dc\ua7f1\u{10d50}-\u{10d65}\u{16ea0}-\u{16eb8}\u{1ccd6}-\u{1ccf9}\u{1e030}-\u{1e06d}]/u;
const CLUSTER = /[^\p{M}\u1160-\u11ff\uff9e\uff9f][\p{M}\u1160-\u11ff\uff9e\uff9f]*|[\p{M}\u1160-\u11ff\uff9e\uff9f]+/gsu;

export class Folding {
  /** @param {Uint8Array} data the content of `fold.bin` */
  constructor(data) {
    const bytes = new Bytes(data);
    const count = bytes.varint();
    /** @type {Map<number, string>} */
    this.table = new Map();
    /** @type {Map<string, string>} folded before */
    this.clusters = new Map();
    const from = [];
    for (let index = 0, code = 0; index < count; index++) from.push((code += bytes.varint()));
    for (const code of from) {
      const to = bytes.varint();
      this.table.set(code, to ? String.fromCharCode(to - 1) : "");
    }
  }

  /**
   * @param {string} text
   * @returns {string}
   */
  fold(text) {
    const whole = text.isWellFormed?.() === false ? text.toWellFormed() : text;
    const parts = whole.split(YOUNG);
    let normal = parts[0].normalize("NFKC").toLowerCase();
    if (parts.length > 1) {
      const young = whole.match(new RegExp(YOUNG.source, "gu")) ?? [];
      for (let index = 1; index < parts.length; index++) {
        normal += young[index - 1] + parts[index].normalize("NFKC").toLowerCase();
      }
    }
    let out = "";
    for (let index = 0; index < normal.length; index++) {
      const to = this.table.get(normal.charCodeAt(index));
      out += to === undefined ? normal[index] : to;
    }
    return out;
  }

  /**
   * Fold a text and say for each code unit of the result where in the text it comes from.
   * @param {string} text
   * @returns {{folded: string, start: number[], end: number[]}}
   */
  trace(text) {
    let folded = "";
    const start = [];
    const end = [];
    let at = 0;
    for (const [cluster] of text.matchAll(CLUSTER)) {
      let piece = this.clusters.get(cluster);
      if (piece === undefined) this.clusters.set(cluster, (piece = this.fold(cluster)));
      for (let index = 0; index < piece.length; index++) {
        start.push(at);
        end.push(at + cluster.length);
      }
      folded += piece;
      at += cluster.length;
    }
    return { folded, start, end };
  }

  /**
   * Find all places of the terms in a text, as ranges of the text, joined where they meet.
   * @param {string} text
   * @param {string[]} terms folded
   * @returns {[number, number][]}
   */
  places(text, terms) {
    const { folded, start, end } = this.trace(text);
    /** @type {[number, number][]} */
    const found = [];
    for (const term of terms) {
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length)) {
        found.push([start[at], end[at + term.length - 1]]);
      }
    }
    found.sort((one, two) => one[0] - two[0] || one[1] - two[1]);
    /** @type {[number, number][]} */
    const joined = [];
    for (const range of found) {
      const last = joined.at(-1);
      if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
      else joined.push(range);
    }
    return joined;
  }

  /**
   * Cut what a reader typed into folded terms: separated by white space, `"…"` is one term.
   * @param {string} query
   * @returns {string[]}
   */
  terms(query) {
    const raw = [...query.matchAll(/(?<=^|\s)["＂]([^"＂]+)["＂](?=\s|$)|\S+/g)].map((match) => match[1] ?? match[0]);
    return [...new Set(raw.map((term) => this.fold(term)))].filter((term) => term);
  }
}
