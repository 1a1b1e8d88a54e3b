// @ts-check
/** @import {Head} from "./store.js" */
/** @import {Matches} from "./volume.js" */
/** @import {Choice, Filters} from "./filters.js" */
/**
 * The engine: a query and filters go in, the exact number of units of all volumes that hold it and the texts of some of them come out;
 * counts for filters if asked. It knows nothing of the page. What few searches need is fetched when one does.
 */
import { placeOf } from "./bits.js";
import { Folding } from "./fold.js";
import { marked, snippet } from "./snippet.js";
import { nameOf, readHead, Store } from "./store.js";
import { Volume } from "./volume.js";

/** @typedef {{q: string, filters: Record<string, string>, sort: string, from: number, count: number}} Request */
/**
 * @typedef {object} Part what a volume holds
 * @property {Volume} volume
 * @property {Filters | undefined} filter
 * @property {Matches} matches
 * @property {Int32Array} units what filters leave
 */
/** @typedef {{part: Part, unit: number}} Hit */

export class Engine {
  /** @param {URL} base @param {Head} head @param {Folding} folding @param {Promise<Volume>[]} volumes newest first */
  constructor(base, head, folding, volumes) {
    this.base = base;
    this.head = head;
    this.folding = folding;
    this.volumes = volumes;
  }

  /**
   * @param {URL} base the folder `search/`
   * @returns {Promise<Engine>}
   */
  static async open(base) {
    const head = await readHead(base);
    const folding = new Store(base, head.folding).bytes("fold.bin").then((table) => new Folding(table));
    const volumes = head.volumes.map((facts) => Volume.open(base, head, facts, folding));
    for (const volume of volumes) volume.catch(() => undefined); // whoever needs it is told
    return new Engine(base, head, await folding, volumes);
  }

  /** Fetch what any search will need, and make ready what every search runs. */
  async prepare() {
    const [volume] = await Promise.all(this.volumes);
    if (volume) await (await import("./rehearsal.js")).rehearse(this.folding, volume, await volume.texts.phrases());
  }

  /** @returns {Promise<boolean>} whether the site was published anew since the index was opened */
  async stale() {
    return nameOf(await readHead(this.base, "reload")) !== nameOf(this.head); // servers tell changes apart by the second only
  }

  /**
   * Look through all volumes.
   * @param {string[]} terms folded
   * @param {Record<string, string>} filters
   * @param {boolean} filtering whether filters matter
   * @returns {Promise<Part>[]}
   */
  look(terms, filters, filtering) {
    return this.volumes.map(async (opening) => {
      const volume = await opening;
      const filter = filtering ? await (await import("./filters.js")).Filters.open(volume.texts, filters) : undefined;
      const matches = await volume.matches(terms);
      return { volume, filter, matches, units: filter ? filter.keep(matches.units) : matches.units };
    });
  }

  /**
   * How many units each choice of each filter would leave.
   * @param {Request} request
   * @returns {Promise<Record<string, Choice[]>>}
   */
  async facets({ q, filters }) {
    const parts = await Promise.all(this.look(this.folding.terms(q), filters, true));
    const { joined } = await import("./filters.js");
    return joined(parts.map(({ filter, matches }) => /** @type {Filters} */ (filter).facets(matches.units)));
  }

  /**
   * @param {Request} request
   * @param {(hits: any[]) => void} [early] told the first hits, if they are known before their number is
   * @returns {Promise<any>}
   */
  async search({ q, filters, sort, from, count }, early) {
    const terms = this.folding.terms(q);
    const filtering = Object.values(filters).some(Boolean);
    if (!terms.length && !filtering) return { terms, total: 0, empty: true, hits: [] };
    const looking = this.look(terms, filters, filtering);
    const ranking = sort === "relevance" && terms.length > 0;
    if (early && !ranking && !from && looking.length > 1) this.tellEarly(looking, terms, count, early);
    const parts = await Promise.all(looking);
    const hits = ranking
      ? await (await import("./relevance.js")).byRelevance(parts, this.folding, terms, from + count)
      : taken(newest(parts), from + count);
    const showing = this.show(hits.slice(from, from + count), terms);
    const total = parts.reduce((sum, { units }) => sum + units.length, 0);
    return {
      terms,
      total,
      notices: parts.reduce((sum, part) => sum + noticesOf(part), 0),
      hits: await showing,
      fewer: total || terms.length < 2 ? [] : await this.withoutOne(terms, filters, filtering),
    };
  }

