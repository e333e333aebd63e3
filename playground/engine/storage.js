// What is kept in this browser: a learner's files and data, in one store of IndexedDB.

// Several courses may stand on one host, each below its own path.
const DATABASE = `fastapi-course ${new URL("./", import.meta.url).pathname}`;
const STORE = "kept"; // keys: files/<slug>, data/<slug>
let opened;

/** The one connection: what is written through it is on its way at once, even if the page is left. */
function connection() {
  opened ??= open();
  opened.catch(disconnect);
  return opened;
}

function disconnect() {
  opened = undefined;
}

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(yielding(asked.result));
    asked.onerror = () => reject(asked.error);
  });
}

/** A database that gives way to somebody who deletes or changes it. */
function yielding(database) {
  database.onclose = disconnect;
  database.onversionchange = () => {
    database.close();
    disconnect();
  };
  return database;
}

async function inStore(mode, use) {
  const database = await connection();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const asked = use(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    transaction.commit();
  });
}

/** Return what is kept under a key, or undefined. */
export const read = (key) => inStore("readonly", (store) => store.get(key));

/** Keep a value under a key. */
export const keep = (key, value) => inStore("readwrite", (store) => store.put(value, key));

/** Forget a key. */
export const forget = (key) => inStore("readwrite", (store) => store.delete(key));

const SOON = 1000; // milliseconds; a tab that was just left gives up its names by then

/**
 * Hold a name until this tab is closed or left.
 * @param {string} name
 * @returns {Promise<boolean>} false if another tab holds it; true where the browser has no locks, or refuses them
 */
export function hold(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const untilLeft = () => (resolve(true), new Promise(() => {}));
    const asked = { signal: AbortSignal.timeout(SOON) };
    navigator.locks.request(`${DATABASE} ${name}`, asked, untilLeft).catch(({ name: fault }) => resolve(fault !== "TimeoutError"));
  });
}
