// Shows a page of the app where there is no service worker: its requests go to the engine of the parent page.

(() => {
  const realFetch = window.fetch;
  const isOwn = (url) => url.origin === location.origin && !url.pathname.includes("/swagger");

  function ask(request) {
    return new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (data.error ? reject(new TypeError(data.error)) : resolve(data.response));
      window.parent.postMessage({ frameRequest: request }, location.origin, [port2]);
    });
  }

  async function hookedFetch(input, options) {
    const request = new Request(input, options);
    const url = new URL(request.url);
    if (!isOwn(url)) return realFetch(request);
    const hasBody = !["GET", "HEAD"].includes(request.method);
    const body = hasBody ? new Uint8Array(await request.arrayBuffer()) : null;
    const path = url.pathname + url.search;
    const answer = await ask({ method: request.method, path, headers: [...request.headers], body });
    const empty = [204, 205, 304].includes(answer.status);
    const response = new Response(empty ? null : answer.body, { status: answer.status, statusText: answer.reason, headers: answer.headers });
    Object.defineProperty(response, "url", { value: request.url });
    return response;
  }

  window.fetch = hookedFetch;
  const path = decodeURIComponent(location.hash.slice(1)) || "/docs";
  ask({ method: "GET", path, headers: [], body: null }).then(show, (error) => showText(error.message));

  function show({ headers, body, traceback }) {
    const text = traceback ?? new TextDecoder().decode(body);
    const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
    if (type.startsWith("text/html") && !traceback) showPage(text);
    else showText(text);
  }

  function showPage(html) {
    document.open();
    document.write(html);
    document.close();
    window.fetch = hookedFetch;
  }

  function showText(text) {
    const pre = document.createElement("pre");
    pre.textContent = text;
    document.body.replaceChildren(pre);
  }
})();
