/** Windows above the page: the browser's own <dialog>, which keeps the focus inside. */

import { button, h } from "./dom.js";

/** Show a window with a title; it is gone once it is closed. */
export function showDialog(title, parts, buttons) {
  const dialog = h(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    h("h2", { id: "dialog-title" }, title),
    ...parts,
    h("div", { class: "buttons" }, ...buttons),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Ask before something is lost.
 * @returns {Promise<boolean>} whether the learner agreed
 */
export function confirmed(title, sentence, yes) {
  return new Promise((resolve) => {
    const answer = (value) => () => dialog.close(value);
    const dialog = showDialog(title, [h("p", {}, sentence)], [
      button("Cancel", answer("no"), { autofocus: true }),
      button(yes, answer("yes"), { class: "danger" }),
    ]);
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"));
  });
}
