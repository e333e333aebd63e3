/** The colours: what the reader chose on the site, or else what the system says. */

const SITE = new URL("..", location.href);

/** @returns {string | undefined} the scheme that Material keeps for the site */
function chosenScheme() {
  try {
    return JSON.parse(localStorage.getItem(`${SITE.pathname}.__palette`))?.color?.scheme;
  } catch {
    return undefined;
  }
}

/** @returns {boolean} whether the page is dark now */
export const isDark = () => document.documentElement.dataset.mdColorScheme === "slate";

/** Take the colours, and follow when they change here or in another tab. */
export function followTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const take = () => {
    const scheme = chosenScheme() ?? (system.matches ? "slate" : "default");
    document.documentElement.dataset.mdColorScheme = scheme;
  };
  system.addEventListener("change", take);
  addEventListener("storage", take);
  take();
}
