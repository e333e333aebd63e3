/** What the playground needs of a browser. */

const NEEDS = [
  ["WebAssembly, which runs Python here", () => typeof WebAssembly === "object"],
  ["workers, so that Python does not hold up the page", () => typeof Worker === "function"],
  ["IndexedDB, which keeps your files", () => Boolean(globalThis.indexedDB)],
];

/**
 * Tell what the browser lacks.
 * @returns {string | null} a sentence, or null if all is there
 */
export function missing() {
  const lacks = NEEDS.filter(([, isThere]) => !isThere()).map(([name]) => name);
  if (!lacks.length) return null;
  return `This browser lacks ${lacks.join("; and ")}. The playground starts in a new Chrome, Edge, Firefox or Safari. On your own machine every chapter runs in any case: python3 learn.py run 1`;
}
