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
    JSON.parse(text);
    pretty = indented(text);
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

const PIECE = /("(?:[^"\\]|\\.)*")|([{[])\s*([}\]])?|([}\]])|(,)|(:)|\s+/g;

/** Indent JSON; every string and number stays as it came, as 1.0 or 2**53 + 1 would not. */
function indented(text) {
  let depth = 0;
  const newLine = () => `\n${"  ".repeat(depth)}`;
  return text.replace(PIECE, (_, string, open, closed, close, comma, colon) => {
    if (string) return string;
    if (open && closed) return open + closed;
    if (open) return ((depth += 1), open + newLine());
    if (close) return ((depth -= 1), newLine() + close);
    if (comma) return comma + newLine();
    return colon ? ": " : "";
  });
}

function coloured([, string, colon, number, constant]) {
  if (colon) return [h("span", { class: "name" }, string), colon];
  if (string) return [h("span", { class: "string" }, string)];
  return [h("span", { class: number ? "number" : "constant" }, number ?? constant)];
}
