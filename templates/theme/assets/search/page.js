// @ts-check
/** The search page: reads the address, asks the engine, draws what it answers, and keeps the address. */
import { readSearch, writeSearch } from "./address.js";
import { ask, SearchFault } from "./client.js";
import { drawHits, element } from "./draw.js";

const PAGE = 10;
const REHEARSED = 20; // results drawn out of sight
const PATIENCE = 200; // milliseconds until the address changes, results or not

/** @template {Element} T @param {string} id @param {new () => T} type @returns {T} */
function part(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new TypeError(`#${id} is missing`);
  return found;
}

const form = part("search-form", HTMLFormElement),
  input = part("search-query", HTMLInputElement),
  results = part("results", HTMLElement),
  summary = part("search-summary", HTMLElement),
  advice = part("search-advice", HTMLElement),
  more = part("search-more", HTMLButtonElement),
  chips = part("search-chips", HTMLElement),
  sort = part("search-sort", HTMLSelectElement),
  filters = part("search-filters", HTMLDetailsElement),
  unfiltered = part("search-unfiltered", HTMLElement);
const selects = [...form.querySelectorAll("select[data-fact]")].filter((each) => each instanceof HTMLSelectElement);
const { title } = document; // without a query

let search = readSearch(location.search);
let shown = 0;
let turn = 0;

/**
 * Search for what the address says, or will say. The worker is asked first of all: so it works while the page is changed. To change the
 * address keeps the browser from fetching, so it waits for the results, if they do not take long.
 * @param {string} query `?…`
 */
async function run(query = location.search) {
  const mine = ++turn;
  /** Unless something else is searched for by now, change the address and then the page. */
  const settle = (/** @type {() => void} */ change = () => undefined) => {
    if (mine !== turn) return;
    if (query !== location.search) history.pushState(null, "", query);
    change();
  };
  search = readSearch(query);
  const asks = search.q !== null || Object.keys(search.filters).length > 0;
  const early = (/** @type {any[]} */ hits) => settle(() => drawEarly(hits));
  const answering = asks ? ask("search", { ...search, q: search.q ?? "", from: 0, count: PAGE }, early) : undefined;
  answering?.catch(() => undefined); // told below
  setTimeout(settle, PATIENCE);
  if (mine > 1 || !input.value) input.value = search.q ?? ""; // what was typed while the scripts came stays
  sort.value = search.sort;
  results.dataset.state = "loading";
  delete results.dataset.total;
  results.setAttribute("aria-busy", "true");
  if (selects.some(({ dataset }) => search.filters[dataset.fact ?? ""])) filters.open = true;
  if (!answering) return idle();
  try {
    const answer = await answering;
    settle(() => draw(answer));
  } catch (fault) {
    settle(() => fail(fault));
  }
}

function idle() {
  clear();
  results.dataset.state = "idle";
  delete results.dataset.total;
  summary.textContent = "";
  void count();
}

/** Fill the filters, if they are open, with the numbers of this search: after its results, which matter more. */
async function count() {
  if (!filters.open) return;
  const mine = turn;
  try {
    const [facets, { drawChoices }] = await Promise.all([ask("facets", { ...search, q: search.q ?? "" }), import("./choices.js")]);
    if (mine !== turn) return;
    for (const select of selects) {
      const fact = select.dataset.fact ?? "";
      drawChoices(select, facets[fact], search.filters[fact] ?? "");
    }
    unfiltered.hidden = selects.some((select) => !select.closest("label")?.hidden);
  } catch (fault) {
    if (mine === turn) fail(fault);
  }
}

function clear() {
  results.replaceChildren();
  advice.replaceChildren();
  chips.replaceChildren();
  results.removeAttribute("aria-busy");
  more.hidden = true;
  shown = 0;
}

/** @param {any[]} hits the first, while the others are being counted */
function drawEarly(hits) {
  clear();
  show(hits);
  results.setAttribute("aria-busy", "true");
  summary.textContent = "正在统计全部结果……";
}

