/** The last request from inside, as the engine recorded it. */

import { byId, h } from "./dom.js";
import { treeParts } from "./xray_tree.js";

/** Show a tree, and from the first on the tab for it. */
export function showTree(tree) {
  if (!tree) return;
  byId("tab-xray").hidden = false;
  byId("xray").replaceChildren(h("p", { class: "quiet" }, "What the last request went through, in this order:"), ...treeParts(tree));
}
