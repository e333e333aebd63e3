// Loads packs, and counts the bytes that come.

const NEW_LINE = 10;

/** Counts what is loaded of a known total, and tells it as {stage, loaded, total}. */
export class Progress {
  constructor(total, tell) {
    this.loaded = 0;
    this.total = total;
    this.stage = "python";
    this.tell = tell;
  }

  /** Count more bytes. */
  add(bytes) {
    this.loaded = Math.min(this.loaded + bytes, this.total);
    this.tell({ stage: this.stage, loaded: this.loaded, total: this.total });
  }

  /** Name the next stage. */
  enter(stage) {
    this.stage = stage;
    this.add(0);
  }
}

/**
 * Count files that come by themselves, each when it is there; returns a function that counts the rest.
 * @param {Map<string, number>} awaited their bytes by address
 */
export function countFiles(awaited, progress) {
  const arrive = (address) => {
    progress.add(awaited.get(address) ?? 0);
    awaited.delete(address);
  };
  const observer = new PerformanceObserver((seen) => seen.getEntries().forEach(({ name }) => arrive(name)));
  observer.observe({ type: "resource", buffered: true });
  return () => {
    observer.disconnect();
    [...awaited.keys()].forEach(arrive);
  };
}

/** Return the files of a pack as [name, bytes]; what comes is counted. */
export async function loadPack(url, progress) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} could not be loaded: ${response.status}`);
  }
  const counted = response.body.pipeThrough(new TransformStream({ transform: count(progress) }));
  const unpacked = counted.pipeThrough(new DecompressionStream("gzip"));
  return filesOf(new Uint8Array(await new Response(unpacked).arrayBuffer()));
}

const count = (progress) => (part, next) => {
  progress.add(part.length);
  next.enqueue(part);
};

/** Cut a pack into its files: its first line lists them, with their sizes. */
function filesOf(pack) {
  let position = pack.indexOf(NEW_LINE) + 1;
  const list = JSON.parse(new TextDecoder().decode(pack.subarray(0, position)));
  return list.map(([name, size]) => [name, pack.subarray(position, (position += size))]);
}
