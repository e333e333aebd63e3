/** The playground's page: finds the chapter, and puts its parts together. */

import { Engine } from "../engine/client.js";
import { read } from "../engine/storage.js";
import { chapterOf, placesOf } from "./address.js";
import { makeDivider } from "./divider.js";
import { breath, byId, h } from "./dom.js";
import { hideProgress, showProgress } from "./loading.js";
import { showNote } from "./notes.js";
import { missing } from "./support.js";
import { followTheme } from "./theme.js";
import { openWork } from "./work.js";

followTheme();
begin().catch((error) => fail(`The playground could not start: ${error.message}`));

async function begin() {
  const lack = missing();
  if (lack) return fail(lack);
  const link = new URLSearchParams(location.search);
  const manifest = await json("manifest.json", { cache: "no-cache" });
  const { slug, notes } = chapterOf(link, manifest.chapters);
  const chapter = await json(manifest.chapters[slug].data);
  const places = placesOf(link, chapter);
  showChapters(manifest.chapters, chapter);
  await breath();
  for (const note of [...notes, ...places.notes]) showNote([note], "problem");
  const { engine, hear } = makeEngine(manifest);
  const kept = (await read(`files/${slug}`)) ?? {};
  await openWork({ engine, hear, chapter, places, kept });
  hideProgress();
}

/** Make the engine; who hears it is known later. */
function makeEngine(manifest) {
  const hear = { onCrash: () => {}, onProgress: showProgress };
  const engine = new Engine(manifest, {
    onProgress: (progress) => hear.onProgress(progress),
    onCrash: (crash) => hear.onCrash(crash),
  });
  return { engine, hear };
}

async function json(address, how) {
  const response = await fetch(address, how);
  if (!response.ok) throw new Error(`${address} is not there (${response.status}).`);
  return response.json();
}

function showChapters(chapters, { slug, key, title, page }) {
  const names = Object.entries(chapters).map(([one, it]) => h("option", { value: one }, `${it.key} · ${it.title}`));
  const choice = byId("chapter");
  choice.replaceChildren(...names);
  choice.value = slug;
  choice.addEventListener("change", () => (location.search = `?chapter=${choice.value}`));
  byId("title").textContent = `Playground: chapter ${key}, ${title}`;
  document.title = `${key} · ${title} · Playground`;
  Object.assign(byId("back"), { href: page, hidden: false });
  makeDivider(byId("divider"));
}

function fail(sentence) {
  hideProgress();
  showNote([sentence], "problem");
}
