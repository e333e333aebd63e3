/** Which of the two: the chapter as it is, or its steps to be built. */

import { byId, h } from "../dom.js";
import { inShort } from "./progress_view.js";
import { standingIn } from "./standing.js";

/** Offer the other mode, where a chapter has one. */
export function showModes({ key }, hasPractice, isPractice) {
  const mode = (name, label, isThis) => h("a", { href: `?${name}=${key}`, "aria-current": isThis && "page" }, label);
  const both = [mode("chapter", "Chapter", !isPractice), mode("practice", "Practice", isPractice)];
  byId("mode").replaceChildren(...(hasPractice ? both : []));
}

/**
 * What practice mode knows of all chapters.
 * @param {object} course the chapter in practice mode
 * @param {Record<string, object>} entries the chapters of the manifest
 * @param {Record<string, object>} standings
 * @param {boolean} isKept whether this tab may keep what changes
 */
export function makePractice(course, entries, standings, isKept) {
  const chapters = Object.values(entries).filter(({ practice }) => practice);
  const at = chapters.findIndex(({ key }) => key === course.key);
  const standing = standingIn(standings, course.key, course.exercise.steps, isKept);
  const option = () => byId("chapter").selectedOptions[0];
  const shown = () => (option().textContent = nameOf(chapters[at], standings));
  return { chapters, standings, standing, next: chapters[at + 1], shown };
}

/** A chapter's name in the choice; in practice mode with how far the learner is. */
export function nameOf({ key, title, practice }, standings) {
  const far = standings ? ` (${inShort(standings[key], practice.steps)})` : "";
  return `${key} · ${title}${far}`;
}
