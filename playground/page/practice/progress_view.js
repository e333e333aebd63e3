/** How far the learner is in all chapters. */

import { showDialog } from "../dialogs.js";
import { button, h } from "../dom.js";
import { metOf } from "./standing.js";

/** Show a window with each chapter, a bar, and a link to go on there. */
export function showProgress({ chapters, standings }) {
  const rows = chapters.map(({ key, title, practice: { steps } }) => row(key, title, metOf(standings[key], steps), steps.length));
  const kept = h("p", { class: "quiet" }, "This is kept in this browser, as your code is.");
  const dialog = showDialog("Your progress", [h("ul", { class: "progress" }, ...rows), kept], [
    button("Close", () => dialog.close(), { class: "primary", autofocus: true }),
  ]);
}

function row(key, title, met, of) {
  const link = h("a", { href: `?practice=${key}` }, `${key} · ${title}`);
  const bar = h("progress", { value: met, max: of, "aria-hidden": "true" });
  const count = h("span", { class: met === of ? "all" : "quiet" }, met === of ? `✓ ${met} of ${of}` : `${met} of ${of}`);
  return h("li", {}, link, bar, count);
}

/** What stands behind a chapter's name in a choice. */
export const inShort = (standing, steps) => `${metOf(standing, steps)} of ${steps.length}`;
