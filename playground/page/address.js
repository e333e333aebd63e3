/**
 * What a link asks for. A link names things of the course; it can never carry code,
 * a path or a body: what is not in the course's own lists is left out, and said.
 */

/**
 * Find the chapter that a link names by number or folder, and whether it is to be built.
 * @param {URLSearchParams} link
 * @param {Record<string, {key: string, practice?: object}>} chapters
 * @returns {{slug: string, isPractice: boolean, notes: string[]}}
 */
export function wanted(link, chapters) {
  const named = link.get("practice");
  const { slug, notes } = chapterOf(named ?? link.get("chapter"), chapters);
  const isPractice = named !== null && Boolean(chapters[slug].practice);
  if (named !== null && !isPractice) notes.push("This chapter has no steps to practise. It opens as it is.");
  return { slug, isPractice, notes };
}

/** The chapter of a name; without a name the first. */
function chapterOf(named, chapters) {
  const [first] = Object.keys(chapters);
  if (named === null) return { slug: first, notes: [] };
  if (named === "final") return { slug: first, notes: [FINAL] };
  const is = ([slug, { key }]) => [key, slug, `0${key}`].includes(named);
  const found = Object.entries(chapters).find(is);
  if (found) return { slug: found[0], notes: [] };
  return { slug: first, notes: ["The link names a chapter that the course does not have. This is chapter 1."] };
}

const FINAL =
  "The final app needs a real server: python3 learn.py run final. The playground runs chapters 1 to 7; this is chapter 1.";

/**
 * Find the file, the lines and the request that a link names in a chapter.
 * @returns {{file?: string, section?: string, lines?: [number, number], request?: object, notes: string[]}}
 */
export function placesOf(link, chapter) {
  const notes = [];
  const [file, section, id] = ["file", "section", "request"].map((it) => link.get(it));
  const found = { notes };
  const holders = Object.keys(chapter.sections).filter((it) => Object.hasOwn(chapter.sections[it], section));
  if (file !== null && Object.hasOwn(chapter.files, file)) found.file = file;
  else if (file !== null) notes.push("The link names a file that this chapter does not have.");
  const holder = found.file ?? holders[0];
  if (section !== null && holders.includes(holder)) {
    Object.assign(found, { file: holder, section, lines: chapter.sections[holder][section] });
  } else if (section !== null) notes.push("The link names a section that is not in the code.");
  found.request = chapter.requests.find((it) => it.id === id);
  if (id !== null && !found.request) notes.push("The link names a request that the chapter's pages do not have. They may have changed.");
  return found;
}
