// @ts-check
/** The only search script that every page loads: brings in the search page, suggestions or marks where they are wanted. */

if (document.getElementById("search-form")) void import("./page.js");
if (document.querySelector("article[data-notice]") && new URLSearchParams(location.search).get("q")) void import("./mark.js");
for (const input of document.querySelectorAll("form[role=search] input[name=q]")) {
  input.addEventListener(
    "focus",
    async () => {
      const { suggestFor } = await import("./suggest.js");
      suggestFor(/** @type {HTMLInputElement} */ (input));
    },
    { once: true },
  );
}
