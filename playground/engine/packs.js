// Packs, loaded and unpacked by a worker of their own: Python's thread has no time for it while Python starts.

const NEW_LINE = 10;

const waiting = new Map(); // by address: who hears what is told of a pack
let unpacker;

/** Start the worker; `code` is the address of unpacker.js. */
export function startUnpacker(code) {
  unpacker = new Worker(code, { type: "module" });
  unpacker.onmessage = ({ data: { address, ...told } }) => waiting.get(address)(told);
  unpacker.onerror = () => waiting.forEach((hear) => hear({ error: `${code} could not be loaded` }));
}

/** Return the files of a pack as [name, bytes]; what comes is counted. */
export async function loadPack(address, progress) {
  const pack = await new Promise((resolve, reject) => {
    waiting.set(address, ({ bytes, pack, error }) => {
      if (bytes) progress.add(bytes);
      else if (pack) resolve(pack);
      else reject(new Error(error));
    });
    unpacker.postMessage(address);
  }).finally(() => waiting.delete(address));
  return filesOf(pack);
}

/** Cut a pack into its files: its first line lists them, with their sizes. */
function filesOf(pack) {
  let position = pack.indexOf(NEW_LINE) + 1;
  const list = JSON.parse(new TextDecoder().decode(pack.subarray(0, position)));
  return list.map(([name, size]) => [name, pack.subarray(position, (position += size))]);
}
