/** A recorded request (course/xray/tree.py says what it holds) as nested lists. */

import { h } from "./dom.js";

const KINDS = {
  dependencies: "dependencies",
  dependency: "dependency",
  teardown: "after yield",
  invalid: "refused",
  endpoint: "endpoint",
  serialization: "serialisation",
  background_task: "background task",
  statement: "SQL",
  span: "span",
};

/** @returns {Node[]} the whole tree */
export function treeParts({ method, path, route, endpoint, status, ms, steps }) {
  const matched = route ? `matched ${route}, the function ${endpoint}` : "no route matched";
  return [
    h("p", {}, h("strong", {}, `${method} ${path}`), h("span", { class: "quiet" }, `  ${matched}`)),
    stepList(steps, ms),
    h("p", {}, h("strong", {}, status ?? "no status"), " ", h("span", { class: "quiet" }, `${milli(ms)} in all`)),
  ];
}

const stepList = (steps, whole) => h("ol", { class: "steps-taken" }, ...steps.map((step) => stepPart(step, whole)));

function stepPart(step, whole) {
  const share = whole ? Math.min((step.ms / whole) * 100, 100) : 0;
  const bar = h("meter", { min: 0, max: 100, value: share, "aria-label": `${milli(step.ms)} of ${milli(whole)}` });
  const kind = h("span", { class: `kind ${step.kind}` }, KINDS[step.kind] ?? step.kind);
  const name = h("code", {}, step.name);
  const line = h("div", { class: "step-taken" }, kind, " ", name, " ", h("span", { class: "quiet" }, milli(step.ms)), bar);
  return h("li", {}, line, ...detailParts(step), step.steps.length ? stepList(step.steps, whole) : null);
}

function detailParts({ arguments: given, parameters, rows, value, error }) {
  const details = {
    with: given && JSON.stringify(given),
    parameters: parameters?.map((row) => JSON.stringify(row)).join("  ") || undefined,
    rows,
    was: value === undefined ? undefined : JSON.stringify(value),
    error,
  };
  const known = Object.entries(details).filter(([, text]) => text !== undefined);
  return known.map(([label, text]) => h("p", { class: "detail" }, h("span", { class: "quiet" }, `${label} `), h("code", {}, String(text))));
}

const milli = (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
