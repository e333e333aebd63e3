// What Material leaves unnamed, or to the mouse alone, gets a name and the keyboard.

const find = (selector) => [...document.querySelectorAll(selector)];

function name(element, label) {
  if (element && label) element.setAttribute("aria-label", label.trim());
}

// The search is a dialog, a part of the navigation is named by its title.
find(".md-search").forEach((it) =>
  name(it, it.querySelector(".md-search__input")?.getAttribute("aria-label")),
);
find("nav.md-nav[aria-labelledby]").forEach((it) => {
  it.removeAttribute("aria-labelledby");
  name(it, it.querySelector(":scope > .md-nav__title")?.textContent);
});

// The buttons that open the navigation and the search on a phone.
find("label.md-header__button[for='__drawer'], label.md-header__button[for='__search']")
  .forEach((button) => {
    const toggle = document.getElementById(button.htmlFor);
    const opened = toggle.id === "__drawer" ? ".md-nav--primary" : ".md-search";
    button.tabIndex = 0;
    button.setAttribute("role", "button");
    name(button, document.querySelector(opened)?.getAttribute("aria-label"));
    const tell = () => button.setAttribute("aria-expanded", toggle.checked);
    toggle.addEventListener("change", tell);
    tell();
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      button.click();
    });
  });

// The copy button of each block of code is no landmark; Material adds it late.
const quieten = () =>
  find(".md-code__nav:not([role])").forEach((it) => it.setAttribute("role", "none"));
quieten();
new MutationObserver(quieten).observe(document.querySelector("main"), {
  childList: true,
  subtree: true,
});

// What scrolls in its own box can be scrolled with the keyboard; Material measures before
// the fonts are there.
const reach = () =>
  find("pre > code, .md-typeset__scrollwrap").forEach((it) => {
    if (it.scrollWidth > it.clientWidth) it.tabIndex = 0;
  });
document.fonts.ready.then(reach);
for (const event of ["toggle", "change"]) document.addEventListener(event, reach, true);
addEventListener("resize", reach);

// The search looks for everything that begins with each word: right for two words typed,
// wrong for an error text pasted. A longer text is searched by its whole, telling words.
const COMMON = new Set(
  `a an and are as at be been but by can do does for from has have if in is it its may no
  not of on or should such that the this to was were will with you your`.split(/\s+/),
);

function telling(query) {
  const words = query.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  if (words.length < 3) return query;
  const kept = words.filter((it) => it.length > 1 && !COMMON.has(it));
  return [...new Set(kept)].map((it) => `text:${it}^1`).join(" ") || query;
}

const QUERY = 2; // the type of a message that asks Material's search
const send = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  const asks = message?.type === QUERY && typeof message.data === "string";
  send.call(this, asks ? { ...message, data: telling(message.data) } : message, ...rest);
};
