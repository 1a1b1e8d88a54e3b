// @ts-check
/** Fetching the files of the index: each at most once, checked by gzip's sum, from the folder that `index.json` names. */

const FORMAT = 2;

/** What went wrong, for a message: `stale`, `missing`, `damaged`, `format`, `offline`. */
export class IndexFault extends Error {
  /** @param {"stale" | "missing" | "damaged" | "format" | "offline"} kind */
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

/**
 * @param {string | URL} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function request(url, options) {
  try {
    return await fetch(url, options);
  } catch {
    throw new IndexFault("offline");
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>[]} parts
 * @returns {Promise<Uint8Array>}
 */
async function inflate(parts) {
  const { writable, readable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const ignore = () => undefined; // the reading end tells of damage, too
  for (const part of parts) writer.write(part).catch(ignore);
  writer.close().catch(ignore);
  try {
    return new Uint8Array(await new Response(readable).arrayBuffer());
  } catch {
    throw new IndexFault("damaged");
  }
}

export class Store {
  /**
   * @param {URL} base the folder `search/`
   * @param {{generation: string, units: number, notices: number, text_units: number, block_entries: number}} entry
   */
  constructor(base, entry) {
    this.base = base;
    this.entry = entry;
    this.folder = new URL(`${entry.generation}/`, base);
    /** @type {Map<string, Promise<Uint8Array>>} */
    this.files = new Map();
  }

  /**
   * Read `index.json` anew.
   * @param {URL} base
   * @returns {Promise<Store>}
   */
  static async open(base) {
    const entry = await Store.entry(base);
    if (entry.format !== FORMAT) throw new IndexFault("format");
    return new Store(base, entry);
  }

  /**
   * @param {URL} base
   * @param {RequestCache} [cache]
   * @returns {Promise<any>}
   */
  static async entry(base, cache = "no-cache") {
    const response = await request(new URL("index.json", base), { cache });
    if (!response.ok) throw new IndexFault("missing");
    try {
      return await response.json();
    } catch {
      throw new IndexFault("damaged");
    }
  }

  /** @returns {Promise<boolean>} whether the site was published anew since this store was opened */
  async stale() {
    const entry = await Store.entry(this.base, "reload"); // servers tell changes apart by the second only
    return entry.generation !== this.entry.generation;
  }

  /**
   * @param {string} path
   * @param {Uint8Array} [opening] beginning of the gzip stream, if the file is but its rest
   * @returns {Promise<Uint8Array>}
   */
  bytes(path, opening) {
    let file = this.files.get(path);
    if (!file) {
      file = this.load(path, opening);
      this.files.set(path, file);
      file.catch(() => this.files.delete(path));
    }
    return file;
  }

  /** @param {string} path */
  has(path) {
    return this.files.has(path);
  }

  /**
   * @param {string} path
   * @param {Uint8Array} [opening]
   * @returns {Promise<Uint8Array>}
   */
  async load(path, opening) {
    const response = await request(new URL(path, this.folder));
    if (!response.ok) throw new IndexFault("missing");
    let body;
    try {
      body = new Uint8Array(await response.arrayBuffer());
    } catch {
      throw new IndexFault("offline");
    }
    return inflate(opening ? [opening, body] : [body]);
  }

  /**
   * @param {string} path
   * @returns {Promise<any>}
   */
  async json(path) {
    return JSON.parse(new TextDecoder().decode(await this.bytes(path)));
  }
}
