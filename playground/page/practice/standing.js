/** Where the learner stands in each chapter: kept in this browser, like their files. */

import { keep, read } from "../../engine/storage.js";
import { sayNotKept } from "../notes.js";

const KEY = "practice/progress";
const NEW = { met: [], hints: {} };

/** @returns {Promise<Record<string, {met: string[], hints: Record<string, number>}>>} by the chapter's number */
export const readStandings = async () => (await read(KEY)) ?? {};

/**
 * The standing in one chapter; each change is kept at once.
 * @param {Record<string, object>} standings
 * @param {string} key the chapter's number
 * @param {object[]} steps
 */
export function standingIn(standings, key, steps) {
  const names = steps.map(({ name }) => name);
  const hints = () => standings[key].hints;
  standings[key] ??= { ...NEW };

  function write(change) {
    standings[key] = { ...standings[key], ...change };
    keep(KEY, standings).catch(sayNotKept);
  }

  return {
    /** How many steps are met, from the first on. */
    met: () => metOf(standings[key], names),
    meet: (count) => write({ met: names.slice(0, count) }),
    hintsTaken: (step) => hints()[step.name] ?? 0,
    takeHint: (step) => write({ hints: { ...hints(), [step.name]: (hints()[step.name] ?? 0) + 1 } }),
    forget: () => write(NEW),
  };
}

/** How many of these steps are met, in their order and without a gap. */
export function metOf(standing, names) {
  const first = names.findIndex((name) => !standing?.met.includes(name));
  return first < 0 ? names.length : first;
}
