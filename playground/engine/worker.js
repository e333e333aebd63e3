// The worker: Python, one chapter, and its data. It answers the calls of client.js.

import { loadPyodide } from "pyodide";
import { load, Progress } from "./loading.js";
import { forget, keep, read } from "./storage.js";

const SITE_PACKAGES = "/lib/python3.14/site-packages";
const NO_PACKAGES = { info: { arch: "wasm32", abi_version: "2026_0", python: "3.14.2", platform: "", version: "" }, packages: {} };

let manifest, base, pyodide, python, chapter, saved;
let files = {};
const loadedPacks = new Set();

const url = (file) => new URL(file, base).href;
const tell = (event, data) => postMessage({ event, ...data });
const hush = (event) => event.preventDefault();
const dataKey = () => `data/${chapter.slug}`;

async function startPython(packs, progress) {
  const archives = Promise.all(packs.map((name) => load(url(manifest.packs[name].file), progress)));
  archives.catch(() => {}); // told where it is awaited
  const { folder, stdlib, bytes } = manifest.pyodide;
  addEventListener("unhandledrejection", hush); // Pyodide loads side by side: of several failures one is told
  pyodide = await loadPyodide({
    indexURL: url(folder),
    stdLibURL: url(stdlib),
    lockFileContents: NO_PACKAGES,
    env: { HOME: "/home", PYTHONDONTWRITEBYTECODE: "1", SWAGGER: url(manifest.swagger.folder) },
  });
  removeEventListener("unhandledrejection", hush);
  pyodide._api.on_fatal = tellTheEnd;
  progress.add(bytes);
  progress.enter("packages");
  for (const archive of await archives) {
    pyodide.unpackArchive(archive, "zip", { extractDir: SITE_PACKAGES });
  }
  packs.forEach((name) => loadedPacks.add(name));
  python = pyodide.pyimport("playground.worker");
}

/** Tell the page why Python has ended; nobody else need hear what comes of that. */
function tellTheEnd({ message }) {
  for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, hush);
  tell("crash", { message });
}

async function loadPacks(names, progress) {
  const missing = names.filter((name) => !loadedPacks.has(name));
  const archives = await Promise.all(missing.map((name) => load(url(manifest.packs[name].file), progress)));
  archives.forEach((archive) => pyodide.unpackArchive(archive, "zip", { extractDir: SITE_PACKAGES }));
  missing.forEach((name) => loadedPacks.add(name));
}

function database() {
  const found = python.database();
  if (!found) return null;
  const bytes = found.toJs();
  found.destroy();
  return bytes;
}

const same = (a, b) => a && a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Keep the database in the browser if it has changed. */
async function save() {
  const now = database();
  if (now && !same(saved, now)) {
    saved = now;
    await keep(dataKey(), now);
  }
}

/** Return the result of a start; files that started are those of the app from now on. */
async function started(starting, these) {
  const result = JSON.parse(await starting);
  if (result.ok) files = these;
  await save().catch(() => {});
  return result;
}

const calls = {
  async prepare(given) {
    ({ manifest, base } = given);
    const total = given.packs.reduce((sum, name) => sum + manifest.packs[name].bytes, manifest.pyodide.bytes);
    await startPython(given.packs, new Progress(total, (data) => tell("progress", data)));
    return true;
  },

  async start(given) {
    chapter = given.chapter;
    await loadPacks(chapter.packs, new Progress(0, () => {}));
    tell("progress", { stage: "app", loaded: 1, total: 1 });
    saved = await read(dataKey()).catch(() => undefined);
    return started(python.start(JSON.stringify({ slug: chapter.slug, files: given.files }), saved), given.files);
  },

  async reload(given) {
    return started(python.reload(JSON.stringify({ files: given.files })), given.files);
  },

  async request({ request, body }) {
    const answer = await python.request(JSON.stringify(request), body ?? undefined);
    const [head, bytes] = answer.toJs();
    answer.destroy();
    await save().catch(() => {});
    return { ...JSON.parse(head), body: bytes };
  },

  tables: () => JSON.parse(python.tables()),

  database,

  async resetData() {
    await forget(dataKey()).catch(() => {});
    saved = undefined;
    return started(python.reset(JSON.stringify({ files })), files);
  },

  async runTests() {
    await loadPacks(manifest.tests, new Progress(0, () => {}));
    const { key, test_module, tests } = chapter;
    const given = JSON.stringify({ key, test_module, tests });
    return JSON.parse(python.run_tests(given, (text) => tell("test", { test: JSON.parse(text) })));
  },

  async check({ asked }) {
    await loadPacks(manifest.tests, new Progress(0, () => {}));
    const { key, tests } = chapter;
    return JSON.parse(python.check(JSON.stringify({ key, asked, tests })));
  },
};

let last = Promise.resolve();

/** Calls are answered one after the other, but for requests, which may overlap. */
onmessage = ({ data: { id, call, given } }) => {
  const answer = async () => {
    try {
      postMessage({ id, result: await calls[call](given) });
    } catch (error) {
      postMessage({ id, error: error.message });
    }
  };
  last = call === "request" ? Promise.all([last, answer()]) : last.then(answer);
};
