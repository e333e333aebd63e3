/** Hints, one at a time: in words, each stronger than the one before; the last is the step itself. */

import { patchParts } from "../changes.js";
import { button, h } from "../dom.js";
import { written } from "./words.js";

const HOW_TO_READ =
  "Lines with + are new, lines with − go away, the others are there to find the place. Your own code may look different: take the idea.";

/**
 * The hints of a step that were taken, and a button for the next.
 * @param {object} step
 * @param {{hintsTaken: Function, takeHint: Function}} standing
 * @returns {{list: HTMLElement, more: HTMLElement}}
 */
export function hintParts(step, standing) {
  const count = step.hints.length + 1;
  const list = h("div", { class: "hints", "aria-live": "polite" });
  const more = button("", take);
  show();
  return { list, more };

  function take() {
    standing.takeHint(step);
    show();
    list.lastElementChild.scrollIntoView({ block: "nearest" });
  }

  function show() {
    const taken = Math.min(standing.hintsTaken(step), count);
    const fresh = Array.from({ length: taken }, (_, n) => n).slice(list.childElementCount);
    list.append(...fresh.map((n) => hint(step, n)));
    more.textContent = taken === 0 ? "Hint" : taken < count - 1 ? "A stronger hint" : "Show the code";
    more.hidden = taken === count;
  }
}

function hint(step, n) {
  const isCode = n === step.hints.length;
  const title = h("h3", {}, isCode ? "The code of this step" : `Hint ${n + 1} of ${step.hints.length}`);
  const parts = isCode ? [h("p", {}, HOW_TO_READ), ...patchParts(step.patch)] : written(step.hints[n]);
  return h("section", { class: "one-hint" }, title, ...parts);
}
