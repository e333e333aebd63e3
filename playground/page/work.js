/** The work itself: files and editor on one side, the running app on the other. */

import { keep, read } from "../engine/storage.js";
import { appPanel } from "./app_panel.js";
import { breath, byId } from "./dom.js";
import { BUILDING, READING, learnersCode } from "./learners_code.js";
import { showProgress } from "./loading.js";
import { showHint } from "./notes.js";
import { stepsPanel } from "./practice/steps_panel.js";
import { requestPanel } from "./request_panel.js";
import { isStopped, makeRunning } from "./running.js";
import { offerRestart, offerStop, showState } from "./state.js";
import { tablesPanel } from "./tables_panel.js";
import { dataActions } from "./data_actions.js";
import { tabs } from "./tabs.js";
import { testsPanel } from "./tests_panel.js";
import { noteToken } from "./token.js";
import { showTree } from "./xray_panel.js";

const HINT = "hint/playground";

/** Show the chapter, start its app, and keep both in step from here on. */
export async function openWork({ engine, hear, chapter, places, kept, practice }) {
  byId("work").hidden = false;
  await breath();
  const files = withKept(chapter.files, kept);
  const running = makeRunning(engine, files, { state: showState, failed, long, restarted, changed });
  const code = await learnersCode(chapter, files, places, running, practice ? BUILDING : READING, forget);
  await breath();
  const started = engine.start(chapter, { ...files }).catch(nothingIfStopped);
  started.catch(toldOnce);
  const ready = (work) => started.then(() => running.watched(work()));
  const own = new WeakSet();
  const request = requestPanel(chapter, (asked) => ready(() => engine.request(noted(asked))));
  await breath();
  const app = appPanel(engine);
  const tables = tablesPanel(dataActions(engine, chapter, ready, running));
  await breath();
  const check = (tests) => ready(() => engine.check(tests));
  const steps = practice && stepsPanel(chapter, practice, { run: check, files, settle: running.settle, goTo: showCode });
  if (practice) nameSteps();
  else testsPanel((onTest) => ready(() => engine.runTests(onTest)));
  await breath();
  const sides = tabs(byId("switch"));
  const parts = tabs(byId("tabs"), (id) => id === "frame" && started.then(app.show, toldOnce));
  if (places.request) request.choose(places.request);
  if (places.request || !places.file) sides.choose("app");
  hear.onCrash = ({ message }) => (showState("crashed", message), offerRestart(running.restart));
  hear.onProgress = noteProgress;
  engine.onRequest = noteRequest;
  if (!practice) showHint(chapter.key, await read(HINT), () => keep(HINT, true));
  showState("loading");
  const result = await started;
  if (result) running.take(result);

  /** A request of this page is known again by its list of headers. */
  function noted(asked) {
    const headers = Object.entries(asked.headers);
    own.add(headers);
    return { ...asked, headers };
  }

  function noteRequest(exchange) {
    request.note({ ...exchange, by: own.has(exchange.headers) ? "" : "from the app’s page" });
    noteToken(exchange.response);
    showTree(exchange.response.tree);
    refreshTables();
  }

  async function refreshTables() {
    tables.show(await engine.tables());
  }

  /** Libraries may take their time to come; only the app's own start can be endless. */
  function noteProgress(progress) {
    showProgress(progress);
    if (progress.stage === "app") running.watched(started).catch(toldOnce);
  }

  function failed(result) {
    code.showError(result);
    steps?.tried();
  }
  function forget() {
    steps?.forget();
    if (practice) ready(() => engine.resetData()).catch(nothingIfStopped);
  }
  function showCode(file, line) {
    sides.choose("code");
    code.goTo(file, line);
  }
  function long(isLong) {
    offerStop(isLong, running.stop);
  }
  function restarted() {
    refreshTables();
    app.again();
  }
  function changed() {
    steps?.edited();
    keep(`files/${chapter.slug}`, code.changed());
  }
}

/** The steps take the place of the tests, and come first. */
function nameSteps() {
  const tab = byId("tab-tests");
  tab.textContent = "Steps";
  byId("tabs").prepend(tab);
}

/** The chapter's files with what the learner changed, added and deleted. */
function withKept(files, kept) {
  return Object.fromEntries(Object.entries({ ...files, ...kept }).filter(([, text]) => text !== null));
}

/** A start that fails is told once, where its result is taken. */
function toldOnce() {}

function nothingIfStopped(error) {
  if (!isStopped(error)) throw error;
}
