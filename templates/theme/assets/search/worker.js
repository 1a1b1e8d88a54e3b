// @ts-check
/** The worker: keeps the engine off the page's thread. A message asks for a search or for suggestions; one message answers. */
import { Engine } from "./engine.js";
import { IndexFault } from "./store.js";

/** @type {Promise<Engine> | undefined} */
let engine;

/**
 * @param {Engine} opened
 * @param {any} ask
 * @returns {Promise<any>}
 */
async function answer(opened, ask) {
  if (ask.type === "suggest") return (await import("./relevance.js")).suggestions(opened, ask);
  if (ask.type === "facets") return opened.facets(ask);
  if (ask.type === "open") return opened.prepare();
  return opened.search(ask, (hits) => postMessage({ id: ask.id, early: hits }));
}

/**
 * Answer; if files are gone because the site was published meanwhile, once more with the new index. Several questions may find that out at
 * the same time: the first opens the new index, the others use it.
 * @param {URL} base
 * @param {any} ask
 * @returns {Promise<any>}
 */
async function answerOrReopen(base, ask) {
  const used = (engine ??= Engine.open(base));
  try {
    return await answer(await used, ask);
  } catch (fault) {
    const opened = await used.catch(() => undefined);
    const stale = opened && (await opened.stale());
    if (engine === used) engine = undefined;
    if (!stale) throw fault;
    return answer(await (engine ??= Engine.open(base)), ask);
  }
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ id: data.id, value: await answerOrReopen(new URL(data.base), data) });
  } catch (fault) {
    const kind = fault instanceof IndexFault ? fault.kind : "damaged";
    postMessage({ id: data.id, fault: kind });
  }
});
