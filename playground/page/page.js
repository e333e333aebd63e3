/** The playground's page: finds the chapter, and puts its parts together. */

import { Engine } from "../engine/client.js";
import { hold, read } from "../engine/storage.js";
import { placesOf, wanted } from "./address.js";
import { makeDivider } from "./divider.js";
import { breath, byId, h } from "./dom.js";
import { hideProgress, showProgress } from "./loading.js";
import { sayNotKept, showNote } from "./notes.js";
import { practised } from "./practice/exercise.js";
import { makePractice, nameOf, showModes } from "./practice/mode.js";
import { readStandings } from "./practice/standing.js";
import { missing } from "./support.js";
import { followTheme } from "./theme.js";
import { openWork } from "./work.js";

const ELSEWHERE =
  "Another tab has this chapter open, so what you change here is not kept. To work here, close that tab and load this page again.";

followTheme();
begin().catch((error) => fail(`The playground could not start: ${error.message}`));

async function begin() {
  const lack = missing();
  if (lack) return fail(lack);
  const link = new URLSearchParams(location.search);
  const manifest = await json("manifest.json", { cache: "no-cache" });
  const { slug, isPractice, notes } = wanted(link, manifest.chapters);
  const entry = manifest.chapters[slug];
  const [asItIs, exercise] = await Promise.all([json(entry.data), isPractice ? json(entry.practice.data) : null]);
  const chapter = exercise ? practised(asItIs, exercise) : asItIs;
  const keys = Object.values(manifest.chapters).map(({ key }) => key);
  const standings = isPractice ? await readStandings(keys) : null;
  const places = placesOf(link, chapter);
  showChapters(manifest.chapters, slug, chapter, standings);
  showModes(chapter, Boolean(entry.practice), isPractice);
  await breath();
  for (const note of [...notes, ...places.notes]) showNote([note], "problem");
  const { engine, hear } = makeEngine(manifest);
  const isHeld = await hold(chapter.slug);
  if (!isHeld) showNote([ELSEWHERE], "problem");
  const kept = await read(`files/${chapter.slug}`).then((found) => found ?? {}, sayNotKept);
  const isKept = isHeld && kept !== undefined;
  const practice = exercise ? makePractice(chapter, manifest.chapters, standings, isKept) : null;
  await openWork({ engine, hear, chapter, places, kept, isKept, practice });
  hideProgress();
}

/** Make the engine; who hears it is known later. */
function makeEngine(manifest) {
  const hear = { onCrash: () => {}, onProgress: showProgress, onNotKept: () => {} };
  const engine = new Engine(manifest, {
    onProgress: (progress) => hear.onProgress(progress),
    onCrash: (crash) => hear.onCrash(crash),
    onNotKept: (reason) => hear.onNotKept(reason),
  });
  return { engine, hear };
}

async function json(address, how) {
  const response = await fetch(address, how);
  if (!response.ok) throw new Error(`${address} is not there (${response.status}).`);
  return response.json();
}

function showChapters(chapters, slug, { key, title, page }, standings) {
  const choice = byId("chapter");
  const [mode, shown] = standings ? ["practice", Object.entries(chapters).filter(([, it]) => it.practice)] : ["chapter", Object.entries(chapters)];
  choice.replaceChildren(...shown.map(([one, it]) => h("option", { value: one }, nameOf(it, standings))));
  choice.value = slug;
  whenChosen(choice, () => (location.search = `?${mode}=${choice.value}`));
  const what = standings ? `Build chapter ${key}` : `Playground: chapter ${key}`;
  byId("title").textContent = `${what}, ${title}`;
  document.title = standings ? `Build ${key} · ${title} · Playground` : `${key} · ${title} · Playground`;
  Object.assign(byId("back"), { href: page, hidden: false });
  makeDivider(byId("divider"));
}

/** Act when something else is chosen; whoever goes through the list by the arrow keys says with Enter that it is this one. */
function whenChosen(choice, act) {
  let chosen = choice.value;
  let byKeys = false;
  const take = () => choice.value !== chosen && ((chosen = choice.value), act());
  choice.title = "By the arrow keys: Enter opens it";
  choice.addEventListener("pointerdown", () => (byKeys = false));
  choice.addEventListener("keydown", ({ key, altKey }) => {
    byKeys = !altKey && !["Enter", " ", "F4"].includes(key); // the others open the list, and whoever chooses there has chosen
    if (key === "Enter") take();
  });
  choice.addEventListener("change", () => byKeys || take());
}

function fail(sentence) {
  hideProgress();
  showNote([sentence], "problem");
}
