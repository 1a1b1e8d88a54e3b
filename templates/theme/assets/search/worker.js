// @ts-check
/** The worker: keeps the engine off the page's thread. A message asks for a search or for suggestions; one message answers. */
import { Engine } from "./engine.js";
import { IndexFault } from "./store.js";

/** @type {Promise<Engine> | undefined} */
let engine;

/**
 * @param {URL} base
 * @param {any} ask
 * @returns {Promise<any>}
 */
async function answer(base, ask) {
  engine ??= Engine.open(base);
  const opened = await engine;
  if (ask.type === "suggest") return opened.suggest(ask.q, ask.count);
  if (ask.type === "open") return null;
  return opened.search(ask);
}

/**
 * Answer; if files are gone because the site was published meanwhile, once more with the new index.
 * @param {URL} base
 * @param {any} ask
 * @returns {Promise<any>}
 */
async function answerOrReopen(base, ask) {
  try {
    return await answer(base, ask);
  } catch (fault) {
    const opened = await engine?.catch(() => undefined);
    engine = undefined;
    if (!opened || !(await opened.store.stale())) throw fault;
    return answer(base, ask);
  }
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage({ id: data.id, value: await answerOrReopen(new URL(data.base), data) });
  } catch (fault) {
    engine = undefined;
    const kind = fault instanceof IndexFault ? fault.kind : "damaged";
    postMessage({ id: data.id, fault: kind });
  }
});
