/** The left side: the files, the editor, the error at its line, what was changed. */

import { changedPaths, showChanges } from "./changes.js";
import { confirmed } from "./dialogs.js";
import { breath, button, byId, foldable, h } from "./dom.js";
import { makeEditor } from "./editor.js";
import { fileList } from "./files.js";

const FIRST = "blog/main.py";

/**
 * @param {object} chapter
 * @param {Record<string, string>} files the learner's, changed in place
 * @param {object} places what the link names
 * @param {object} running
 */
export async function learnersCode(chapter, files, places, running) {
  let shown = "";
  let error = null;
  const editor = makeEditor(byId("editor"), { onEdit, onSave: running.restart });
  await breath();
  const list = fileList(files, (path) => open(path));
  byId("changes").addEventListener("click", () => showChanges(chapter, files, reset));
  byId("reset-files").addEventListener("click", reset);
  open(places.file ?? FIRST, places.lines);
  mark();

  function open(path, lines) {
    shown = path;
    editor.open(path, files[path], lines);
    list.choose(path);
    markError();
  }

  function onEdit(path, text) {
    files[path] = text;
    mark();
    running.edited();
  }

  function mark() {
    const changed = changedPaths(chapter, files);
    list.mark(changed);
    byId("changes").textContent = changed.size ? `My changes (${changed.size})` : "My changes";
  }

  function markError() {
    const isHere = error?.file === shown;
    editor.markError(isHere ? error.line : null, error ? lastLine(error.traceback) : "");
  }

  function showError(result) {
    error = result;
    markError();
    byId("code-error").replaceChildren(...(result ? errorParts(result) : []));
  }

  function errorParts({ file, line, traceback }) {
    const go = () => (open(file), editor.goTo(line));
    const place = file in files ? button(`${file}, line ${line}`, go, { class: "link" }) : null;
    const more = foldable("The whole traceback", {}, h("pre", { tabindex: "0" }, traceback));
    return [h("p", {}, h("strong", {}, lastLine(traceback)), " ", place ?? ""), more];
  }

  async function reset() {
    const agreed = await confirmed("Reset files?", "All files of this chapter become the course’s own again. What you typed is gone. Your data stays.", "Reset files");
    if (!agreed) return;
    Object.assign(files, chapter.files);
    editor.forget();
    open(shown);
    mark();
    await running.restart();
  }

  /** @returns {Record<string, string>} what differs from the chapter, to be kept */
  const changed = () => Object.fromEntries([...changedPaths(chapter, files)].map((path) => [path, files[path]]));

  return { showError, changed };
}

const lastLine = (traceback) => traceback.trim().split("\n").at(-1);
