// Loads files and counts their bytes.

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

/** Return the bytes of a file as a Uint8Array, counted as they come. */
export async function load(url, progress) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} could not be loaded: ${response.status}`);
  }
  const parts = [];
  let length = 0;
  for await (const part of chunks(response.body)) {
    parts.push(part);
    length += part.length;
    progress.add(part.length);
  }
  const whole = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

async function* chunks(stream) {
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    yield part.value;
  }
}
