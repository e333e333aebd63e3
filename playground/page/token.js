/** The pages write `Bearer …`: the dots stand for the token of the last login. */

import { pairsOf } from "./headers.js";

const PLACE = "Bearer …";
let token = "";

/** Remember the token if a response brings one. */
export function noteToken({ body }) {
  const text = new TextDecoder().decode(body.slice(0, 10_000));
  token = /"access_token"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? token;
}

/** @returns {boolean} whether a request waits for a token that nobody has got yet */
export const lacksToken = (request) => !token && pairsOf(request).some(([, value]) => value === PLACE);

/** @returns {object} the request with the token in its place */
export function withToken(request) {
  const put = ([name, value]) => [name, value === PLACE ? `Bearer ${token}` : value];
  return { ...request, headers: pairsOf(request).map(put) };
}
