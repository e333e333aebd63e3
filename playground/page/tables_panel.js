/** What is in the database now, table by table; what a request changed stands out. */

import { button, byId, h } from "./dom.js";

const NO_TABLES = "There are no tables: nothing has made them. In the chapter, the app makes them when it starts.";
const IN_MEMORY = "This chapter keeps its data in the memory of the program: a restart empties it. From chapter 3 on it is in SQLite, and its tables are shown here.";

/**
 * @param {{hasDatabase: boolean, download: () => void, reset: () => void}} actions
 * @returns {{show: (tables: object[]) => void, fail: (error: Error) => void}}
 */
export function tablesPanel({ hasDatabase, download, reset }) {
  const save = button("Download blog.db", download, { hidden: true });
  const place = h("div", {}, h("p", { class: "quiet" }, "The tables come here when the app runs."));
  byId("tables").replaceChildren(h("div", { class: "line" }, save, button("Reset data", reset)), place);
  let before = new Set();

  function show(tables) {
    const rows = new Set(tables.flatMap((table) => table.rows.map((row) => keyOf(table, row))));
    const isNew = (table, row) => before.size > 0 && !before.has(keyOf(table, row));
    place.replaceChildren(...(tables.length ? tables.map((table) => tablePart(table, isNew)) : [h("p", {}, hasDatabase ? NO_TABLES : IN_MEMORY)]));
    save.hidden = !tables.length;
    if (rows.size) before = rows;
    else before = new Set([""]);
  }

  const fail = ({ message }) => place.replaceChildren(h("p", { class: "problem" }, `The tables could not be read: ${message}`));

  return { show, fail };
}

const keyOf = ({ name }, row) => JSON.stringify([name, row]);

function tablePart(table, isNew) {
  const { name, columns, rows, more } = table;
  const count = rows.length + more;
  const head = h("tr", {}, ...columns.map((column) => h("th", { scope: "col" }, column)));
  const lines = rows.map((row) => h("tr", { class: isNew(table, row) ? "new" : false }, ...row.map(cell)));
  const rest = more ? h("p", { class: "quiet" }, `These are the last; the ${more} before them are not shown.`) : null;
  const title = h("h2", {}, name, " ", h("span", { class: "quiet" }, count === 1 ? "1 row" : `${count} rows`));
  const grid = h("table", { "aria-label": name }, h("thead", {}, head), h("tbody", {}, ...lines));
  return h("section", {}, title, h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Rows of ${name}` }, grid), rest);
}

function cell(value) {
  if (value === null) return h("td", { class: "quiet" }, "NULL");
  const text = String(value);
  return h("td", { class: typeof value === "number" ? "number" : false, title: text.length > 60 ? text : false }, text);
}
