// The worker: Python, one chapter, and its data. It answers the calls of client.js.

import { loadPyodide } from "pyodide";
import { countFiles, Progress } from "./loading.js";
import { loadPack, startUnpacker } from "./packs.js";
import { forget, keep, read } from "./storage.js";

const LIBRARY = "/lib/python3.14";
const SITE_PACKAGES = `${LIBRARY}/site-packages`;
const NO_PACKAGES = { info: { arch: "wasm32", abi_version: "2026_0", python: "3.14.2", platform: "", version: "" }, packages: {} };

let manifest, base, pyodide, python, chapter, saved;
let files = {}; // with which the app has started
let asked = {}; // with which it was to start last
let hasStarted = false; // the chapter, in this worker
let isKept = false; // whether what the app writes may take the place of what is kept
let testsLoading;
const loadedPacks = new Set();
const coming = new Map(); // by name: the promise of a pack on its way
let turn = Promise.resolve(); // to install: one pack after the other
const printed = []; // the lines that the app has printed since its last answer
const LINES = 200; // of them are kept
const LACKS = /ModuleNotFoundError: No module named '(?!blog\b)|is not installed/; // a traceback, of a library

const url = (file) => new URL(file, base).href;
const tell = (event, data) => postMessage({ event, ...data });
const tellNotKept = ({ message }) => tell("notKept", { message });
const hush = (event) => event.preventDefault();
const dataKey = () => `data/${chapter.slug}`;

async function startPython(packs) {
  startUnpacker(url(manifest.unpacker));
  const [progress, countRest] = counted(packs);
  const { folder, stdlib, library } = manifest.pyodide;
  const loadingLibrary = loadPack(url(library), progress);
  const loading = Promise.all(packs.map((name) => loaded(name, progress)));
  for (const each of [loadingLibrary, loading]) each.catch(() => {}); // told where it is awaited
  compileEarly();
  addEventListener("unhandledrejection", hush); // Pyodide loads side by side: of several failures one is told
  pyodide = await loadPyodide({
    indexURL: url(folder),
    stdLibURL: url(stdlib), // empty: Python finds a module sooner in a folder than in a zip
    fsInit: async (FS) => write(FS, LIBRARY, await loadingLibrary),
    stdout: note,
    stderr: note,
    lockFileContents: NO_PACKAGES,
    env: { HOME: "/home", PYTHONPATH: LIBRARY, PYTHONDONTWRITEBYTECODE: "1", SWAGGER: url(manifest.swagger.folder) },
  });
  removeEventListener("unhandledrejection", hush);
  pyodide._api.on_fatal = tellTheEnd;
  progress.enter("packages");
  const ready = await loading;
  countRest();
  for (const pack of ready) await install(pack);
  python = pyodide.pyimport("playground.worker");
}

/** Keep a line that Python prints, for the next answer. */
function note(line) {
  printed.push(line);
  if (printed.length > LINES) printed.shift();
}

/** Let Pyodide's code be compiled while it comes; by itself Pyodide begins with that when all else is there. */
function compileEarly() {
  const { fetch, WebAssembly } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  let compiling;
  globalThis.fetch = (address, ...others) => {
    const response = fetch(address, ...others);
    if (String(address).endsWith(".asm.wasm")) compiling = WebAssembly.compileStreaming(response);
    return response;
  };
  WebAssembly.instantiateStreaming = async (_, imports) => {
    Object.assign(globalThis, { fetch });
    Object.assign(WebAssembly, { instantiateStreaming });
    const module = await compiling;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
}

/** Return the progress of a start, and what counts at its end the files that nobody has seen coming. */
function counted(packs) {
  const own = packs.map((name) => manifest.packs[name]);
  const others = [...manifest.pyodide.files, ...own.flatMap(({ extensions }) => Object.values(extensions))];
  const size = (file) => manifest.bytes[file];
  const all = [manifest.pyodide.library, ...own.map(({ file }) => file), ...others];
  const total = all.reduce((sum, file) => sum + size(file), 0);
  const progress = new Progress(total, (data) => tell("progress", data));
  return [progress, countFiles(new Map(others.map((file) => [url(file), size(file)])), progress)];
}

/** Return what a pack holds: its files, and what is compiled while it comes, so that the browser keeps it. */
async function loaded(name, progress) {
  const { file, extensions } = manifest.packs[name];
  const compiled = Object.entries(extensions).map(async ([path, wasm]) => [path, await WebAssembly.compileStreaming(fetch(url(wasm)))]);
  const [files, modules] = await Promise.all([loadPack(url(file), progress), Promise.all(compiled)]);
  return { name, files, modules };
}

/** Write files, given as [name, bytes], below a folder. */
function write(FS, folder, files) {
  for (const [file, bytes] of files) {
    const path = `${folder}/${file}`;
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, bytes, { canOwn: true });
  }
}

