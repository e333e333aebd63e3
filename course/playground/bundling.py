"""Bundle the playground's JavaScript and CSS with esbuild."""

from pathlib import Path

from course.playground.places import SOURCES, hashed_name
from course.playground.programs import node_command, run

# What a browser fetches by its plain name; the rest carries a hash.
PLAIN = ("sw.js", "frame.html", "frame.js")
ENTRIES = {
    "worker.js": "engine/worker.js",
    "unpacker.js": "engine/unpacker.js",
    "client.js": "engine/client.js",
}
PAGE = {"page.js": "page/page.js", "page.css": "page/page.css"}


def bundle(npm: Path, entry: Path, output: Path) -> bytes:
    """Return a bundle of an entry point, minified; packages come from `npm`."""
    command = [*node_command(), str(npm / "esbuild" / "bin" / "esbuild"), str(entry)]
    command += ["--bundle", "--minify", "--format=esm", "--target=es2022"]
    command += ["--external:node:*", "--external:*.woff2", "--legal-comments=none"]
    command += ["--log-level=error", "--charset=utf8", f"--outfile={output}"]
    run(command, entry.parent, "esbuild", NODE_PATH=str(npm))
    return output.read_bytes()


def write_code(npm: Path, site: Path, work: Path) -> dict[str, str]:
    """Write all bundles and the page into the site; return their names by entry."""
    names = {}
    for name, entry in {**ENTRIES, **PAGE}.items():
        if (SOURCES / entry).is_file():
            content = bundle(npm, SOURCES / entry, work / name)
            names[name] = hashed_name(name, content)
            (site / names[name]).write_bytes(content)
    for name in PLAIN:
        (site / name).write_bytes((SOURCES / "engine" / name).read_bytes())
    write_page(site, names)
    return names


def write_page(site: Path, names: dict[str, str]) -> None:
    """Write index.html with the names of the bundles in place of the entries."""
    file = SOURCES / "page" / "index.html"
    if file.is_file():
        page = file.read_text(encoding="utf-8")
        for name in PAGE:
            page = page.replace(f'"{name}"', f'"{names[name]}"')
        (site / "index.html").write_text(page, encoding="utf-8")
