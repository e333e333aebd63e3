// Runs playground/build/compiling.py inside Pyodide: byte code must come from the very Python that will read it. The
// library and the packages of the folder named on the command line stand where they will stand in the browser.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const LIBRARY = "/lib/python3.14";

const [pyodideFolder, script, work] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, "pyodide.mjs")));
const pyodide = await loadPyodide({
  indexURL: pyodideFolder,
  fsInit: async (FS) => mount(FS, LIBRARY, "stdlib"),
  env: { PYTHONHASHSEED: "0", PYTHONPATH: LIBRARY, HOME: "/home" },
});
mount(pyodide.FS, `${LIBRARY}/site-packages`, "packages");
mount(pyodide.FS, "/work/chapters", "chapters");
try {
  await pyodide.runPythonAsync(readFileSync(script, "utf-8"), { filename: script });
} catch (error) {
  console.log(error.message);
  process.exitCode = 1;
}

/** Let a folder of the work stand at a place of Python's. */
function mount(FS, place, folder) {
  FS.mkdirTree(place);
  FS.mount(FS.filesystems.NODEFS, { root: join(work, folder) }, place);
}
