/** The form of a request: method, path, headers and body, as HTTP has them. */

import { button, foldable, h } from "./dom.js";
import { oddLine, pairsOf, parsed } from "./headers.js";
import { pathOf } from "./paths.js";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/**
 * @param {() => void} onSend
 * @returns {{element: HTMLFormElement, read: () => object, write: (request: object) => void, busy: (is: boolean) => void}}
 */
export function requestForm(onSend) {
  const method = h("select", { "aria-label": "Method" }, ...METHODS.map((name) => h("option", {}, name)));
  const path = h("input", { "aria-label": "Path", value: "/", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
  const headers = area("Headers, one on a line", 2);
  const body = area("Body", 5);
  const send = button("Send", null, { class: "primary", type: "submit" });
  const headersPart = foldable("Headers", {}, headers);
  const bodyPart = foldable("Body", {}, body);
  const submit = (event) => (event.preventDefault(), onSend());
  const element = h("form", { onsubmit: submit }, h("div", { class: "line" }, method, path, send), headersPart, bodyPart);
  const fit = () => METHODS_WITH_BODY.has(method.value) && (bodyPart.open = true);
  method.addEventListener("change", fit);
  return {
    element,
    read: () => ({
      method: method.value,
      path: pathOf(path.value).replace(/#.*/, ""),
      headers: parsed(headers.value),
      oddHeader: oddLine(headers.value),
      body: body.value,
    }),
    write(request) {
      method.value = request.method;
      path.value = request.path;
      headers.value = pairsOf(request).map(([name, value]) => `${name}: ${value}`).join("\n");
      body.value = textOf(request.body);
      body.rows = Math.min(Math.max(body.value.split("\n").length + 1, 3), 12);
      bodyPart.open = Boolean(body.value);
      headersPart.open = pairsOf(request).some(([name]) => name === "authorization");
      headersPart.querySelector("summary").textContent = named("Headers", pairsOf(request).length);
    },
    busy: (is) => send.toggleAttribute("aria-busy", is),
  };
}

const METHODS_WITH_BODY = new Set(["POST", "PUT", "PATCH"]);
const area = (label, rows) => h("textarea", { "aria-label": label, rows, spellcheck: "false", autocapitalize: "off" });
const named = (title, count) => (count ? `${title} (${count})` : title);

/** A frame's request has bytes, a page's has text. */
const textOf = (body) => (typeof body === "string" ? body : new TextDecoder().decode(body ?? new Uint8Array()));
