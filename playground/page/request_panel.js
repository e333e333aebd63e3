/** Send a request, see the response: the first thing that a learner does here. */

import { button, byId, h } from "./dom.js";
import { requestForm } from "./request_form.js";
import { responseParts } from "./response.js";
import { sentList } from "./sent_list.js";
import { lacksToken, withToken } from "./token.js";

const NO_TOKEN = "This request needs a token in place of the dots, and nobody has logged in yet. Send the POST /login of this chapter first.";
const OWN = { method: "GET", path: "/", headers: { "content-type": "application/json" }, body: "" };
const ODD_HEADER = "A header can only hold letters of Latin-1, such as a to z and ä: HTTP has no others.";

/**
 * @param {object} chapter
 * @param {(request: object) => Promise<object>} send
 * @returns {{choose: (request: object) => void, note: (exchange: object) => void, ready: () => void}}
 */
export function requestPanel(chapter, send) {
  let sends = 0;
  const form = requestForm(sendForm);
  const choice = requestChoice(chapter.requests);
  const before = h("p", { class: "before", hidden: true });
  const answer = h("div", { class: "response", "aria-live": "polite" }, h("p", { class: "quiet" }, "The response comes here."));
  const sent = sentList((exchange) => (own(), form.write(exchange), showAnswer(exchange.response)));
  const label = h("label", { class: "choice" }, h("span", {}, "From the chapter"), choice);
  byId("request").replaceChildren(label, form.element, before, answer, sent.element);
  form.element.addEventListener("input", own);
  choice.addEventListener("change", () => choose(chapter.requests.find((it) => it.id === choice.value) ?? OWN));

  /** What was changed is no longer the chapter's. */
  function own() {
    choice.value = "";
  }

  function choose(request) {
    choice.value = request.id ?? "";
    form.write(request);
    offerEarlier(request);
  }

  function offerEarlier(request) {
    const earlier = chapter.requests.slice(0, Math.max(chapter.requests.indexOf(request), 0));
    before.hidden = !earlier.length || sent.count() > 0;
    const those = earlier.length === 1 ? "one request comes" : `${earlier.length} requests come`;
    const sendThem = button("Send those first", () => sendAll(earlier));
    before.replaceChildren(`On the chapter’s pages ${those} before this one, and may write what it reads. `, sendThem);
  }

  async function sendAll(requests) {
    before.hidden = true;
    try {
      for (const request of requests) await send(withToken(request));
      showParts([h("p", {}, `Done: ${requests.length} sent. You find them below. Now press Send.`)]);
    } catch (error) {
      showProblem(`No response: ${error.message}`);
    }
  }

  async function sendForm() {
    const { oddHeader, ...typed } = form.read();
    if (oddHeader) return showProblem(`“${oddHeader}” is no header: it needs a name, a colon and a value.`);
    if (lacksToken(typed)) return showProblem(NO_TOKEN);
    const request = withToken(typed);
    if (request.headers.flat().some((text) => /[^\u0000-\u00ff]/.test(text))) return showProblem(ODD_HEADER);
    const mine = ++sends;
    form.busy(true);
    before.hidden = true;
    let parts;
    try {
      parts = responseParts(await send(request));
    } catch (error) {
      parts = problem(`No response: ${error.message}`);
    }
    if (mine !== sends) return; // another one was sent meanwhile
    showParts(parts);
    form.busy(false);
  }

  const problem = (sentence) => [h("p", { class: "problem" }, sentence)];
  const showProblem = (sentence) => showParts(problem(sentence));
  const showParts = (parts) => answer.replaceChildren(...parts);
  const showAnswer = (response) => showParts(responseParts(response));
  choose(chapter.requests[0] ?? OWN);
  return { choose, note: sent.note };
}

/** A choice of the requests that the chapter's pages show, page by page. */
function requestChoice(requests) {
  const pages = [...new Set(requests.map(({ page }) => page))];
  const groups = pages.map((page) => {
    const inside = requests.filter((request) => request.page === page);
    return h("optgroup", { label: pageName(page) }, ...inside.map(requestOption));
  });
  return h("select", {}, h("option", { value: "" }, "A request of your own"), ...groups);
}

const requestOption = (request) => h("option", { value: request.id }, `${request.method} ${request.path}${shortBody(request.body)}`);
const shortBody = (body) => (body ? `  ${body.replace(/\s+/g, " ").slice(0, 40)}${body.length > 40 ? "…" : ""}` : "");
const pageName = (page) => (page.replace(/^chapters\/[^/]+\//, "").split("/").filter(Boolean).at(-1) ?? "first page").replaceAll("_", " ");
