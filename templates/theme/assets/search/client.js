// @ts-check
/** The page's end of the worker: asks it, and tells what went wrong in words. */

const BASE = new URL("../../search/", import.meta.url);

/** @type {Record<string, string>} */
const MESSAGES = {
  stale: "网站刚刚更新过，请刷新本页后再搜索。",
  missing: "搜索索引不完整（缺少文件），暂时无法给出准确结果。请刷新本页；如仍不行，请联系网站管理员，或按目录浏览通报。",
  damaged: "搜索索引已损坏，暂时无法给出准确结果。请刷新本页；如仍不行，请联系网站管理员，或按目录浏览通报。",
  format: "网站已经升级，本页是旧版本，请刷新本页后再搜索。",
  offline: "读取搜索索引失败，请检查网络连接后重试。",
  old: "您的浏览器版本过低，无法使用站内搜索。请升级浏览器，或按目录浏览通报。",
};

/** A failure with the message that readers get. */
export class SearchFault extends Error {
  /** @param {string} kind */
  constructor(kind) {
    super(MESSAGES[kind] ?? MESSAGES.damaged);
    this.kind = kind;
  }
}

/** @type {Worker | undefined} */
let worker;
let last = 0;
/** @type {Map<number, {resolve: (value: any) => void, reject: (fault: SearchFault) => void, early?: (hits: any[]) => void}>} */
const waiting = new Map();

function start() {
  if (typeof Worker === "undefined") throw new SearchFault("old");
  const started = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }) => {
    const asked = waiting.get(data.id);
    if (data.early) return asked?.early?.(data.early);
    waiting.delete(data.id);
    if (data.fault) asked?.reject(new SearchFault(data.fault));
    else asked?.resolve(data.value);
  });
  started.addEventListener("error", (event) => {
    event.preventDefault();
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new SearchFault("offline"));
    waiting.clear();
  });
  return started;
}

/**
 * Ask the worker.
 * @param {string} type `open`, `search` or `suggest`
 * @param {object} [details]
 * @param {(hits: any[]) => void} [early] told the first hits, if they are known before their number is
 * @returns {Promise<any>}
 */
export function ask(type, details = {}, early) {
  return new Promise((resolve, reject) => {
    worker ??= start();
    const id = ++last;
    waiting.set(id, { resolve, reject, early });
    worker.postMessage({ id, type, base: BASE.href, ...details });
  });
}
