/** Files of the learner's own: a new one is named, one too many is deleted. */

import { showDialog } from "../dialogs.js";
import { button, h } from "../dom.js";

const NAME = /^blog\/([a-z_][a-z0-9_]*\/)*[a-z_][a-z0-9_]*\.py$/;
const RULE = "Small letters, digits and _ only; it begins with blog/ and ends with .py.";

/**
 * Ask for the name of a new file.
 * @param {Record<string, string>} files those that are there
 * @returns {Promise<string | null>} its path, or null
 */
export function askForFile(files) {
  return new Promise((resolve) => {
    const input = h("input", { value: "blog/", "aria-describedby": "file-rule", spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
    const rule = h("p", { id: "file-rule", class: "quiet", "aria-live": "polite" }, RULE);
    const form = h("form", { id: "file-form", onsubmit: submit }, h("label", { class: "stacked" }, "Path", input), rule);
    const create = button("Create", null, { class: "primary", type: "submit", form: "file-form" });
    const dialog = showDialog("New file", [form], [button("Cancel", () => dialog.close()), create]);
    dialog.addEventListener("close", () => resolve(dialog.returnValue || null));
    input.focus();
    input.setSelectionRange(5, 5);

    function submit(event) {
      event.preventDefault();
      const path = input.value.trim();
      const wrong = path in files ? "This file is there already." : NAME.test(path) ? "" : RULE;
      rule.textContent = wrong;
      rule.className = wrong ? "problem" : "quiet";
      if (!wrong) dialog.close(path);
    }
  });
}
