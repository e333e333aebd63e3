/** What can be done with the data: take it along, or begin anew. */

import { confirmed } from "./dialogs.js";
import { h } from "./dom.js";
import { showNote } from "./notes.js";
import { isStopped } from "./running.js";

const QUESTION = "All that this chapter’s app has stored is deleted, and the app starts anew. Your files stay.";

/** @returns {{download: () => Promise<void>, reset: () => Promise<void>}} */
export function dataActions(engine, chapter, ready, running) {
  async function download() {
    const bytes = await ready(() => engine.database());
    if (!bytes) return;
    const address = URL.createObjectURL(new Blob([bytes], { type: "application/vnd.sqlite3" }));
    h("a", { href: address, download: "blog.db" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  async function reset() {
    if (!(await confirmed("Reset data?", QUESTION, "Reset data"))) return;
    await ready(() => engine.resetData());
    running.restarted();
  }

  return { download: told(download, "There is no download"), reset: told(reset, "The data are not reset") };
}

/** An action that says so if it fails; whoever stops the app knows. */
function told(act, sentence) {
  const say = (error) => isStopped(error) || showNote([`${sentence}: ${error.message}`], "problem");
  return () => act().catch(say);
}
