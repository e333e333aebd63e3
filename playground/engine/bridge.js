// Between a frame that shows the app and the engine: by the service worker, or without one by frame.html.

const SCRIPT = "sw.js";
const APP = "app/";

/** Answers the requests of frames with `answer(request)`. */
export class Bridge {
  /**
   * @param {string} base where the playground is
   * @param {(request: object) => Promise<object>} answer
   */
  constructor(base, answer) {
    this.base = base;
    this.answer = answer;
    this.key = [...crypto.getRandomValues(new Uint8Array(6))].map((n) => n.toString(16).padStart(2, "0")).join("");
    this.isReady = false;
    this.shown = 0;
  }

  /** Return the prefix of a chapter's app in this tab. */
  address(slug) {
    return new URL(`${APP}${this.key}/${slug}/`, this.base).pathname;
  }

  /** Return the address of a frame without a service worker; each is new, so that a frame goes there. */
  fallbackAddress(path) {
    this.shown += 1;
    return new URL(`frame.html?${this.shown}#${encodeURIComponent(path)}`, this.base).href;
  }

  /** Start the service worker, if the browser has them here. */
  async start() {
    if (this.started) return this.started;
    this.started = this.#start();
    return this.started;
  }

  async #start() {
    window.addEventListener("message", (event) => this.#hearFrame(event));
    const container = navigator.serviceWorker;
    if (!container) return;
    container.addEventListener("message", (event) => this.#hear(event));
    container.startMessages();
    try {
      const scope = new URL(APP, this.base).pathname;
      const registration = await container.register(new URL(SCRIPT, this.base), { scope });
      await settled(registration);
      this.isReady = Boolean(registration.active);
    } catch {
      this.isReady = false;
    }
  }

  #hear({ data, ports: [port] }) {
    if (data?.key !== this.key || !port) return;
    port.postMessage({ isHere: true });
    this.#reply(data.request, port);
  }

  #hearFrame({ source, origin, data, ports: [port] }) {
    const isOurs = origin === location.origin && source?.parent === window;
    if (isOurs && data?.frameRequest && port) this.#reply(data.frameRequest, port);
  }

  async #reply(request, port) {
    try {
      const { status, reason, headers, body, traceback } = await this.answer(request);
      port.postMessage({ response: { status, reason, headers, body, traceback } });
    } catch (error) {
      port.postMessage({ error: error.message });
    }
  }
}

/** Wait until a worker is active, or the one that came cannot become so. */
function settled(registration) {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return undefined;
  return new Promise((resolve) => {
    coming.addEventListener("statechange", () => ["activated", "redundant"].includes(coming.state) && resolve());
  });
}
