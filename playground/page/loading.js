/** The first start: what comes down, how much of it, and what is left. */

import { byId } from "./dom.js";

const STAGES = {
  python: "Python comes into the page",
  packages: "FastAPI and its libraries come into the page",
  app: "The app starts",
};
let spoken = "";

/** Show how far the start is; the words change with the stage only, for who listens. */
export function showProgress({ stage, loaded, total }) {
  const bar = byId("progress");
  bar.hidden = false;
  bar.max = total || 1;
  if (stage === "app") bar.removeAttribute("value");
  else bar.value = loaded;
  byId("bytes").textContent = total ? `${mega(loaded)} of ${mega(total)} MB` : "";
  if (stage !== spoken) byId("stage").textContent = `${STAGES[stage]} …`;
  spoken = stage;
}

/** The start is over, well or not. */
export function hideProgress() {
  byId("loading").hidden = true;
}

const mega = (bytes) => (bytes / 1e6).toFixed(1);
