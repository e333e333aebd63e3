/** Elements from plain words: text never becomes HTML. */

/** Let the browser paint and hear the learner before more is done. */
export const breath = () => new Promise((resolve) => setTimeout(resolve));

export const byId = (id) => document.getElementById(id);

/**
 * Make an element. `on` functions become listeners, `false` leaves an attribute out.
 * @param {string} tag
 * @param {Record<string, unknown>} attributes
 * @param {...(Node | string | null | undefined)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** A button that does one thing. */
export const button = (label, onclick, attributes = {}) =>
  h("button", { type: "button", onclick, ...attributes }, label);

/** A part that opens: closed it shows its title only. */
export const foldable = (title, attributes, ...children) =>
  h("details", attributes, h("summary", {}, title), ...children);
