/** What was sent, by whom, and what came: the newest first. */

import { button, h } from "./dom.js";
import { statusMark } from "./response.js";

const LONGEST = 50;

/**
 * @param {(exchange: object) => void} onChoose
 * @returns {{element: HTMLElement, note: (exchange: object) => void, count: () => number}}
 */
export function sentList(onChoose) {
  const list = h("ol", { class: "sent", "aria-label": "What was sent, the newest first" });
  const element = h("section", { hidden: true }, h("h2", {}, "Sent"), list);
  return {
    element,
    count: () => list.childElementCount,
    note(exchange) {
      element.hidden = false;
      list.prepend(h("li", {}, sentButton(exchange, onChoose)));
      while (list.childElementCount > LONGEST) list.lastElementChild.remove();
    },
  };
}

function sentButton(exchange, onChoose) {
  const { method, path, response, by } = exchange;
  const words = [h("b", {}, method), h("code", {}, path), statusMark(response)];
  if (by) words.push(h("span", { class: "quiet" }, by));
  const one = button("", () => onChoose(exchange));
  one.append(...words.flatMap((word) => [word, " "]));
  return one;
}
