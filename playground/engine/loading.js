// Counts the bytes that come.

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
