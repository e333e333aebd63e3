/** The work itself: files and editor on one side, the running app on the other. */

import { appPanel } from "./app_panel.js";
import { byId } from "./dom.js";
import { learnersCode } from "./learners_code.js";
import { showHint } from "./notes.js";
import { requestPanel } from "./request_panel.js";
import { makeRunning } from "./running.js";
import { offerRestart, offerStop, showState } from "./state.js";
import { keep, kept } from "./store.js";
import { tablesPanel } from "./tables_panel.js";
import { dataActions } from "./data_actions.js";
import { tabs } from "./tabs.js";
import { testsPanel } from "./tests_panel.js";
import { noteToken } from "./token.js";
import { showTree } from "./xray_panel.js";

const HINT = "hint/playground";

/** Show the chapter, start its app, and keep both in step from here on. */
export async function openWork({ engine, hear, chapter, places, own }) {
  byId("work").hidden = false;
  const files = { ...chapter.files, ...own };
  const running = makeRunning(engine, files, { state, failed, long, restarted, changed });
  const code = learnersCode(chapter, files, places, running);
  const started = engine.start(chapter, { ...files });
  const ready = (work) => running.watched(started.then(work));
  const request = requestPanel(chapter, (asked) => ready(() => engine.request(asked)));
  const app = appPanel(engine);
  const tables = tablesPanel(dataActions(engine, chapter, ready, running));
  testsPanel((onTest) => ready(() => engine.runTests(onTest)));
  const sides = tabs(byId("switch"));
  const parts = tabs(byId("tabs"), (id) => id === "frame" && started.then(app.show));
  if (places.request) [request.choose(places.request), sides.choose("app")];
  hear.onCrash = ({ message }) => (state("crashed", message), offerRestart(running.stop));
  engine.onRequest = (exchange) => noteRequest(exchange);
  showHint(chapter.key, await kept(HINT), () => keep(HINT, true));
  showState("loading");
  running.take(await started);

  function noteRequest(exchange) {
    request.note(exchange);
    noteToken(exchange.response);
    showTree(exchange.response.tree);
    refreshTables();
  }

  async function refreshTables() {
    tables.show(await engine.tables());
  }

  function state(kind, text) {
    showState(kind, text);
  }
  function failed(result) {
    code.showError(result);
  }
  function long(isLong) {
    offerStop(isLong, running.stop);
  }
  function restarted() {
    refreshTables();
    app.again();
  }
  function changed() {
    keep(`files/${chapter.slug}`, code.changed());
  }
}
