/** JSON set for reading: indented, and coloured as the site does. */

import { h } from "./dom.js";

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;
const LARGEST = 200_000; // characters that are coloured

/**
 * Set a text; what is no JSON stays as it is.
 * @param {string} text
 * @param {number} oneLine characters that may stand on one line
 * @returns {(Node | string)[]}
 */
export function jsonParts(text, oneLine = 0) {
  let pretty;
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2);
    const flat = pretty.replace(/\n\s*/g, " ");
    if (flat.length <= oneLine) pretty = flat;
  } catch {
    return [text];
  }
  if (pretty.length > LARGEST) return [pretty];
  const parts = [];
  let end = 0;
  for (const found of pretty.matchAll(TOKEN)) {
    parts.push(pretty.slice(end, found.index), ...coloured(found));
    end = found.index + found[0].length;
  }
  return [...parts, pretty.slice(end)];
}

function coloured([, string, colon, number, constant]) {
  if (colon) return [h("span", { class: "name" }, string), colon];
  if (string) return [h("span", { class: "string" }, string)];
  return [h("span", { class: number ? "number" : "constant" }, number ?? constant)];
}
