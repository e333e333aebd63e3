"""The page promises: what runs in it reaches this site, and nothing else."""

from http.server import SimpleHTTPRequestHandler
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.docs.conftest import served
from tests.playground.seen import ask, open_page, write_below

REACHING_OUT = """

@app.get("/out")
async def out() -> str:
    from js import fetch

    try:
        await fetch("{elsewhere}")
    except Exception as error:
        return str(error)
    return "reached"
"""


def test_code_reaches_no_other_server(page: Page, address: str, tmp_path: Path) -> None:
    """Python runs in a worker, and that is held to the page's own policy, too."""
    asked: list[str] = []

    class Elsewhere(SimpleHTTPRequestHandler):
        """A server of somebody else that lets every website ask."""

        def do_GET(self) -> None:
            """Note who came."""
            asked.append(self.path)
            self.send_response(204)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

    with served(tmp_path, Elsewhere) as elsewhere:
        open_page(page, address, "?chapter=1")
        write_below(page, REACHING_OUT.replace("{elsewhere}", f"{elsewhere}/kept"))
        expect(page.locator("#state")).to_contain_text("restart 1 took")
        expect(ask(page, "/out")).to_have_text("200 OK")
        body = page.get_by_label("Body of the response")
        expect(body).to_contain_text("Failed to fetch")
        assert asked == []
