// @ts-check
/** What a page can do beyond reading: larger text, dark colours, copying the link of an item. Everything works without it, too. */

const root = document.documentElement;

/** @param {string} key @returns {string | null} */
function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage may be forbidden; then the choice lasts for this page only
  }
}

/** @param {string} key @param {string} value */
function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    console.info("setting not kept: storage is not available");
  }
}

/**
 * A button that switches an attribute of the root between two values.
 * @param {string} action
 * @param {"theme" | "text"} name
 * @param {string} on
 * @param {string} off
 * @param {boolean} initially
 */
function toggle(action, name, on, off, initially) {
  const button = document.querySelector(`[data-action="${action}"]`);
  if (!button) return;
  const kept = recall(name);
  /** @param {boolean} state */
  const show = (state) => {
    root.dataset[name] = state ? on : off;
    button.setAttribute("aria-pressed", String(state));
  };
  if (kept) show(kept === on);
  else button.setAttribute("aria-pressed", String(initially));
  button.addEventListener("click", () => {
    const state = button.getAttribute("aria-pressed") !== "true";
    show(state);
    remember(name, state ? on : off);
  });
}

toggle("larger", "text", "larger", "normal", false);
toggle("dark", "theme", "dark", "light", matchMedia("(prefers-color-scheme: dark)").matches);
document.querySelector("[data-tools]")?.removeAttribute("hidden");

// A former address leads on by itself, but to the page alone: what the link named in it, and was searched for, goes along.
const moved = document.querySelector('meta[http-equiv="refresh"]')?.getAttribute("content")?.split("url=")[1];
if (moved && (location.search || location.hash)) location.replace(moved + location.search + location.hash);

const contents = document.querySelector("details.contents");
if (contents instanceof HTMLDetailsElement && matchMedia("(min-width: 76em)").matches) contents.open = true;

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a.permalink") : null;
  if (!(link instanceof HTMLAnchorElement) || !navigator.clipboard) return;
  navigator.clipboard.writeText(link.href).then(
    () => {
      link.dataset.copied = "";
      setTimeout(() => delete link.dataset.copied, 2000);
    },
    () => console.info("link not copied: clipboard is not available"),
  );
});
