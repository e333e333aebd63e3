// Draw the diagrams of a page with Mermaid, in the colours of the page.
// A page without Mermaid, or a browser without scripts, shows their text instead.

const sources = [...document.querySelectorAll("pre.diagram")];

function nameOf(place) {
  const headings = [...document.querySelectorAll(".md-content :is(h1, h2, h3)")];
  const above = headings.filter(
    (it) => it.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return `Diagram: ${above.at(-1)?.firstChild.textContent.trim()}`;
}

function place(source) {
  const drawing = document.createElement("div");
  drawing.className = "diagram";
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", nameOf(source));
  const text = document.createElement("details");
  text.innerHTML = "<summary>The diagram as text</summary>";
  source.before(drawing);
  source.replaceWith(text);
  text.append(source);
  return { drawing, code: source.textContent };
}

const diagrams = sources.map(place);

async function draw() {
  const style = getComputedStyle(document.body);
  const colour = (name) => style.getPropertyValue(name).trim();
  mermaid.initialize({
    startOnLoad: false,
    theme: "base",
    themeVariables: {
      darkMode: document.body.dataset.mdColorScheme === "slate",
      fontFamily: style.fontFamily,
      fontSize: "15px",
      background: colour("--ground"),
      primaryColor: colour("--ground"),
      primaryTextColor: colour("--ink"),
      primaryBorderColor: colour("--md-typeset-a-color"),
      lineColor: colour("--ink"),
      textColor: colour("--ink"),
      noteBkgColor: colour("--note"),
      noteTextColor: colour("--ink"),
      noteBorderColor: colour("--line"),
      edgeLabelBackground: colour("--ground"),
    },
  });
  for (const [number, { drawing, code }] of diagrams.entries()) {
    const { svg } = await mermaid.render(`diagram-${number}`, code);
    drawing.innerHTML = svg;
    const width = drawing.firstElementChild.style.maxWidth;
    if (width) drawing.style.setProperty("--natural-width", width);
    drawing.firstElementChild.setAttribute("aria-hidden", "true");
    drawing.firstElementChild.removeAttribute("role");
    drawing.firstElementChild.removeAttribute("aria-roledescription");
  }
}

await document.fonts.ready;
await draw();
new MutationObserver(draw).observe(document.body, {
  attributeFilter: ["data-md-color-scheme"],
});
