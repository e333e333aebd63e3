/** The little Markdown that hints are written in, as elements. */

import { h } from "../dom.js";

const FENCE = /^```\w*\n([\s\S]*?)\n?```$/;
const BLOCKS = /(```[\s\S]*?```)|\n{2,}/;
const INLINE = /(`[^`]+`|\*\*[^*]+\*\*)/;

/** @returns {HTMLElement[]} paragraphs and blocks of code */
export const written = (text) =>
  text
    .split(BLOCKS)
    .filter((part) => part?.trim())
    .map(block);

function block(part) {
  const code = FENCE.exec(part.trim());
  return code ? h("pre", { tabindex: "0" }, code[1]) : h("p", {}, ...inline(part.trim()));
}

/** @returns {(Node | string)[]} a sentence; what stands between backticks is code */
export const inline = (text) => text.split(INLINE).filter(Boolean).map(word);

function word(part) {
  if (part.startsWith("`")) return h("code", {}, part.slice(1, -1));
  return part.startsWith("**") ? h("strong", {}, part.slice(2, -2)) : part;
}
