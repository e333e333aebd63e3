// The engine as the page sees it: a worker with Python, and the frame's requests.

import { Bridge } from "./bridge.js";

const STOPPED_EARLY = "Stopped before the app had started. Change the code to start it again.";
const NOT_STARTED = {
  ok: false,
  wasStopped: true,
  traceback: STOPPED_EARLY,
  message: STOPPED_EARLY,
  file: null,
  line: null,
};

const LATE_BRIDGE = 2000; // milliseconds after which a start no longer waits for the frame's service worker

/** Runs one chapter at a time; see `start`. Errors of the course's own kind have a sentence as message. */
export class Engine {
  #worker;
  #loading; // the worker while Python comes
  #gone = new Error("No chapter was started."); // why there is no worker
  #calls = new Map();
  #next = 1;
  #onTest;
  #chapter;
  #files; // that last ran
  #begun; // whose start has begun and not ended
  #knowsChapter = false;
  #hasTests = false;
  #ready;

  /**
   * @param {object} manifest what `manifest.json` says
   * @param {{onProgress?: Function, onCrash?: Function, onNotKept?: Function}} listeners
   *   `onNotKept` hears it when data could not be read or written
   */
  constructor(manifest, { onProgress = () => {}, onCrash = () => {}, onNotKept = () => {} } = {}) {
    this.manifest = manifest;
    this.base = new URL("./", document.baseURI).href;
    this.onProgress = onProgress;
    this.onCrash = onCrash;
    this.onNotKept = onNotKept;
    this.onRequest = () => {};
    this.isKept = true; // whether this tab may keep the chapter's data
    this.askedByFrame = (request) => this.request(request);
    this.bridge = new Bridge(this.base, (request) => this.askedByFrame(request));
  }

  /** Whether Python and the libraries are on their way. */
  get isComing() {
    return this.#loading !== undefined;
  }

  /** The prefix where the app answers in a frame, or null without a service worker. */
  get address() {
    return this.bridge.isReady && this.#chapter ? this.bridge.address(this.#chapter.slug) : null;
  }

  /** Return the address for a frame that shows a path of the app, with or without a service worker. */
  frameAddress(path) {
    return this.address ? this.address + path.replace(/^\//, "") : this.bridge.fallbackAddress(path);
  }

  /** Start a chapter with a learner's files; returns {ok, ms} or {ok: false, traceback, message, file, line}. */
  async start(chapter, files) {
    if (chapter !== this.#chapter) this.#files = undefined;
    this.#chapter = chapter;
    const bridge = this.bridge.start();
    this.#ready ??= this.#prepare(chapter.packs);
    await this.#prepared(this.#ready);
    const result = await this.#startWith("start", files);
    this.#knowsChapter = true;
    await Promise.race([bridge, later(LATE_BRIDGE)]);
    return result;
  }

  /** Start the app anew with changed files; if they fail, the old app and its data stay. */
  async reload(files) {
    return this.#knowsChapter ? this.#startWith("reload", files) : this.start(this.#chapter, files);
  }

  /** Note the files once they have started: after a stop they start again. */
  async #startWith(call, files) {
    try {
      const result = await this.#call(call, { chapter: this.#chapter, files, isKept: this.isKept });
      if (result.ok) this.#files = files;
      return result;
    } finally {
      this.#begun = undefined;
    }
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

  /** Load now what the tests and /docs need, so that they need no network later. */
  async loadAhead() {
    const { folder, files } = this.manifest.swagger;
    const fetched = files.map((name) => fetch(new URL(folder + name, this.base)));
    await Promise.all([this.loadTests(), ...fetched]);
  }

  /** Load what tests need, once. */
  async loadTests() {
    if (this.#hasTests) return;
    await this.#call("loadTests");
    this.#hasTests = true;
  }

  /** Run the chapter's tests on these files; `onTest` gets each as it ends. */
  async runTests(files, onTest) {
    this.#onTest = onTest;
    return this.#call("runTests", { files });
  }

  /** Run tests by their addresses on these files, up to the first that fails: {outcomes, seconds, output}. */
  check(files, asked) {
    return this.#call("check", { files, asked });
  }

  /** Return the bytes of blog.db, or null if the chapter has none. */
  database() {
    return this.#call("database");
  }

  /** Start the app anew without data. */
  resetData() {
    return this.#call("resetData").finally(() => (this.#begun = undefined));
  }

  /**
   * End whatever runs, and start again with the files that last ran and the data last saved.
   * Returns what start() does; if it was a start that had to be stopped, {ok: false} with `isOld`: whether those run.
   * `of` are the files with which it ran or was to start, if any.
   */
  async stop() {
    const begun = this.#begun;
    if (begun && JSON.stringify(begun) === JSON.stringify(this.#files)) this.#files = undefined; // no longer with these data
    const files = this.#files;
    this.#end(stopped());
    const result = files && (await this.start(this.#chapter, files));
    const shown = begun || !files ? { ...NOT_STARTED, isOld: Boolean(result?.ok) } : result;
    return { ...shown, of: begun ?? files };
  }

  #prepare(packs) {
    const worker = boundWorker(new URL(this.manifest.worker, this.base));
    this.#worker = this.#loading = worker;
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // the page tells it
      this.#crash(event.message);
    };
    const come = this.#call("prepare", { manifest: this.manifest, base: this.base, packs });
    return come.finally(() => this.#loading === worker && (this.#loading = undefined));
  }

  /** Wait for a worker; one that fails ends, and the next start makes another. */
  #prepared(ready) {
    return ready.catch((error) => {
      if (this.#ready === ready) this.#end(error);
      throw error;
    });
  }

  #call(call, given = {}) {
    if (!this.#worker) return Promise.reject(this.#gone);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, given });
    });
  }

  #hear({ id, result, error, event, test, ...data }) {
    if (event === "progress") this.onProgress(data);
    if (event === "starting") this.#begun = data.files;
    if (event === "test") this.#onTest?.(test);
    if (event === "crash") this.#crash(data.message);
    if (event === "notKept") this.onNotKept(data);
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
    this.#worker = this.#loading = this.#ready = this.#begun = undefined;
    this.#gone = reason;
    this.#knowsChapter = this.#hasTests = false;
    for (const { reject } of this.#calls.values()) reject(reason);
    this.#calls.clear();
  }
}

/** A worker made from a blob is held to this page's Content-Security-Policy; one that is loaded would have its own. */
function boundWorker(address) {
  const code = new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(code), { type: "module" });
}

function withLength(pairs, bytes) {
  const named = pairs.some(([name]) => name.toLowerCase() === "content-length");
  return bytes?.length && !named ? [...pairs, ["content-length", String(bytes.length)]] : pairs;
}

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function stopped() {
  const error = new Error("The app was stopped.");
  error.name = "Stopped";
  return error;
}
