// Runs playground/build/compiling.py inside Pyodide, with the folder named on the command line at /work:
// byte code must come from the very Python that will read it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideFolder, script, work] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, "pyodide.mjs")));
const pyodide = await loadPyodide({
  indexURL: pyodideFolder,
  env: { PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", HOME: "/home" },
});
pyodide.mountNodeFS("/work", work);
try {
  await pyodide.runPythonAsync(readFileSync(script, "utf-8"), { filename: script });
} catch (error) {
  console.log(error.message);
  process.exitCode = 1;
}
