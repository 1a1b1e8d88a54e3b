// @ts-check
/** @import {Texts} from "./texts.js" */
/** Filters: which units the address admits, and how many each choice would leave. */

/** @typedef {{value: string, label: string, count: number}} Choice */
/** @typedef {{values: {value: string, label: string}[], of: ArrayLike<number>}} Column the values of a fact; for each notice (status: each unit) the place of its value, or -1 */

const NONE = -2; // asked for, but no notice has it
const FACTS = ["year", "region", "issuer", "type", "level", "status", "notice"];
const STATUS = FACTS.indexOf("status");
const COUNTED = FACTS.slice(0, STATUS + 1);

/**
 * The facts of all notices, as columns.
 * @param {any} catalog
 * @returns {Record<string, Column>}
 */
function columnsOf(catalog) {
  const named = (/** @type {string[]} */ names) => names.map((name) => ({ value: name, label: name }));
  const years = [...new Set(/** @type {number[]} */ (catalog.year))].filter((year) => year).sort((one, two) => two - one);
  return {
    year: {
      values: years.map((year) => ({ value: String(year), label: `${year}年` })),
      of: catalog.year.map((/** @type {number} */ year) => years.indexOf(year)),
    },
    region: {
      values: catalog.regions.map((/** @type {string[]} */ [value, label]) => ({ value, label })),
      of: catalog.region,
    },
    issuer: { values: named(catalog.issuers), of: catalog.issuer },
    type: { values: named(catalog.types), of: catalog.type },
    level: { values: named(catalog.levels), of: catalog.level },
    status: {
      values: named(catalog.statuses),
      of: Int8Array.from({ length: catalog.status.length }, (_, unit) => Math.max(-1, catalog.status.charCodeAt(unit) - 48)),
    },
  };
}

export class Filters {
  /**
   * @param {Record<string, Column>} columns
   * @param {Int32Array} ordinals the notice of each unit
   * @param {number[]} wanted for each fact the place of its wanted value, or undefined
   * @param {number} notices
   */
  constructor(columns, ordinals, wanted, notices) {
    this.columns = columns;
    this.ordinals = ordinals;
    this.wanted = wanted;
    this.active = wanted.some((value) => value !== undefined);
    this.fails = new Uint8Array(notices); // a bit for each fact in which a notice differs from what is wanted
    FACTS.forEach((fact, index) => {
      if (wanted[index] === undefined || index === STATUS) return;
      for (let ordinal = 0; ordinal < notices; ordinal++) {
        const value = fact === "notice" ? ordinal : columns[fact].of[ordinal];
        if (value !== wanted[index]) this.fails[ordinal] |= 1 << index;
      }
    });
  }

  /**
   * @param {Texts} texts
   * @param {Record<string, string>} chosen
   * @returns {Promise<Filters>}
   */
  static async open(texts, chosen) {
    const columns = columnsOf(await texts.store.json("catalog.bin"));
    /** @type {number[]} */
    const wanted = [];
    const place = (/** @type {number} */ index) => (index < 0 ? NONE : index);
    COUNTED.forEach((fact, index) => {
      if (chosen[fact]) wanted[index] = place(columns[fact].values.findIndex(({ value }) => value === chosen[fact]));
    });
    if (chosen.notice) wanted[FACTS.length - 1] = place((await texts.store.json("ids.bin")).indexOf(chosen.notice));
    return new Filters(columns, texts.ordinals, wanted, texts.starts.length - 1);
  }

  /**
   * @param {number} unit
   * @returns {number} a bit for each fact in which the unit differs from what is wanted
   */
  failsOf(unit) {
    const fails = this.fails[this.ordinals[unit]];
    const status = this.wanted[STATUS];
    return status === undefined || this.columns.status.of[unit] === status ? fails : fails | (1 << STATUS);
  }

  /**
   * @param {Int32Array} units
   * @returns {Int32Array} those admitted
   */
  keep(units) {
    return this.active ? units.filter((unit) => !this.failsOf(unit)) : units;
  }

  /**
   * Count, for each fact, the units that each of its values, in their order, would leave while the other filters hold.
   * @param {Int32Array} units
   * @returns {Record<string, Choice[]>}
   */
  facets(units) {
    const counts = COUNTED.map((fact) => new Int32Array(this.columns[fact].values.length + 1));
    for (const unit of units) {
      const fails = this.failsOf(unit);
      for (let index = 0; index < COUNTED.length; index++) {
        if (fails & ~(1 << index)) continue;
        const value = this.columns[COUNTED[index]].of[index === STATUS ? unit : this.ordinals[unit]];
        if (value >= 0) counts[index][value]++;
      }
    }
    return Object.fromEntries(
      COUNTED.map((fact, index) => [
        fact,
        this.columns[fact].values.map((value, place) => ({ ...value, count: counts[index][place] })),
      ]),
    );
  }
}

/**
 * The choices of all volumes.
 * @param {Record<string, Choice[]>[]} volumes
 * @returns {Record<string, Choice[]>} those that occur; regions and issuers by frequency
 */
export function joined(volumes) {
  return Object.fromEntries(
    COUNTED.map((fact) => {
      /** @type {Map<string, Choice>} */
      const sums = new Map();
      for (const { value, label, count } of volumes.flatMap((choices) => choices[fact])) {
        const known = sums.get(value) ?? { label, count: 0 };
        sums.set(value, { value, label: known.label < label ? known.label : label, count: count + known.count }); // as in a volume
      }
      const found = [...sums.values()].filter(({ count }) => count);
      if (fact === "year") found.sort((one, two) => Number(two.value) - Number(one.value));
      if (fact === "region" || fact === "issuer") found.sort((one, two) => two.count - one.count || (one.value < two.value ? -1 : 1));
      return [fact, found];
    }),
  );
}
