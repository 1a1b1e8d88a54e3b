// @ts-check
/** Fetching the files of the index: `index.json`, which names the folders of all others, and those, each at most once. */
import { unzipped } from "./inflate.js";

const FORMAT = 5;

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
 * Read a file of the index. `fetch` would hand over the answer and its body one after the other, and each would wait for its turn in the
 * worker: with ten small files that is what takes longest.
 * @param {URL} url
 * @returns {Promise<Uint8Array>}
 */
function read(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "arraybuffer";
    request.onload = () => (request.status < 300 ? resolve(new Uint8Array(request.response)) : reject(new IndexFault("missing")));
    request.onerror = () => reject(new IndexFault("offline"));
    request.send();
  });
}

/**
 * @param {URL} base the folder `search/`
 * @param {RequestCache} [cache]
 * @returns {Promise<Head>}
 */
export async function readHead(base, cache = "no-cache") {
  const response = await fetch(new URL("index.json", base), { cache }).catch(() => fault("offline"));
  if (!response.ok) fault("missing");
  const head = await response.json().catch((/** @type {Error} */ { name }) => fault(name === "SyntaxError" ? "damaged" : "offline"));
  if (head.format !== FORMAT) fault("format");
  return head;
}

/** @param {IndexFault["kind"]} kind @returns {never} */
function fault(kind) {
  throw new IndexFault(kind);
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
