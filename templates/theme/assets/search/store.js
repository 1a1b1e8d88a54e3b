// @ts-check
/** Fetching the files of the index: `index.json`, which names the folders of all others, and those, each at most once. */
import { unzipped } from "./inflate.js";

const FORMAT = 4;

/** @typedef {{digest: string, notices: number, units: number, newest: number, oldest: number, chapters: string[]}} Facts of a volume */
/** @typedef {{folding: string, text_units: number, volumes: Facts[]}} Head */

/** What went wrong, for a message: `stale`, `missing`, `damaged`, `format`, `offline`. */
export class IndexFault extends Error {
  /** @param {"stale" | "missing" | "damaged" | "format" | "offline"} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/**
 * @param {URL} url
 * @param {RequestInit} [options]
 * @returns {Promise<Uint8Array>}
 */
async function read(url, options) {
  let response;
  try {
    response = await fetch(url, options);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new IndexFault("offline");
  }
  throw new IndexFault("missing");
}

/**
 * @param {URL} base the folder `search/`
 * @param {RequestCache} [cache]
 * @returns {Promise<Head>}
 */
export async function readHead(base, cache = "no-cache") {
  const data = await read(new URL("index.json", base), { cache });
  let head;
  try {
    head = JSON.parse(new TextDecoder().decode(data));
  } catch {
    throw new IndexFault("damaged");
  }
  if (head.format !== FORMAT) throw new IndexFault("format");
  return head;
}

/** @param {Head} head @returns {string} the same only for the same index */
export const nameOf = ({ folding, volumes }) => [folding, ...volumes.flatMap(({ digest, chapters }) => [digest, ...chapters])].join();

/** A folder of files that never change. */
export class Store {
  /** @param {URL} base the folder `search/` @param {string} digest the folder's name */
  constructor(base, digest) {
    this.folder = new URL(`${digest}/`, base);
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.files = new Map();
  }

  /**
   * @param {string} path
   * @param {(file: Uint8Array) => Uint8Array} [open] how the file is packed
   * @returns {Promise<Uint8Array>}
   */
  bytes(path, open = unzipped) {
    let file = this.files.get(path);
    if (!file) {
      file = read(new URL(path, this.folder)).then(open);
      this.files.set(path, file);
      file.catch(() => this.files.delete(path));
    }
    return file;
  }

  /** @param {string} path @returns {Promise<any>} */
  async json(path) {
    return JSON.parse(new TextDecoder().decode(await this.bytes(path)));
  }
}
