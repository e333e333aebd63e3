/** The line at the bottom: how the app is, and what can be done about it. */

import { button, byId, h } from "./dom.js";

const SAYS = {
  loading: "Loading",
  running: "The app runs",
  restarting: "Restarting …",
  broken: "The code has an error. The app from before still answers.",
  down: "The code has an error, so no app runs.",
  stopping: "Stopping …",
  absent: "No app runs, because Python has not come",
  crashed: "Python ended without a word, so the app is gone. Your files and your data are kept.",
};

const STARTED = ["running", "broken", "down"]; // Python is there again

/** Show the app's state; `text` adds what is special. */
export function showState(kind, text) {
  byId("light").className = `light ${kind}`;
  byId("state").textContent = text ? `${SAYS[kind]} · ${text}` : SAYS[kind];
  if (STARTED.includes(kind) && offered === "restart") offer("");
}

let offered = ""; // which of the two offers is there

/** Offer to end what has been going on for long, or take that offer back. */
export function offerStop(isLong, stop) {
  if (isLong) offer("stop", "This takes long. A loop without an end?", button("Stop", stop, { class: "danger" }));
  else if (offered === "stop") offer("");
}

/** Where Python is gone, or has not come: offer a new start. */
export function offerRestart(restart) {
  const again = () => (offer(""), restart());
  offer("restart", button("Restart", again, { class: "primary" }));
}

function offer(name, ...parts) {
  offered = name;
  byId("long").replaceChildren(...parts.map((part) => (part instanceof Node ? part : h("span", {}, part))));
}
