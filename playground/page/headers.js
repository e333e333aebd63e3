/** The headers of a request: pairs, as HTTP has them, or an object where a page of the course has written them. */

/** @returns {[string, string][]} */
export const pairsOf = ({ headers }) => (Array.isArray(headers) ? headers : Object.entries(headers ?? {}));

/** @returns {[string, string][]} the pairs of lines such as `name: value` */
export const parsed = (text) => linesOf(text).map((line) => [line.slice(0, line.indexOf(":")).trim().toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]);

/** @returns {string | undefined} the first line that is no header */
export const oddLine = (text) => linesOf(text).find((line) => line.indexOf(":") < 1);

const linesOf = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
