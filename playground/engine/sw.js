// The service worker below app/: it hands each request of a frame to the tab that runs the app.

const APP = new URL("app/", self.location).pathname;
const OWN = new URL("./", self.location).pathname;
const SWAGGER = `${OWN}swagger-`;
const PATIENCE = 1500; // milliseconds until a tab must have said that it is there, and between looks whether it still is
const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'self'",
].join("; ");
const NO_BODY = [101, 204, 205, 304];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) {
    event.respondWith(Response.error());
  } else if (url.pathname.startsWith(APP)) {
    event.respondWith(answer(event.request, url));
  } else if (url.pathname.startsWith(SWAGGER)) {
    event.respondWith(fetch(event.request, { cache: "force-cache" })); // its name tells its content
  } else if (!url.pathname.startsWith(OWN)) {
    event.respondWith(answerBelowApp(event, url));
  }
});

/** An address such as /blog/ that a page of the app asks for is the app's own. */
async function answerBelowApp(event, url) {
  const client = await self.clients.get(event.clientId);
  const place = client && placeOf(new URL(client.url).pathname);
  return place ? answer(event.request, new URL(place.prefix + url.pathname + url.search, url)) : fetch(event.request);
}

/** Return key and prefix of the app of an address. */
function placeOf(path) {
  const [key, slug, ...rest] = path.slice(APP.length).split("/");
  return path.startsWith(APP) && slug ? { key, prefix: `${APP}${key}/${slug}`, path: `/${rest.join("/")}` } : null;
}

async function answer(request, url) {
  const place = placeOf(url.pathname);
  if (!place) return page(404, "There is no app at this address.");
  const asked = {
    method: request.method,
    path: place.path + url.search,
    headers: [...request.headers],
    body: ["GET", "HEAD"].includes(request.method) ? null : new Uint8Array(await request.arrayBuffer()),
    root_path: place.prefix,
    host: url.host,
    scheme: url.protocol.slice(0, -1),
  };
  const reply = await ask({ key: place.key, request: asked });
  if (!reply) return page(503, "The tab that runs this app was closed or loaded again. Press Own tab in the playground once more.");
  return reply.error ? page(503, reply.error) : responseOf(reply.response, place.prefix);
}

/** Ask all tabs; the one with the key answers. Resolves to null if none is there, or it is closed meanwhile. */
async function ask(question) {
  const tabs = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  return new Promise((resolve) => {
    let timer = setTimeout(settle, PATIENCE, null);
    for (const tab of tabs) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (data.isHere ? follow(tab) : settle(data));
      tab.postMessage(question, [port2]);
    }

    function follow({ id }) {
      clearTimeout(timer);
      timer = setInterval(async () => (await self.clients.get(id)) ?? settle(null), PATIENCE);
    }

    function settle(reply) {
      clearInterval(timer);
      resolve(reply);
    }
  });
}

function responseOf({ status, reason, headers, body, traceback }, prefix) {
  if (traceback) return page(status, traceback);
  const sent = new Headers(headers);
  if (sent.get("content-type")?.startsWith("text/html")) sent.set("content-security-policy", POLICY);
  const location = sent.get("location");
  if (/^\/(?!\/)/.test(location) && !location.startsWith(`${prefix}/`)) sent.set("location", prefix + location);
  return new Response(NO_BODY.includes(status) ? null : body, { status, statusText: reason, headers: sent });
}

function page(status, text) {
  const headers = { "content-type": "text/plain; charset=utf-8", "content-security-policy": POLICY };
  return new Response(text, { status, headers });
}