/** Put a pack where Python finds it. */
async function install({ name, files, modules }) {
  const { FS, loadWebAssemblyModule, preloadedWasm } = pyodide._module;
  write(FS, SITE_PACKAGES, files);
  for (const [file, module] of modules) {
    const path = `${SITE_PACKAGES}/${file}`;
    FS.writeFile(path, ""); // Python asks whether it is there, and Pyodide takes the compiled one
    preloadedWasm[path] = await loadWebAssemblyModule(module, { loadAsync: true, nodelete: true }, path, {});
  }
  loadedPacks.add(name);
}

/** Tell the page why Python has ended; nobody else need hear what comes of that. */
function tellTheEnd({ message }) {
  for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, hush);
  tell("crash", { message });
}

/** Load and install packs that are missing; what somebody else has asked for is not loaded twice. */
function loadPacks(names, progress) {
  const missing = names.filter((name) => !loadedPacks.has(name));
  return Promise.all(missing.map((name) => coming.get(name) ?? bring(name, progress)));
}

function bring(name, progress) {
  const brought = loaded(name, progress)
    .then((pack) => (turn = turn.catch(() => {}).then(() => install(pack))))
    .finally(() => coming.delete(name));
  coming.set(name, brought);
  return brought;
}

function database() {
  const found = python.database();
  if (!found) return null;
  const bytes = found.toJs();
  found.destroy();
  return bytes;
}

const same = (a, b) => a && a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Keep the database in the browser if it has changed; one that is gone is gone there, too. */
async function save() {
  if (!isKept) return;
  const now = database();
  if (now ? same(saved, now) : !saved) return;
  try {
    await (now ? keep(dataKey(), now) : forget(dataKey()));
    saved = now ?? undefined;
  } catch (error) {
    tellNotKept(error);
  }
}

/** Return the kept data; what cannot be read is left alone. */
async function readKept() {
  try {
    return await read(dataKey());
  } catch (error) {
    isKept = false;
    tellNotKept(error);
    return undefined;
  }
}

function loadTests() {
  testsLoading ??= loadPacks(manifest.tests, new Progress(0, () => {}));
  testsLoading.catch(() => (testsLoading = undefined));
  return testsLoading;
}

/** Return the result of a start; files that started are those of the app from now on. */
async function started(start, these) {
  tell("starting", { files: these });
  asked = these;
  let result = JSON.parse(await start());
  if (!result.ok && LACKS.test(result.traceback) && (await loadAllPacks().catch(() => false))) result = JSON.parse(await start());
  if (result.ok) files = these;
  await save();
  return result;
}

/** Load the libraries of the other chapters, too; tell whether any were missing. */
async function loadAllPacks() {
  const names = Object.keys(manifest.packs);
  if (names.every((name) => loadedPacks.has(name))) return false;
  await loadPacks(names, new Progress(0, () => {}));
  return true;
}

const calls = {
  async prepare(given) {
    ({ manifest, base } = given);
    await startPython(given.packs);
    return true;
  },

  async start(given) {
    if (hasStarted && given.chapter.slug === chapter.slug) return calls.reload(given);
    ({ chapter, isKept } = given);
    await loadPacks(chapter.packs, new Progress(0, () => {}));
    tell("progress", { stage: "app", loaded: 1, total: 1 });
    saved = await readKept();
    const text = JSON.stringify({ slug: chapter.slug, files: given.files });
    hasStarted = true;
    return started(() => python.start(text, saved), given.files);
  },

  async reload(given) {
    const text = JSON.stringify({ files: given.files });
    return started(() => python.reload(text), given.files);
  },

  async request({ request, body }) {
    if (!python.is_running()) throw new Error("The app does not run: its code has an error.");
    const answer = await python.request(JSON.stringify(request), body ?? undefined);
    const [head, bytes] = answer.toJs();
    answer.destroy();
    await save();
    return { ...JSON.parse(head), body: bytes, printed: printed.splice(0) };
  },

  tables: () => JSON.parse(python.tables()),

  database,

  async resetData() {
    if (isKept) await forget(dataKey()).catch(tellNotKept);
    saved = undefined;
    const these = Object.keys(files).length ? files : asked;
    const text = JSON.stringify({ files: these });
    return started(() => python.reset(text), these);
  },

  loadTests,

  async runTests(given) {
    await loadTests();
    const { key, test_module, tests } = chapter;
    const text = JSON.stringify({ key, test_module, tests, files: given.files });
    return JSON.parse(python.run_tests(text, (test) => tell("test", { test: JSON.parse(test) })));
  },

  async check(given) {
    await loadTests();
    const { key, tests } = chapter;
    return JSON.parse(python.check(JSON.stringify({ key, tests, ...given })));
  },
};

let last = Promise.resolve();

/** Calls are answered one after the other, but for requests, which may overlap, and for what loads ahead. */
onmessage = ({ data: { id, call, given } }) => {
  const answer = async () => {
    try {
      postMessage({ id, result: await calls[call](given) });
    } catch (error) {
      postMessage({ id, error: error.message });
    }
  };
  if (call === "loadTests") answer();
  else last = call === "request" ? Promise.all([last, answer()]) : last.then(answer);
};
