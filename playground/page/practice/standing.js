/** Where the learner stands in each chapter: kept in this browser, like their files. */

import { keep, read } from "../../engine/storage.js";
import { sayNotKept } from "../notes.js";

const NEW = { met: [], hints: {} };
const place = (key) => `practice/progress/${key}`;

/**
 * @param {string[]} keys the chapters' numbers
 * @returns {Promise<Record<string, {met: string[], hints: Record<string, number>} | undefined>>} by these
 */
export async function readStandings(keys) {
  const kept = await Promise.all(keys.map((key) => read(place(key)))).catch(() => []);
  return Object.fromEntries(keys.map((key, n) => [key, kept[n]]));
}

/**
 * The standing in one chapter; each change is kept at once, where this tab may.
 * @param {Record<string, object>} standings
 * @param {string} key the chapter's number
 * @param {object[]} steps
 * @param {boolean} isKept
 */
export function standingIn(standings, key, steps, isKept) {
  const names = steps.map(({ name }) => name);
  const hints = () => standings[key].hints;
  standings[key] ??= { ...NEW };

  function write(change) {
    standings[key] = { ...standings[key], ...change };
    if (isKept) keep(place(key), standings[key]).catch(sayNotKept);
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
