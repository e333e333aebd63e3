// What is kept in this browser: a learner's files and data, in one store of IndexedDB.

const DATABASE = "fastapi-course";
const STORE = "kept"; // keys: files/<slug>, data/<slug>

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(mode, use) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = use(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** Return what is kept under a key, or undefined. */
export const read = (key) => inStore("readonly", (store) => store.get(key));

/** Keep a value under a key. */
export const keep = (key, value) => inStore("readwrite", (store) => store.put(value, key));

/** Forget a key. */
export const forget = (key) => inStore("readwrite", (store) => store.delete(key));
