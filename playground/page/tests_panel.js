/** The chapter's tests, run in the page: each is a promise, kept or broken. */

import { button, byId, foldable, h } from "./dom.js";

const OUTCOMES = {
  passed: ["✓", "kept"],
  failed: ["✗", "broken"],
  skipped: ["–", "skipped"],
};

/**
 * @param {(onTest: (test: object) => void) => Promise<object>} runTests
 */
export function testsPanel(runTests) {
  const summary = h("p", { class: "summary", role: "status" }, "The chapter’s own tests, on the code as it is now. Your data is not touched.");
  const list = h("ol", { class: "promises" });
  const start = button("Run the tests", run, { class: "primary" });
  byId("tests").replaceChildren(h("div", { class: "line" }, start), summary, list);

  async function run() {
    if (start.getAttribute("aria-disabled") === "true") return;
    list.replaceChildren();
    say("Loading pytest …");
    start.setAttribute("aria-disabled", true);
    try {
      showSummary(await runTests(note));
    } catch (error) {
      say(`The tests did not run to their end: ${error.message}`, "some-broken");
    }
    start.removeAttribute("aria-disabled");
  }

  function note(test) {
    list.append(promise(test));
    say(`${list.childElementCount} tried …`);
  }

  function showSummary({ passed, failed, skipped, seconds, hasEnded, output }) {
    if (!hasEnded && !failed) return showOutput(output);
    const parts = [`${passed} kept`, failed && `${failed} broken`, skipped && `${skipped} skipped`];
    const text = `${parts.filter(Boolean).join(", ")}, in ${seconds.toFixed(1)} s`;
    say(failed ? text : `All promises are kept: ${text}`, failed ? "some-broken" : "all-kept");
  }

  function showOutput(output) {
    say("The tests did not run to their end. pytest says why:", "some-broken");
    list.replaceChildren(h("li", { class: "failed" }, h("pre", { tabindex: "0" }, output)));
  }

  function say(text, kind = "") {
    summary.className = `summary ${kind}`;
    summary.textContent = text;
  }
}

function promise({ id, promise: text, outcome, detail }) {
  const [mark, word] = OUTCOMES[outcome];
  const label = h("span", { class: "outcome" }, h("span", { "aria-hidden": "true" }, mark), ` ${word}`);
  const given = /\[(.+)\]$/.exec(id)?.[1];
  const words = [label, h("span", {}, ...withCode(text || id)), given ? h("code", {}, given) : null];
  const more = detail && outcome !== "passed" ? foldable("Why", {}, h("pre", { tabindex: "0" }, detail)) : null;
  return h("li", { class: outcome, title: id }, h("div", {}, ...words.filter(Boolean).flatMap((word) => [word, " "])), more);
}

/** What stands between backticks is code. */
const withCode = (text) => text.split("`").map((part, n) => (n % 2 ? h("code", {}, part) : part));
