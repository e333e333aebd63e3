/** The left side: the files, the editor, the error at its line, what was changed. */

import { changedPaths, showChanges } from "./changes.js";
import { confirmed } from "./dialogs.js";
import { breath, button, byId, foldable, h } from "./dom.js";
import { makeEditor } from "./editor.js";
import { fileList } from "./files.js";
import { askForFile } from "./practice/own_files.js";

const FIRST = "blog/main.py";

/** The words for a chapter that is read and changed. */
export const READING = {
  none: "You have changed nothing: these are the chapter's own files.",
  reset: "Reset files",
  question: "All files of this chapter become the course’s own again. What you typed is gone. Your data stays.",
};

/** The words for a chapter that is built. */
export const BUILDING = {
  none: "You have changed nothing: these are the files to start from.",
  reset: "Start again",
  question: "All files become those that this exercise starts from, and the steps, the hints and the data begin anew. What you typed is gone.",
};

/**
 * @param {object} chapter
 * @param {Record<string, string>} files the learner's, changed in place
 * @param {object} places what the link names
 * @param {object} running
 * @param {object} words READING or BUILDING
 * @param {() => void} onReset
 */
export async function learnersCode(chapter, files, places, running, words, onReset = () => {}) {
  let shown = "";
  let error = null;
  let isBroken = false; // the code does not start
  const editor = makeEditor(byId("editor"), { onEdit, onSave: running.restart });
  await breath();
  const list = fileList(files, (path) => open(path));
  const again = { label: words.reset, act: reset };
  byId("changes").addEventListener("click", () => showChanges(chapter, files, { none: words.none, reset: again }));
  byId("reset-files").textContent = words.reset;
  byId("reset-files").addEventListener("click", reset);
  byId("new-file").addEventListener("click", addFile);
  byId("delete-file").addEventListener("click", deleteFile);
  for (const id of ["new-file", "check-hint"]) byId(id).hidden = words !== BUILDING;
  open(places.file ?? FIRST, places.lines);
  mark();

  function open(path, lines) {
    shown = path;
    editor.open(path, files[path], lines);
    list.choose(path);
    byId("delete-file").hidden = path in chapter.files;
    markError();
  }

  async function addFile() {
    const path = await askForFile(files);
    if (path === null) return;
    files[path] = "";
    show(path);
    editor.goTo(1);
  }

  async function deleteFile() {
    if (!(await confirmed("Delete the file?", `${shown} and what you typed in it is gone.`, "Delete file"))) return;
    delete files[shown];
    show(FIRST);
    editor.goTo(1);
  }

  /** Show the files anew, because there are others now. */
  function show(path) {
    list.renew();
    open(path);
    mark();
    running.restart();
  }

  function onEdit(path, text) {
    files[path] = text;
    mark();
    running.edited();
  }

  function mark() {
    const changed = changedPaths(chapter, files);
    list.mark(changed, chapter.files);
    byId("changes").textContent = changed.size ? `My changes (${changed.size})` : "My changes";
  }

  function markError() {
    const isHere = error?.file === shown;
    editor.markError(isHere ? error.line : null, error?.message ?? "");
  }

  /** Show why the code does not start, or null when it has started. */
  function showError(result) {
    isBroken = result !== null;
    showPlace(result);
  }

  /** Show where the app's code has raised an error, unless the code on show is not the one that runs. */
  function showRaised(response) {
    if (!isBroken) showPlace(response);
  }

  function showPlace(result) {
    error = result;
    markError();
    byId("code-error").replaceChildren(...(result ? errorParts(result) : []));
  }

  function errorParts({ file, line, traceback, message }) {
    const go = () => goTo(file, line);
    const place = file in files ? button(`${file}, line ${line}`, go, { class: "link" }) : null;
    const more = foldable("The whole traceback", {}, h("pre", { tabindex: "0" }, traceback));
    return [h("p", {}, h("strong", {}, message), " ", place ?? ""), more];
  }

  async function reset() {
    if (!(await confirmed(`${words.reset}?`, words.question, words.reset))) return;
    for (const path of Object.keys(files)) delete files[path];
    Object.assign(files, chapter.files);
    editor.forget();
    show(shown in files ? shown : FIRST);
    onReset(); // when the start of these files is asked for
  }

  /** @returns {Record<string, string | null>} what differs from the chapter, to be kept; null for a deleted file */
  const changed = () => Object.fromEntries([...changedPaths(chapter, files)].map((path) => [path, files[path] ?? null]));

  const goTo = (path, line) => path in files && (open(path), editor.goTo(line));
  return { showError, showRaised, changed, goTo };
}
