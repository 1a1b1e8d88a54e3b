// @ts-check
/** @import {Choice} from "./filters.js" */
/** Drawing the choices of a filter with their counts. */

/**
 * Fill a list of choices, the chosen one kept even if it leaves nothing.
 * @param {HTMLSelectElement} select
 * @param {Choice[]} choices
 * @param {string} chosen
 */
export function drawChoices(select, choices, chosen) {
  const options = [new Option("不限", "")];
  for (const { value, label, count } of choices) options.push(new Option(`${label}（${count}）`, value));
  if (chosen && !choices.some(({ value }) => value === chosen)) options.push(new Option(`${chosen}（0）`, chosen));
  select.replaceChildren(...options);
  select.value = chosen;
  const label = select.closest("label");
  if (label) label.hidden = options.length < 3 && !chosen;
}
