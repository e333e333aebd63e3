/** The app's life: it starts, starts anew after an edit, hangs, is stopped, crashes. */

import { changedPaths } from "./changes.js";

const AFTER_TYPING = 400; // milliseconds without a key
const LONG = 5000; // milliseconds; then a Stop is offered

/**
 * Keep the engine running with the learner's files.
 * @param {object} engine
 * @param {Record<string, string>} files changed in place by the editor
 * @param {{state: (kind: string, text?: string) => void, failed: (result: object | null) => void,
 *          raised: (fault: object) => void, long: (isLong: boolean) => void, changed: () => void,
 *          restarted: (isSame: boolean, wasStopped: boolean) => void}} show
 */
export function makeRunning(engine, files, show) {
  const under = new Set();
  let typing = 0;
  let isReloading = false;
  let again = false;
  let hasApp = false;
  let starts = 0;
  let latest = Promise.reject(new Error("Nothing has started."));
  latest.catch(toldElsewhere);

  const tellLong = () => show.long([...under].some((one) => one.isLong));

  /** Wait for work of the engine; after a while say that it takes long, unless Python has yet to come. */
  async function watched(work) {
    const one = { isLong: false };
    let timer = setTimeout(look, LONG);
    under.add(one);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      under.delete(one);
      tellLong();
    }

    function look() {
      if (engine.isComing) return (timer = setTimeout(look, LONG));
      one.isLong = true;
      return tellLong();
    }
  }

  /** Do work of the engine as soon as what was started last is there. */
  const ready = (work) => latest.then(() => watched(work()));

  /** Do work that needs pytest; that may take its time to come. */
  const readyToTest = (work) =>
    latest
      .then(refuseStopped)
      .then(() => engine.loadTests())
      .then(() => ready(work));

  /** Files whose start had to be stopped would hold up their tests as well. */
  function refuseStopped(result) {
    if (result?.wasStopped && !isOther(result.of)) throw new Error(result.traceback);
  }

  /** Tell whether the learner's files are others than these, if there are any. */
  const isOther = (these = {}) => changedPaths({ files: these }, files).size > 0;

  /** Note a start: work waits for it from now on. */
  function begun(start) {
    latest = start;
    latest.catch(toldElsewhere);
    return start;
  }

  function take(result, wasStopped = false) {
    hasApp ||= result.ok || Boolean(result.isOld);
    show.failed(result.ok ? null : result);
    if (result.ended) show.raised(result.ended);
    if (result.ok) show.state("running", tookTime(starts++, result.ms));
    else show.state(hasApp ? "broken" : "down");
    if (result.ok) show.restarted(result.isSame, wasStopped);
  }

  async function reloaded() {
    show.state("restarting");
    try {
      take(await begun(watched(engine.reload({ ...files }))));
    } catch (error) {
      if (!isStopped(error)) show.state("crashed", error.message);
    }
  }

  /** Start the app anew with the files as they are now; twice at once is once more. */
  async function restart() {
    clearTimeout(typing);
    typing = 0;
    show.changed();
    again = isReloading;
    if (isReloading) return;
    isReloading = true;
    do {
      again = false;
      await reloaded();
    } while (again);
    isReloading = false;
  }

  /** End what hangs, or what is left after a crash, and start anew. */
  async function stop() {
    show.state("stopping");
    hasApp = false;
    under.clear();
    tellLong();
    try {
      const result = await begun(watched(engine.stop()));
      take(result, true);
      if (!isReloading && isOther(result.of)) restart(); // what was typed meanwhile
    } catch (error) {
      if (!isStopped(error)) show.state("crashed", error.message);
    }
  }

  function edited() {
    show.changed();
    clearTimeout(typing);
    typing = setTimeout(restart, AFTER_TYPING);
  }

  /** Start what was just typed, if it waits. */
  const settle = async () => typing && restart();

  return { watched, ready, readyToTest, begun, restart, settle, edited, stop, take, restarted: show.restarted };
}

/** A start that fails is told where its result is taken. */
export function toldElsewhere() {}

/** Tell whether work ended because the learner stopped it. */
export const isStopped = (error) => error?.name === "Stopped";

const tookTime = (earlier, ms) =>
  `${earlier ? `restart ${earlier} took` : "started in"} ${(ms / 1000).toFixed(1)} s`;
