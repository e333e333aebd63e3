/** A response as the learner reads it: status, time, body, headers, a traceback, and the request from inside. */

import { foldable, h } from "./dom.js";
import { jsonParts } from "./json_text.js";
import { treeParts } from "./xray_tree.js";

const KINDS = { 2: "good", 3: "moved", 4: "refused", 5: "broken" };

/** A status with its colour; the words say the same. */
export const statusMark = ({ status, reason }) =>
  h("strong", { class: `status ${KINDS[String(status)[0]] ?? ""}` }, `${status} ${reason ?? ""}`.trim());

/** @returns {Node[]} the parts of a response */
export function responseParts(response) {
  const { headers, ms, body, traceback, tree, printed = [] } = response;
  const size = body.length ? `, ${bytes(body.length)}` : "";
  return [
    h("p", { class: "answer" }, statusMark(response), h("span", { class: "quiet" }, `${Math.round(ms)} ms${size}`)),
    traceback ? foldable("What went wrong in the code", { open: true, class: "problem" }, h("pre", { tabindex: "0" }, traceback)) : null,
    bodyPart(response),
    printed.length ? foldable("What the app printed", { open: true }, h("pre", { tabindex: "0" }, printed.join("\n"))) : null,
    foldable(`Headers of the response (${headers.length})`, {}, h("dl", { class: "headers" }, ...headers.flatMap(headerParts))),
    tree ? foldable("What the request went through", { class: "inside" }, ...treeParts(tree)) : null,
  ].filter(Boolean);
}

function bodyPart({ headers, body }) {
  if (!body.length) return h("p", { class: "quiet" }, "The response has no body.");
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  if (!/json|text|xml|javascript|urlencoded/.test(type)) return h("p", {}, `A body of the type ${type || "that is not named"}.`);
  const text = new TextDecoder().decode(body);
  const parts = type.includes("json") ? jsonParts(text) : [text];
  return h("pre", { class: "body", tabindex: "0", "aria-label": "Body of the response" }, ...parts);
}

const headerParts = ([name, value]) => [h("dt", {}, name), h("dd", {}, value)];
const bytes = (count) => (count < 1000 ? `${count} bytes` : `${(count / 1000).toFixed(1)} kB`);
