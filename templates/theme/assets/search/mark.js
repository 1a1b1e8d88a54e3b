// @ts-check
/** On a notice's page that a search led to: marks the searched text in the unit that the address names. Changes no text. */
import { Folding } from "./fold.js";
import { readHead, Store } from "./store.js";

const NAME = "search";

/**
 * The text nodes of a unit: from its element up to the next unit's, without what the page adds.
 * @param {HTMLElement} article
 * @param {Element} unit
 * @returns {Text[]}
 */
function textNodes(article, unit) {
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node instanceof Element && node.hasAttribute("data-ui")) return NodeFilter.FILTER_REJECT;
    return NodeFilter.FILTER_ACCEPT;
  });
  const nodes = [];
  let inside = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element && node.id) {
      if (node === unit) inside = true;
      else if (inside && !unit.contains(node)) break;
    }
    if (inside && node instanceof Text) nodes.push(node);
  }
  return nodes;
}

/**
 * @param {Text[]} nodes
 * @param {[number, number][]} places in the nodes' joined text
 * @returns {Range[]}
 */
function rangesOf(nodes, places) {
  const ranges = [];
  let start = 0;
  for (const node of nodes) {
    const end = start + node.data.length;
    for (const [from, to] of places) {
      if (from >= end || to <= start) continue;
      const range = new Range();
      range.setStart(node, Math.max(from, start) - start);
      range.setEnd(node, Math.min(to, end) - start);
      ranges.push(range);
    }
    start = end;
  }
  return ranges;
}

/** @param {Range[]} ranges */
function highlight(ranges) {
  if (CSS.highlights) {
    CSS.highlights.set(NAME, new Highlight(...ranges));
    return;
  }
  for (const range of ranges.reverse()) range.surroundContents(document.createElement("mark"));
}

async function markUnit() {
  const article = document.querySelector("article[data-notice]");
  const unit = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const query = new URLSearchParams(location.search).get("q");
  if (!(article instanceof HTMLElement) || !unit || !query || !article.contains(unit)) return;
  const base = new URL("../../search/", import.meta.url);
  const folding = new Folding(await new Store(base, (await readHead(base)).folding).bytes("fold.bin"));
  const nodes = textNodes(article, unit);
  const ranges = rangesOf(nodes, folding.places(nodes.map((node) => node.data).join(""), folding.terms(query)));
  highlight(ranges);
  article.dataset.marked = String(ranges.length);
}

// A page without marks is whole all the same: if the index cannot be read, nothing is marked.
addEventListener("hashchange", () => void markUnit().catch(() => undefined));
void markUnit().catch(() => undefined);
