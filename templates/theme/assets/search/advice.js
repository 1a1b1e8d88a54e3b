// @ts-check
/** @import {Search} from "./address.js" */
/** What a reader can do when nothing was found. */
import { writeSearch } from "./address.js";
import { element } from "./draw.js";

/**
 * @param {{terms: string[], fewer: {terms: string[], total: number}[]}} answer
 * @param {Search} search
 * @returns {HTMLElement[]}
 */
export function adviceOn({ terms, fewer }, search) {
  /** @type {(text: string, change: Partial<Search>) => HTMLElement} */
  const link = (text, change) => element("a", { href: writeSearch({ ...search, ...change }), "data-search": "" }, text);
  const advice = [];
  if (Object.keys(search.filters).length) advice.push(element("p", {}, link("去掉全部筛选条件再查", { filters: {} })));
  if (fewer.length) {
    const choices = fewer.map(({ terms, total }) => {
      const q = terms.join(" ").replaceAll('"', "“"); // a plain mark would quote, this one is searched for
      return element("li", {}, "只查“", link(terms.join(" "), { q }), `”：${total} 处`);
    });
    const list = element("ul", {}, ...choices);
    advice.push(element("p", {}, "这些词没有同时出现在一处。少用一个词，可以找到："), list);
  } else if (terms.length < 2) {
    advice.push(element("p", {}, "本站按原文逐字查找。可以少输入几个字，或把一句话拆成几个词、用空格隔开再查。"));
  } else {
    advice.push(element("p", {}, "去掉其中任何一个词也没有结果。请检查有没有错别字，或换用更短的词再查。"));
  }
  return advice;
}
