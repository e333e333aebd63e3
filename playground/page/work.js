/** The work itself: files and editor on one side, the running app on the other. */

import { keep, read } from "../engine/storage.js";
import { appPanel } from "./app_panel.js";
import { breath, byId } from "./dom.js";
import { BUILDING, READING, learnersCode } from "./learners_code.js";
import { showProgress } from "./loading.js";
import { sayNotKept, showHint } from "./notes.js";
import { stepsPanel } from "./practice/steps_panel.js";
import { requestPanel } from "./request_panel.js";
import { isStopped, makeRunning, toldElsewhere } from "./running.js";
import { offerRestart, offerStop, showState } from "./state.js";
import { tablesPanel } from "./tables_panel.js";
import { dataActions } from "./data_actions.js";
import { tabs } from "./tabs.js";
import { testsPanel } from "./tests_panel.js";
import { noteToken } from "./token.js";
import { showTree } from "./xray_panel.js";

const HINT = "hint/playground";

/** Show the chapter, start its app, and keep both in step from here on. */
export async function openWork({ engine, hear, chapter, places, kept, isKept, practice }) {
  byId("work").hidden = false;
  await breath();
  const files = withKept(chapter.files, kept);
  const running = makeRunning(engine, files, { state: showState, failed, raised, long, restarted, changed });
  const code = await learnersCode(chapter, files, places, running, practice ? BUILDING : READING, forget);
  await breath();
  engine.isKept = isKept;
  const started = running.begun(engine.start(chapter, { ...files }).catch(nothingIfStopped));
  const { ready, readyToTest } = running;
  engine.askedByFrame = (asked) => ready(() => engine.request(asked));
  const own = new WeakSet();
  const request = requestPanel(chapter, (asked) => ready(() => engine.request(noted(asked))));
  await breath();
  const app = appPanel(engine);
  const hasDatabase = chapter.packs.includes("sql");
  const tables = tablesPanel({ hasDatabase, ...dataActions(engine, chapter, ready, running) });
  await breath();
  const check = (tests) => readyToTest(() => engine.check({ ...files }, tests));
  const steps = practice && stepsPanel(chapter, practice, { run: check, files, settle: running.settle, goTo: showCode });
  if (practice) nameSteps();
  else testsPanel((onTest) => readyToTest(() => engine.runTests({ ...files }, onTest)));
  await breath();
  const sides = tabs(byId("switch"));
  const parts = tabs(byId("tabs"), (id) => id === "frame" && ready(app.show).catch(toldElsewhere));
  if (places.request) request.choose(places.request);
  if (places.request || !places.file) sides.choose("app");
  hear.onCrash = ({ message }) => (showState("crashed", message), offerRestart(running.restart));
  hear.onProgress = noteProgress;
  engine.onRequest = noteRequest;
  hear.onNotKept = sayNotKept;
  if (!practice) showHint(chapter.key, await read(HINT).catch(() => true), () => keep(HINT, true).catch(sayNotKept));
  showState("loading");
  const result = await started.catch(absent);
  if (!result) return;
  running.take(result);
  whenIdle(() => engine.loadAhead().catch(toldWhereItIsNeeded));

  /** A request of this page is known again by its list of headers. */
  function noted(asked) {
    own.add(asked.headers);
    return asked;
  }

  function noteRequest(exchange) {
    request.note({ ...exchange, by: own.has(exchange.headers) ? "" : "from the app’s page" });
    noteToken(exchange.response);
    showTree(exchange.response.tree);
    raised(exchange.response.file ? exchange.response : null);
    refreshTables();
  }

  function refreshTables() {
    engine.tables().then(tables.show).catch((error) => isStopped(error) || tables.fail(error));
  }

  function absent(error) {
    showState("absent");
    offerRestart(running.restart);
    throw error;
  }

  /** Libraries may take their time to come; only the app's own start can be endless. */
  function noteProgress(progress) {
    showProgress(progress);
    if (progress.stage === "app") running.watched(started).catch(toldElsewhere);
  }

  function failed(result) {
    code.showError(result);
    if (result?.wasStopped) steps?.left();
    else steps?.tried();
  }
  /** Show a fault of the app that runs, or null when it has answered without one. */
  function raised(fault) {
    code.showRaised(fault);
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
  /** What the frame shows is asked for again, but not what has just been stopped. */
  function restarted(isSame, wasStopped) {
    refreshTables();
    if (!wasStopped) app.again(isSame);
  }
  function changed() {
    steps?.edited();
    if (isKept) keep(`files/${chapter.slug}`, code.changed()).catch(sayNotKept);
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

/** Later, when nothing else is to be done. */
const whenIdle = (work) => (globalThis.requestIdleCallback ?? setTimeout)(work);

/** What cannot be loaded ahead is asked for again when it is needed. */
function toldWhereItIsNeeded() {}

function nothingIfStopped(error) {
  if (!isStopped(error)) throw error;
}
