// @ts-check
/** Suggestions below a search field: titles and findings that hold what was typed. Arrow keys choose, Enter opens, Escape closes. */
import { ask } from "./client.js";
import { element, unitAddress } from "./draw.js";

const COUNT = 8;
const PAUSE = 180; // ms without a key

let fields = 0;

/** @param {HTMLInputElement} input */
export function suggestFor(input) {
  const id = `suggestions-${++fields}`;
  const list = element("div", { id, class: "suggestions", role: "listbox", "aria-label": "搜索建议" });
  list.hidden = true;
  input.after(list);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": id })) {
    input.setAttribute(key, value);
  }
  let timer = 0;
  let turn = 0;
  let chosen = -1;

  const close = () => {
    turn++;
    list.hidden = true;
    choose(-1);
    input.setAttribute("aria-expanded", "false");
  };

  /** @param {number} index */
  const choose = (index) => {
    chosen = index;
    [...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };

  const show = async () => {
    const mine = ++turn;
    const q = input.value;
    const found = await ask("suggest", { q, count: COUNT }).catch(() => []);
    if (mine !== turn) return;
    list.replaceChildren(
      ...found.map((/** @type {any} */ each, /** @type {number} */ index) => {
        const facts = element("small", {}, each.notice.issuer);
        const href = unitAddress(each.notice.id, each.anchor, q);
        return element("a", { id: `${id}-${index}`, href, role: "option", tabindex: "-1" }, each.finding, facts);
      }),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };

  const later = () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) close();
    else timer = setTimeout(show, PAUSE);
  };

  input.addEventListener("input", later);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose((chosen + 1) % count);
    else if (event.key === "ArrowUp") choose(chosen < 1 ? count - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) /** @type {HTMLElement} */ (list.children[chosen]).click();
    else return;
    event.preventDefault();
  });
  input.form?.addEventListener("submit", () => {
    clearTimeout(timer);
    close();
  });
  input.form?.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node) || !input.form?.contains(event.relatedTarget)) setTimeout(close, 150);
  });
  ask("open").catch(() => undefined); // while the reader types; if it fails, the search will say so
  later();
}
