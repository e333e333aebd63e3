/** "My changes": the learner's files beside the chapter's, line by line. */

import { structuredPatch } from "diff";
import { button, h } from "./dom.js";
import { showDialog } from "./dialogs.js";

/** @returns {Set<string>} the paths whose text is not the chapter's */
export const changedPaths = (chapter, files) =>
  new Set(Object.keys(files).filter((path) => files[path] !== chapter.files[path]));

/** Show a window with the differences; `onReset` puts the chapter's files back. */
export function showChanges(chapter, files, onReset) {
  const paths = [...changedPaths(chapter, files)];
  const parts = paths.length
    ? paths.map((path) => difference(path, chapter.files[path], files[path]))
    : [h("p", {}, "You have changed nothing: these are the chapter's own files.")];
  const reset = button("Reset files", () => (dialog.close(), onReset()), { class: "danger" });
  const close = button("Close", () => dialog.close(), { class: "primary", autofocus: true });
  const dialog = showDialog("My changes", parts, paths.length ? [reset, close] : [close]);
  dialog.classList.add("wide");
}

function difference(path, before, after) {
  const { hunks } = structuredPatch(path, path, before, after, "", "", { context: 3 });
  const lines = hunks.flatMap((hunk, n) => [...(n ? [gap()] : []), ...hunk.lines.map(lineOf)]);
  return h("section", { "aria-label": path }, h("h3", {}, path), h("pre", { class: "diff", tabindex: "0" }, ...lines));
}

const gap = () => h("span", { class: "gap" }, "⋯\n");
const KINDS = { "+": "ins", "-": "del" };
const lineOf = (line) => h(KINDS[line[0]] ?? "span", {}, `${line}\n`);
