// @ts-check
/** Drawing results. All that comes from the index or the address becomes text, never markup. */

/** @type {Record<string, string>} */
const KINDS = {
  title: "标题",
  under_title: "题下文字",
  opening: "开头",
  section: "正文",
  item: "整改事项",
  closing: "结尾",
  attachments: "附件说明",
  signature: "落款",
  notes: "附注",
};
const ROOT = new URL("../../", import.meta.url);

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/**
 * @param {{text: string, mark: boolean}[]} pieces
 * @returns {(Node | string)[]}
 */
const marked = (pieces) => pieces.map(({ text, mark }) => (mark ? element("mark", {}, text) : text));

/**
 * The address of a unit, with the query, so that its page can mark it.
 * @param {string} id
 * @param {string} anchor
 * @param {string} q
 * @returns {string}
 */
export function unitAddress(id, anchor, q) {
  const url = new URL(`notices/${encodeURIComponent(id)}/`, ROOT);
  if (q) url.search = new URLSearchParams({ q }).toString();
  url.hash = anchor;
  return url.href;
}

/**
 * Add hits below those that are there; hits of one notice stand together.
 * @param {HTMLElement} results
 * @param {any[]} hits
 * @param {string} q
 * @param {(id: string) => string} onlyNotice address of the same search in one notice
 */
export function drawHits(results, hits, q, onlyNotice) {
  for (const hit of hits) {
    const last = results.lastElementChild;
    const group =
      last instanceof HTMLElement && last.dataset.group === hit.notice.id ? last : drawGroup(results, hit, onlyNotice);
    group.querySelector("ol")?.append(drawHit(hit, q));
  }
}

/**
 * @param {HTMLElement} results
 * @param {any} hit
 * @param {(id: string) => string} onlyNotice
 * @returns {HTMLElement}
 */
function drawGroup(results, hit, onlyNotice) {
  const { notice, inNotice } = hit;
  const link = element("a", { href: new URL(`notices/${encodeURIComponent(notice.id)}/`, ROOT).href }, notice.title);
  const facts = [notice.issuer, notice.region, notice.published].filter(Boolean).join(" · ");
  const only = element("a", { href: onlyNotice(notice.id), "data-only": notice.id }, `本通报 ${inNotice} 处`);
  const group = element(
    "section",
    { class: "hit-group", "data-group": notice.id },
    element("h2", {}, link),
    element("p", { class: "hit-facts" }, `${facts} · `, only),
    element("ol"),
  );
  results.append(group);
  return group;
}

/**
 * @param {any} hit
 * @param {string} q
 * @returns {HTMLElement}
 */
function drawHit(hit, q) {
  const title = hit.finding.length ? marked(hit.finding) : [KINDS[hit.kind] ?? ""];
  const link = element("a", { href: unitAddress(hit.notice.id, hit.anchor, q) }, ...title);
  const head = element("p", { class: "hit-title" }, link);
  if (hit.status) head.append(" ", element("span", { class: "status", "data-status": hit.status }, hit.status));
  else if (hit.finding.length && hit.kind !== "item") head.append(" ", element("span", { class: "mark" }, KINDS[hit.kind] ?? ""));
  return element(
    "li",
    { class: "hit", "data-notice": hit.notice.id, "data-anchor": hit.anchor },
    head,
    element("p", { class: "hit-text" }, ...marked(hit.snippet)),
  );
}
