/** The steps of a chapter: the task in hand, what is done, what is to come. */

import { showChanges } from "../changes.js";
import { button, byId, h } from "../dom.js";
import { doneParts, taskParts } from "./card.js";
import { makeChecking } from "./checking.js";
import { taskOf } from "./exercise.js";
import { showProgress } from "./progress_view.js";
import { inline } from "./words.js";

/**
 * @param {object} course the chapter in practice mode
 * @param {object} practice {standing, standings, chapters, next}
 * @param {{run: Function, files: object, settle: () => Promise<void>, goTo: Function}} act
 * @returns {{edited: () => void, tried: () => void, left: () => void, forget: () => void}}
 */
export function stepsPanel(course, practice, act) {
  const { steps, goal, end } = course.exercise;
  const { standing } = practice;
  let unmet = null;
  let problem = "";
  const said = h("p", { class: "checked quiet" }, "The first check comes when the app has started.");
  const spoken = h("p", { class: "unseen", role: "status" });
  const bar = h("div", { class: "bar-of-steps", "aria-hidden": "true" }, ...steps.map(() => h("i")));
  const count = h("span", { class: "quiet" });
  const card = h("section", { class: "card", "aria-label": "The task" });
  const list = h("ol", { class: "steps" }, ...steps.map(stepItem));
  const all = button("All chapters", () => showProgress(practice), { class: "link" });
  const aim = h("p", { class: "aim" }, goal);
  byId("tests").replaceChildren(h("div", { class: "standing" }, count, bar, all), aim, said, card, spoken, h("h2", {}, "The steps"), list);
  addEventListener("keydown", checkKey, { capture: true });

  const inHand = () => steps[standing.met()];
  const checking = makeChecking(steps, act.run, inHand, { begun, found, failed, left });
  show();

  function show() {
    const met = standing.met();
    const isDone = met === steps.length;
    const now = { number: met + 1, step: steps[met], unmet, problem };
    const parts = isDone ? doneParts(course, practice.next, { check, compare }) : taskParts(course, now, standing, { check, goTo: act.goTo });
    card.className = isDone ? "card done" : "card";
    card.replaceChildren(...parts.filter(Boolean));
    aim.hidden = met > 0;
    count.textContent = `${met} of ${steps.length}`;
    [...bar.children].forEach((one, n) => (one.className = kindOf(n, met)));
    [...list.children].forEach((item, n) => markItem(item, kindOf(n, met)));
    practice.shown(met);
  }

  async function check() {
    await act.settle();
    checking.now();
  }

  function checkKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    check();
  }

  function begun() {
    card.setAttribute("aria-busy", true);
    said.className = "checked quiet";
    said.textContent = "Checking …";
  }

  function found(findings, ms) {
    const before = standing.met();
    unmet = findings.unmet;
    problem = "";
    if (findings.met !== before) standing.meet(findings.met);
    settle(`Checked in ${(ms / 1000).toFixed(1)} s.`);
    if (findings.met > before) praise(before, findings.met);
    else if (findings.met < before) spoken.textContent = `Step ${findings.met + 1} is no longer met.`;
  }

  function failed(sentence) {
    [unmet, problem] = [null, sentence];
    settle("");
  }

  function left() {
    settle("Not checked by itself: press Check when you are ready.");
  }

  function settle(sentence) {
    card.removeAttribute("aria-busy");
    said.textContent = sentence;
    show();
  }

  function praise(before, met) {
    const which = met - before === 1 ? `Step ${met} is met.` : `Steps ${before + 1} ${met - before === 2 ? "and" : "to"} ${met} are met.`;
    const next = met === steps.length ? `Chapter ${course.key} is yours.` : `Next: ${taskOf(steps[met])}`;
    spoken.textContent = `${which} ${next}`;
    for (const item of [...list.children].slice(before, met)) item.classList.add("just-met");
    said.textContent = met === steps.length ? "" : `✓ ${which} Go on.`;
    said.className = "checked met";
    said.scrollIntoView({ block: "nearest" });
  }

  function compare() {
    showChanges({ files: act.files }, end, { title: "Your code, and the course’s" });
  }

  return {
    edited: () => checking.edited(),
    tried: () => checking.soon(),
    left,
    forget() {
      checking.begin();
      standing.forget();
      unmet = null;
      show();
    },
  };
}

const kindOf = (n, met) => (n < met ? "met" : n === met ? "in-hand" : "to-come");
const MARKS = { met: ["✓", "met"], "in-hand": ["▸", "the task now"], "to-come": ["·", "to come"] };

const stepItem = (step) => h("li", {}, h("span", { class: "mark" }), h("span", {}, ...inline(taskOf(step))));

function markItem(item, kind) {
  const [mark, word] = MARKS[kind];
  item.classList.remove("met", "in-hand", "to-come");
  item.classList.add(kind);
  item.querySelector(".mark").replaceChildren(h("span", { "aria-hidden": "true" }, mark), h("span", { class: "unseen" }, `${word}: `));
  if (kind === "in-hand") item.setAttribute("aria-current", "step");
  else item.removeAttribute("aria-current");
}
