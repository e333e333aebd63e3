// The engine as the page sees it: a worker with Python, and the frame's requests.

import { Bridge } from "./bridge.js";

/** Runs one chapter at a time; see `start`. Errors of the course's own kind have a sentence as message. */
export class Engine {
  #worker;
  #calls = new Map();
  #next = 1;
  #onTest;
  #chapter;
  #files;
  #started = false;
  #ready;

  /**
   * @param {object} manifest what `manifest.json` says
   * @param {{onProgress?: Function, onCrash?: Function}} listeners
   */
  constructor(manifest, { onProgress = () => {}, onCrash = () => {} } = {}) {
    this.manifest = manifest;
    this.base = new URL("./", document.baseURI).href;
    this.onProgress = onProgress;
    this.onCrash = onCrash;
    this.onRequest = () => {};
    this.bridge = new Bridge(this.base, (request) => this.#answerFrame(request));
  }

  /** The prefix where the app answers in a frame, or null without a service worker. */
  get address() {
    return this.bridge.isReady && this.#chapter ? this.bridge.address(this.#chapter.slug) : null;
  }

  /** Return the address for a frame that shows a path of the app, with or without a service worker. */
  frameAddress(path) {
    return this.address ? this.address + path.replace(/^\//, "") : this.bridge.fallbackAddress(path);
  }

  /** Start a chapter with a learner's files; returns {ok, ms} or {ok: false, traceback, file, line}. */
  async start(chapter, files) {
    this.#chapter = chapter;
    this.#files = files;
    this.#started = false;
    const bridge = this.bridge.start();
    this.#ready ??= this.#prepare(chapter.packs);
    await this.#ready;
    const result = await this.#call("start", { chapter, files });
    await bridge;
    this.#started = true;
    return result;
  }

  /** Start the app anew with changed files; if they fail, the old app and its data stay. */
  async reload(files) {
    if (!this.#started) return this.start(this.#chapter, files);
    this.#files = files;
    return this.#call("reload", { files });
  }

  /** Send a request: {method, path, headers: object or pairs, body: text, bytes or null}. */
  async request({ method, path, headers = {}, body = null, ...from }) {
    const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
    const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
    const request = { method, path, headers: withLength(pairs, bytes), ...from };
    const response = await this.#call("request", { request, body: bytes });
    this.onRequest({ method, path, headers: pairs, body: bytes, response });
    return response;
  }

  /** Return the tables: [{name, columns, rows, more}]. */
  tables() {
    return this.#call("tables");
  }

  /** Run the chapter's tests; `onTest` gets each as it ends. */
  async runTests(onTest) {
    this.#onTest = onTest;
    return this.#call("runTests");
  }

  /** Return the bytes of blog.db, or null if the chapter has none. */
  database() {
    return this.#call("database");
  }

  /** Start the app anew without data. */
  resetData() {
    return this.#call("resetData");
  }

  /** End whatever runs, and start again with the same files and the data last saved. */
  async stop() {
    const wasRunning = this.#started;
    this.#end(stopped());
    this.#ready = this.#prepare(this.#chapter.packs);
    await this.#ready;
    if (wasRunning) return this.start(this.#chapter, this.#files);
    const traceback = "Stopped before the app had started. Change the code to start it again.";
    return { ok: false, traceback, file: null, line: null };
  }

  #prepare(packs) {
    this.#worker = new Worker(new URL(this.manifest.worker, this.base), { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => this.#crash(event.message);
    return this.#call("prepare", { manifest: this.manifest, base: this.base, packs });
  }

  #call(call, given = {}) {
    if (!this.#worker) return Promise.reject(new Error("No chapter was started."));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, given });
    });
  }

  #hear({ id, result, error, event, test, ...data }) {
    if (event === "progress") this.onProgress(data);
    if (event === "test") this.#onTest?.(test);
    if (!id) return;
    const { resolve, reject } = this.#calls.get(id) ?? {};
    this.#calls.delete(id);
    if (error === undefined) resolve?.(result);
    else reject?.(new Error(error));
  }

  #crash(message) {
    this.#end(new Error(message || "Python has crashed."));
    this.onCrash({ message });
  }

  #end(reason) {
    this.#worker?.terminate();
    this.#ready = undefined;
    this.#started = false;
    for (const { reject } of this.#calls.values()) reject(reason);
    this.#calls.clear();
  }

  #answerFrame(request) {
    return this.request(request);
  }
}

function withLength(pairs, bytes) {
  const named = pairs.some(([name]) => name.toLowerCase() === "content-length");
  return bytes?.length && !named ? [...pairs, ["content-length", String(bytes.length)]] : pairs;
}

function stopped() {
  const error = new Error("The app was stopped.");
  error.name = "Stopped";
  return error;
}