  /**
   * Tell the first hits as soon as no volume that is still at work can hold a newer one.
   * @param {Promise<Part>[]} looking
   * @param {string[]} terms
   * @param {number} count
   * @param {(hits: any[]) => void} early
   */
  tellEarly(looking, terms, count, early) {
    /** @type {Part[]} */
    const done = [];
    let left = looking.length;
    let told = false;
    looking.forEach(async (each, index) => {
      const part = await each.catch(() => undefined); // the search itself will say so
      if (!part) return;
      done[index] = part;
      if (!--left || told) return;
      const open = this.head.volumes.filter((_, other) => !done[other]);
      const newer = Math.max(...open.map(({ newest }) => newest));
      const hits = taken(newest(done.filter(Boolean)), count);
      if (hits.length < count || dayOf(hits[count - 1]) <= newer) return;
      told = true;
      early(await this.show(hits, terms));
    });
  }

  /**
   * @param {Hit[]} hits
   * @param {string[]} terms
   * @returns {Promise<any[]>}
   */
  show(hits, terms) {
    return Promise.all(
      hits.map(async ({ part, unit }) => {
        const { notice, anchor, kind, status, finding, text } = await part.volume.texts.one(unit);
        return {
          notice,
          inNotice: inNotice(part, unit).length,
          anchor,
          kind,
          status,
          finding: marked(this.folding, finding, terms),
          snippet: snippet(this.folding, text, terms),
        };
      }),
    );
  }

  /**
   * What there would be with one term less.
   * @param {string[]} terms
   * @param {Record<string, string>} filters
   * @param {boolean} filtering
   * @returns {Promise<{terms: string[], total: number}[]>}
   */
  async withoutOne(terms, filters, filtering) {
    const choices = terms.slice(0, 6).map((_, index) => terms.filter((_, other) => other !== index));
    const found = await Promise.all(choices.map((choice) => Promise.all(this.look(choice, filters, filtering))));
    const totals = found.map((parts) => parts.reduce((sum, { units }) => sum + units.length, 0));
    const left = choices.map((choice, index) => ({ terms: choice, total: totals[index] })).filter(({ total }) => total);
    return left.sort((one, two) => two.total - one.total);
  }
}

/** @param {Hit} hit @returns {number} */
const dayOf = ({ part: { volume }, unit }) => volume.days[volume.texts.ordinals[unit]];

/**
 * @param {Part[]} parts
 * @param {Int32Array[]} [units] some of each part's
 * @returns {Generator<Hit, void>} newest first; of one day, those of the volume and the chapter that stand first
 */
export function* newest(parts, units = parts.map((part) => part.units)) {
  const streams = parts.flatMap((part, index) => streamsOf(part, units[index]));
  while (streams.length) {
    const first = streams.reduce((best, each) => (each.day > best.day ? each : best));
    yield { part: first.part, unit: first.units[first.at] };
    if (++first.at < first.units.length) first.day = dayOf({ part: first.part, unit: first.units[first.at] });
    else streams.splice(streams.indexOf(first), 1);
  }
}

/** @param {Part} part @param {Int32Array} units @returns {{part: Part, units: Int32Array, at: number, day: number}[]} a chapter each */
function streamsOf(part, units) {
  const edges = Array.from(part.volume.texts.bounds, (unit) => placeOf(units, unit));
  const chapters = edges.slice(1).map((end, index) => units.subarray(edges[index], end));
  const some = chapters.filter(({ length }) => length);
  return some.map((units) => ({ part, units, at: 0, day: dayOf({ part, unit: units[0] }) }));
}

/** @param {Generator<Hit, void>} order @param {number} count @returns {Hit[]} the first of them */
export function taken(order, count) {
  /** @type {Hit[]} */
  const hits = [];
  while (hits.length < count) {
    const { value } = order.next();
    if (!value) break;
    hits.push(value);
  }
  return hits;
}

/**
 * @param {Part} part
 * @param {number} unit
 * @returns {Int32Array} those units of the part that stand in the same notice
 */
export function inNotice({ volume: { texts }, units }, unit) {
  const ordinal = texts.ordinals[unit];
  return units.subarray(placeOf(units, texts.starts[ordinal]), placeOf(units, texts.starts[ordinal + 1]));
}

/** @param {Part} part @returns {number} how many notices its units stand in */
function noticesOf({ volume: { texts }, units }) {
  let count = 0;
  for (let index = 0, last = -1; index < units.length; index++) {
    const ordinal = texts.ordinals[units[index]];
    if (ordinal !== last) count++;
    last = ordinal;
  }
  return count;
}
