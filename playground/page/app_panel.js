/** The app in a frame, with an address bar: Swagger UI, and every page of the app. */

import { pathOf } from "./paths.js";
import { button, byId, h } from "./dom.js";
import { isDark } from "./theme.js";

const DOCS = "/docs";

/**
 * @param {object} engine
 * @returns {{show: () => void, again: (isSame?: boolean) => void}} where the app's OpenAPI document is the same as
 *   before, Swagger UI stays as it is: logged in, with what was typed
 */
export function appPanel(engine) {
  const address = h("input", { "aria-label": "Address in the app", value: DOCS, spellcheck: "false", autocapitalize: "off" });
  const frame = h("iframe", { title: "The running app" });
  const newTab = h("a", { target: "_blank", class: "button", hidden: true }, "Own tab");
  const go = (event) => (event?.preventDefault(), open(address.value));
  const form = h("form", { class: "line", onsubmit: go }, button("Docs", () => open(DOCS)), address, button("Go", null, { type: "submit" }), newTab);
  byId("frame").replaceChildren(form, frame);
  frame.addEventListener("load", follow);
  frame.addEventListener("load", dress);
  new MutationObserver(dress).observe(document.documentElement, { attributeFilter: ["data-md-color-scheme"] });
  let shown = null; // the path in the frame
  let isTyped = false; // an address that has not been gone to
  address.addEventListener("input", () => (isTyped = true));

  function open(path) {
    isTyped = false;
    shown = address.value = pathOf(path);
    again();
  }

  function again() {
    frame.src = newTab.href = engine.frameAddress(shown);
    newTab.hidden = !engine.address;
  }

  /** After a click inside the frame the bar shows where it is, unless somebody types there; an address such as /q is the app's. */
  function follow() {
    const place = frame.contentDocument?.location; // none, if the app has sent the frame to another site
    if (!engine.address || !place?.protocol.startsWith("http")) return;
    if (!place.pathname.startsWith(engine.address)) return open(place.pathname + place.search);
    shown = `/${place.pathname.slice(engine.address.length)}${place.search}`;
    if (!isTyped) address.value = shown;
    newTab.href = place.href;
  }

  /** Swagger UI has dark colours of its own; it takes them with this class. */
  function dress() {
    frame.contentDocument?.documentElement.classList.toggle("dark-mode", isDark());
  }

  return {
    show: () => shown || open(address.value),
    again: (isSame = false) => shown && !(isSame && shown.startsWith(DOCS)) && again(),
  };
}
