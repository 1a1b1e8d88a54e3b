// @ts-check
/** The search in the address: so that it can be sent to somebody, and back and forward work. */

export const FACTS = ["year", "region", "issuer", "type", "level", "status", "notice"];

/** @typedef {{q: string | null, sort: string, filters: Record<string, string>}} Search */

/**
 * @param {string} query the address's part after `?`
 * @returns {Search}
 */
export function readSearch(query) {
  const values = new URLSearchParams(query);
  const filters = Object.fromEntries(FACTS.map((fact) => [fact, values.get(fact) ?? ""]).filter(([, value]) => value));
  return { q: values.get("q"), sort: values.get("sort") === "relevance" ? "relevance" : "newest", filters };
}

/**
 * @param {Search} search
 * @returns {string} `?…`
 */
export function writeSearch({ q, sort, filters }) {
  const values = new URLSearchParams({ q: q ?? "" });
  for (const fact of FACTS) if (filters[fact]) values.set(fact, filters[fact]);
  if (sort === "relevance") values.set("sort", sort);
  return `?${values}`;
}