/** @param {any} answer */
function draw(answer) {
  clear();
  append(answer);
  summary.textContent = summaryOf(answer);
  drawChips(answer);
  if (!answer.total && !answer.empty) void advise(answer);
  results.dataset.total = String(answer.total);
  results.dataset.state = "ready";
  document.title = search.q ? `${search.q} - ${title}` : title;
  void count();
}

/** @param {any[]} hits */
function show(hits) {
  drawHits(results, hits, search.q ?? "", (id) => writeSearch({ ...search, filters: { ...search.filters, notice: id } }));
}

/** Draw results out of sight, as the worker rehearses a search: so the first that count need not wait for the browser to compile how. */
function rehearse() {
  const pieces = [{ text: "", mark: true }, { text: "", mark: false }];
  const hit = { notice: { id: "" }, inNotice: 0, anchor: "", kind: "item", status: " ", finding: pieces, snippet: pieces };
  drawHits(element("div"), Array(REHEARSED).fill(hit), " ", () => writeSearch(search));
}

/** @param {any} answer */
function append(answer) {
  show(answer.hits);
  shown += answer.hits.length;
  more.hidden = shown >= answer.total;
  more.textContent = `显示更多（还有 ${answer.total - shown} 处）`;
}

/** @param {any} answer */
function summaryOf(answer) {
  if (answer.empty) return search.q ? "请输入要查找的文字。" : "请输入要查找的文字，或选择筛选条件。";
  const what = answer.terms.length ? `含有“${answer.terms.map(shorten).join("”和“")}”的内容` : "符合条件的内容";
  if (!answer.total) return `没有找到${what}。`;
  return `在 ${answer.notices} 份通报中找到${what}共 ${answer.total} 处。`;
}

/** @param {string} term */
const shorten = (term) => term.replace(/(.{40}).+/su, "$1…");

/** @param {any} answer */
function drawChips(answer) {
  const { notice } = search.filters;
  if (!notice) return;
  const title = answer.hits.find((/** @type {any} */ hit) => hit.notice.id === notice)?.notice.title ?? notice;
  const href = writeSearch({ ...search, filters: { ...search.filters, notice: "" } });
  chips.append("只看：", element("a", { href, "data-search": "" }, `${title} ✕ 取消`));
}

/** @param {any} answer */
async function advise(answer) {
  const mine = turn;
  const { adviceOn } = await import("./advice.js");
  if (mine === turn) advice.append(...adviceOn(answer, search));
}

/** @param {unknown} fault */
function fail(fault) {
  clear();
  if (!(fault instanceof SearchFault)) throw fault;
  delete results.dataset.total;
  results.dataset.state = "error";
  summary.textContent = fault.message;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run(writeSearch({ ...search, q: input.value }));
});

form.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLSelectElement)) return;
  const { value, dataset } = event.target;
  const changed = dataset.fact ? { [dataset.fact]: value } : {};
  void run(writeSearch({ q: input.value, sort: sort.value, filters: { ...search.filters, ...changed } }));
});

filters.addEventListener("toggle", () => {
  if (results.dataset.state !== "loading") void count();
});

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[data-search], a[data-only]");
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  void run(new URL(link.href).search);
  summary.focus(); // the link goes; the field would open its suggestions over the results, and a phone its keyboard
});

more.addEventListener("click", async () => {
  const mine = turn;
  const before = results.querySelectorAll("li.hit").length;
  more.disabled = true;
  try {
    const answer = await ask("search", { ...search, q: search.q ?? "", from: shown, count: PAGE });
    if (mine === turn) append(answer);
    const first = results.querySelectorAll("li.hit")[before]?.querySelector("a");
    if (mine === turn && first) first.focus();
  } catch (fault) {
    if (mine === turn) fail(fault);
  }
  more.disabled = false;
});

addEventListener("popstate", () => void run());
if (!search.q) {
  ask("open").catch(() => undefined);
  rehearse();
}
void run();
