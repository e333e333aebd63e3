/** The task in hand, large: what is asked, how the code falls short, help; at the end a quiet praise. */

import { button, h } from "../dom.js";
import { taskOf } from "./exercise.js";
import { failureParts } from "./failure.js";
import { hintParts } from "./hints.js";
import { inline } from "./words.js";

/**
 * @param {object} course the chapter in practice mode
 * @param {{number: number, step: object, unmet: object | null, problem: string}} now
 * @param {object} standing
 * @param {{check: () => void, goTo: Function}} act
 * @returns {HTMLElement[]}
 */
export function taskParts(course, { number, step, unmet, problem }, standing, act) {
  const hints = hintParts(step, standing);
  const check = button("Check", act.check, { class: "primary", "aria-keyshortcuts": "Control+Enter" });
  const page = h("a", { href: step.page, target: "_blank" }, step.page_title, h("span", { class: "unseen" }, " (in a new tab)"));
  return [
    h("p", { class: "where" }, `Step ${number} of ${course.exercise.steps.length}`),
    h("h2", {}, ...inline(unmet?.task ?? taskOf(step))),
    h("div", { class: "line" }, check, hints.more, h("span", { class: "grow" }), h("span", { class: "taught" }, "Taught on ", page)),
    hints.list,
    problem ? h("section", { class: "found" }, h("h3", {}, "The check did not run"), h("pre", { tabindex: "0" }, problem)) : "",
    h("div", { class: "shortfall" }, ...(unmet ? failureParts(unmet.failure, act.goTo) : [])),
  ];
}

/**
 * @param {object} course
 * @param {{key: string, title: string} | undefined} next the chapter after this one
 * @param {{check: () => void, compare: () => void}} act
 * @returns {HTMLElement[]}
 */
export function doneParts(course, next, act) {
  const { key, exercise } = course;
  const on = next
    ? h("a", { class: "button primary", href: `?practice=${next.key}` }, `Build chapter ${next.key}: ${next.title}`)
    : h("a", { class: "button primary", href: "../chapters/final/" }, "Go on to the final app");
  return [
    h("p", { class: "where" }, `All ${exercise.steps.length} steps are met`),
    h("h2", {}, `Chapter ${key} is yours.`),
    h("p", {}, "Every promise of this chapter is kept by code that you wrote. The course’s own code is one way among many: compare."),
    h("p", {}, "Only the steps were tried here. What every chapter promises, and the chapters before, is tried on your own machine: with your files in ", h("code", {}, `practice/0${key}`), " by ", h("code", {}, `python3 learn.py check ${key}`), "."),
    h("div", { class: "line" }, on, button("Compare with the course’s code", act.compare), button("Check", act.check)),
  ];
}
