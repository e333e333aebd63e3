/** Short sentences above the work: what a link asked for in vain, a hint for the first visit. */

import { button, byId, h } from "./dom.js";

/** Show a sentence until the learner closes it. */
export function showNote(parts, kind, onClose = () => {}) {
  const close = button("×", () => (note.remove(), onClose()), { "aria-label": "Close this note", class: "plain" });
  const note = h("div", { class: `note ${kind}`, role: kind === "problem" ? "alert" : "note" }, h("p", {}, ...parts), close);
  byId("notes").append(note);
}

let isNotKeptSaid = false;

/** Say once that something could not be kept in this browser, or read from it. */
export function sayNotKept({ message }) {
  if (isNotKeptSaid) return;
  isNotKeptSaid = true;
  showNote([`What you change now may be lost when you leave the page: this browser does not keep it (${message}).`], "problem");
}

/** What to do, said once in this browser. */
export function showHint(key, isSaid, onClose) {
  if (isSaid) return;
  const own = key === "1" ? "" : ` of chapter ${key}`;
  showNote([`The app${own} runs in this page. Press `, h("b", {}, "Send"), " to ask it something. Then change the code, and send again."], "hint", onClose);
}
