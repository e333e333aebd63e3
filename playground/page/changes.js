/** "My changes": the learner's files beside the chapter's, line by line. */

import { parsePatch, structuredPatch } from "diff";
import { button, h } from "./dom.js";
import { showDialog } from "./dialogs.js";

/** @returns {Set<string>} the paths whose text is not the chapter's, new and deleted ones too */
export const changedPaths = (chapter, files) =>
  new Set(Object.keys({ ...chapter.files, ...files }).filter((path) => files[path] !== chapter.files[path]));

/**
 * Show a window with the differences.
 * @param {{files: Record<string, string>}} chapter
 * @param {Record<string, string>} files
 * @param {{title?: string, none?: string, reset?: {label: string, act: () => void}}} words
 *   `reset` puts the chapter's files back
 */
export function showChanges(chapter, files, { title = "My changes", none = "There is no difference.", reset }) {
  const paths = [...changedPaths(chapter, files)];
  const parts = paths.length ? paths.map((path) => difference(path, chapter.files[path], files[path])) : [h("p", {}, none)];
  const back = reset && button(reset.label, () => (dialog.close(), reset.act()), { class: "danger" });
  const close = button("Close", () => dialog.close(), { class: "primary", autofocus: true });
  const dialog = showDialog(title, parts, back && paths.length ? [back, close] : [close]);
  dialog.classList.add("wide");
}

function difference(path, before, after) {
  const { hunks } = structuredPatch(path, path, before ?? "", after ?? "", "", "", { context: 3 });
  const note = before === undefined ? " (new)" : after === undefined ? " (deleted)" : "";
  return fileParts(path + note, hunks);
}

/** @returns {HTMLElement[]} a patch, file by file */
export const patchParts = (patch) =>
  parsePatch(patch).map(({ oldFileName, newFileName, hunks }) => {
    const isNew = oldFileName === "/dev/null";
    const name = (newFileName === "/dev/null" ? oldFileName : newFileName).replace(/^[ab]\//, "");
    return fileParts(isNew ? `${name} (new${hunks.length ? "" : ", empty"})` : name, hunks);
  });

function fileParts(name, hunks) {
  const lines = hunks.flatMap((hunk, n) => [...(n ? [gap()] : []), ...hunk.lines.map(lineOf)]);
  const diff = lines.length ? h("pre", { class: "diff", tabindex: "0" }, ...lines) : null;
  return h("section", { "aria-label": name }, h("h3", {}, name), diff);
}

const gap = () => h("span", { class: "gap" }, "⋯\n");
const KINDS = { "+": "ins", "-": "del" };
const lineOf = (line) => h(KINDS[line[0]] ?? "span", {}, `${line}\n`);
