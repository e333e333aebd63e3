/** The browser's own keeping place: survives a reload, never leaves the machine. */

const NAME = "fastapi-course";
const PLACE = "kept";

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(PLACE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function ask(mode, question) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const change = database.transaction(PLACE, mode);
      const asked = question(change.objectStore(PLACE));
      change.oncomplete = () => resolve(asked.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  } finally {
    database.close();
  }
}

/** @returns {Promise<any>} what is kept under a key, or undefined */
export const kept = (key) => ask("readonly", (place) => place.get(key));

/** Keep a value under a key. */
export const keep = (key, value) => ask("readwrite", (place) => place.put(value, key));

/** Delete what is kept under a key. */
export const forget = (key) => ask("readwrite", (place) => place.delete(key));
