/** How a promise fell short: what was sent, what came back, what was expected, and where. */

import { button, foldable, h } from "../dom.js";
import { jsonParts } from "../json_text.js";

const TITLES = { syntax: "Python cannot read your code", error: "Your code raised an error" };
const FRAMES = 3; // of the learner's code, from each end
const SHORT = 56; // characters of a body that stays on one line
const JSON_TYPE = "application/json";

/**
 * @param {object} failure as the course's check describes it
 * @param {(file: string, line: number) => void} goTo shows a line of the learner's code
 * @returns {HTMLElement[]}
 */
export function failureParts(failure, goTo) {
  const { kind, exchange } = failure;
  const parts = exchange ? exchangeParts(failure) : [];
  if (kind in TITLES) parts.push(own(failure, goTo));
  else parts.push(expected(failure));
  if (failure.printed) parts.push(part("What your code printed", h("pre", { class: "body", tabindex: "0" }, failure.printed)));
  return parts;
}

function exchangeParts({ exchange: { sent, came }, before }) {
  const earlier = before.map((one) => h("p", { class: "quiet" }, `after ${one}`));
  const nothing = h("p", {}, "Nothing: your code raised an error. A browser would get 500.");
  return [
    part("What was sent", ...earlier, message(sent)),
    part("What came back", came ? message(came) : nothing),
  ];
}

function message({ start, headers, body }) {
  const told = Object.entries(headers).filter(([name, value]) => name !== "content-type" || value !== JSON_TYPE);
  const named = told.map(([name, value]) => h("span", { class: "quiet" }, `${name}: ${value}\n`));
  return h("pre", { class: "body", tabindex: "0" }, h("strong", {}, `${start}\n`), ...named, ...jsonParts(body, SHORT));
}

function expected({ kind, expected: sentences, message: said, ours }) {
  const lines = sentences.length ? sentences : [said];
  const shown = lines.map((line) => h("p", { class: "expected" }, line));
  const tests = ours.map(({ file, line, code }) => h("pre", { tabindex: "0" }, h("span", { class: "quiet" }, `${file}, line ${line}\n`), code));
  return part(kind === "answer" ? "What was expected" : "What the test met", ...shown, foldable("The line of the test", {}, ...tests));
}

function own({ kind, own: places, message: said }, goTo) {
  const line = ({ file, line, function: name, code }) => {
    const inside = name && name !== "<module>" ? `, in ${name}` : "";
    const go = button(`${file}, line ${line}`, () => goTo(file, line), { class: "link" });
    return [h("p", { class: "place" }, go, inside), h("pre", { tabindex: "0" }, code)];
  };
  const [first, last] = [places.slice(0, FRAMES), places.slice(FRAMES)];
  const more = last.length - FRAMES;
  const between = more > 0 ? [h("p", { class: "quiet" }, `… ${more} more, and then`)] : [];
  const lines = [...first.flatMap(line), ...between, ...last.slice(-FRAMES).flatMap(line)];
  return part(TITLES[kind], ...lines, h("p", { class: "problem" }, h("strong", {}, said)));
}

const part = (title, ...parts) => h("section", { class: "found" }, h("h3", {}, title), h("div", {}, ...parts));
