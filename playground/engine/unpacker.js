// The worker that loads packs and unpacks them, one after the other. It tells {address, bytes} for what comes, then
// {address, pack} or {address, error}.

let last = Promise.resolve();

onmessage = ({ data: address }) => {
  const coming = fetch(address);
  coming.catch(() => {}); // told where it is awaited
  last = last.then(() => unpack(address, coming));
};

async function unpack(address, coming) {
  const count = (part, next) => {
    postMessage({ address, bytes: part.length });
    next.enqueue(part);
  };
  try {
    const response = await coming;
    if (!response.ok) throw new Error(`${address} could not be loaded: ${response.status}`);
    const counted = response.body.pipeThrough(new TransformStream({ transform: count }));
    const unpacked = counted.pipeThrough(new DecompressionStream("gzip"));
    const pack = new Uint8Array(await new Response(unpacked).arrayBuffer());
    postMessage({ address, pack }, [pack.buffer]);
  } catch ({ message }) {
    postMessage({ address, error: message });
  }
}
