/** Tabs as the ARIA Authoring Practices describe them: arrows move, Tab goes inside. */

const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * Make a list of tabs work.
 * @param {HTMLElement} list the element with role tablist, its buttons name their panels
 * @param {(id: string) => void} [onChange]
 * @returns {{choose: (id: string) => void, chosen: () => string}}
 */
export function tabs(list, onChange = () => {}) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const panelOf = (tab) => document.getElementById(tab.getAttribute("aria-controls"));
  let chosen = "";

  function choose(id) {
    if (id === chosen) return;
    chosen = id;
    for (const tab of all) {
      const isChosen = panelOf(tab).id === id;
      tab.setAttribute("aria-selected", isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      panelOf(tab).classList.toggle("away", !isChosen);
    }
    onChange(id);
  }

  function move(event) {
    const shown = all.filter((tab) => !tab.hidden);
    const last = shown.length - 1;
    const here = shown.indexOf(event.target);
    const to = { Home: 0, End: last }[event.key] ?? here + MOVES[event.key];
    if (Number.isNaN(to)) return;
    event.preventDefault();
    const tab = shown[(to + shown.length) % shown.length];
    tab.focus();
    choose(panelOf(tab).id);
  }

  for (const tab of all) {
    const panel = panelOf(tab);
    tab.type = "button";
    tab.id ||= `tab-${panel.id}`;
    tab.addEventListener("click", () => choose(panel.id));
    tab.addEventListener("keydown", move);
    if (!panel.matches("section")) panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
  }
  choose(panelOf(all[0]).id);
  return { choose, chosen: () => chosen };
}
