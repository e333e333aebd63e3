/** The list of the chapter's files; on a narrow page a choice of them. */

import { button, byId, h } from "./dom.js";

const FIRST = "blog/main.py";

/** The order for reading: the app first, empty files last, folders below. */
function inOrder(files) {
  const rank = (path) => [path !== FIRST, path.split("/").length, files[path] === "", path];
  const before = (a, b) => (a < b ? -1 : Number(a > b));
  return Object.keys(files).sort((one, other) => {
    const [a, b] = [rank(one), rank(other)];
    return a.map((part, n) => before(part, b[n])).find(Boolean) ?? 0;
  });
}

/**
 * Show the files; what the learner changed has a mark.
 * @returns {{choose: (path: string) => void, mark: (changed: Set<string>, before: object) => void, renew: () => void}}
 */
export function fileList(files, onChoose) {
  const choice = byId("file-choice");
  let buttons = new Map();
  choice.addEventListener("change", () => onChoose(choice.value));
  renew();

  /** Show the files that there are now. */
  function renew() {
    const paths = inOrder(files);
    buttons = new Map(paths.map((path) => [path, fileButton(path, onChoose)]));
    byId("files").replaceChildren(...grouped(paths, buttons));
    choice.replaceChildren(...paths.map((path) => h("option", { value: path }, path)));
  }

  return {
    renew,
    choose(path) {
      choice.value = path;
      for (const [name, one] of buttons) one.setAttribute("aria-current", name === path);
      buttons.get(path).scrollIntoView({ block: "nearest" });
    },
    mark(changed, before) {
      const wordFor = (path) => (changed.has(path) ? (path in before ? "changed" : "new") : "");
      for (const [path, one] of buttons) one.querySelector(".mark").textContent = wordFor(path);
      for (const option of choice.options) option.textContent = [option.value, wordFor(option.value) && `(${wordFor(option.value)})`].filter(Boolean).join(" ");
    },
  };
}

function fileButton(path, onChoose) {
  const one = button(path.split("/").at(-1), () => onChoose(path), { title: path });
  one.append(h("span", { class: "mark" }));
  return one;
}

function grouped(paths, buttons) {
  const folders = [...new Set(paths.map(folderOf))];
  return folders.map((folder) => {
    const inside = paths.filter((path) => folderOf(path) === folder);
    const names = inside.map((path) => buttons.get(path));
    return h("div", { role: "group", "aria-label": folder }, h("p", {}, `${folder}/`), ...names);
  });
}

const folderOf = (path) => path.split("/").slice(0, -1).join("/");
