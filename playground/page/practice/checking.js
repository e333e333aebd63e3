/** When the code is checked: after each start of the app, and when the learner asks. */

import { findings, testsOf } from "./exercise.js";
import { isStopped } from "../running.js";

const AFTER_START = 150; // milliseconds without another edit
const QUICK = 3000; // milliseconds; what takes longer is checked when asked for

/**
 * @param {object[]} steps
 * @param {(tests: string[]) => Promise<object>} run
 * @param {() => object | undefined} inHand the step that the learner is at
 * @param {{begun: () => void, found: (findings: object, ms: number) => void, failed: (sentence: string) => void,
 *          left: () => void}} tell `left` when a check is left to the learner: it takes long, or was stopped
 */
export function makeChecking(steps, run, inHand, tell) {
  let timer = 0;
  let lasts = 0;
  let count = 0;
  let edits = 0;
  let stopped = -1; // the edits with which a check was stopped: these files are not checked unasked
  let round = 0; // of the exercise: what a check of an earlier one has found is no longer true
  let isBusy = false;
  let again = false; // for an app that has started meanwhile
  let isAsked = false; // for a learner who has asked meanwhile

  async function checked(isWhole) {
    const before = performance.now();
    const [step, ofRound] = [inHand(), round];
    const result = await run(testsOf(steps, isWhole ? null : step));
    if (ofRound !== round) return (again = true);
    const found = findings(steps, result);
    const took = performance.now() - before;
    const isUsual = count++ > 0 && found.unmet?.step === step; // the first loads pytest
    if (isUsual) lasts = took;
    return tell.found(found, took);
  }

  /** Check now: the steps in order if `isWhole`, else the step in hand first. */
  async function check(isWhole) {
    clearTimeout(timer);
    if (isBusy) {
      again = true;
      isAsked ||= isWhole;
      return;
    }
    [isBusy, again] = [true, false];
    const ofEdits = edits;
    tell.begun();
    try {
      await checked(isWhole);
    } catch (error) {
      count = 0;
      if (isStopped(error)) [stopped, again, isAsked] = [ofEdits, false, false];
      tell.failed(isStopped(error) ? "The check was stopped. Change the code to go on." : error.message);
    }
    isBusy = false;
    if (isAsked) {
      isAsked = false;
      check(true);
    } else if (again) soon();
  }

  function soon() {
    clearTimeout(timer);
    if (lasts > QUICK || stopped === edits) tell.left();
    else timer = setTimeout(check, AFTER_START, false);
  }

  return {
    now: () => check(true),
    soon,
    edited() {
      edits += 1;
      clearTimeout(timer);
    },
    begin() {
      round += 1;
      [lasts, stopped] = [0, -1];
    },
  };
}
