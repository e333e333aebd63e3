"""The page in the playground's place while, or where, there is none."""

from pathlib import Path

PLACE = "playground"  # in the site
BEING_PREPARED = (
    "The playground is being prepared",
    "This page loads itself again. The first time takes a minute or two.",
    3,  # seconds
)

NOTICE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="../assets/course.css">
<main style="font-family: sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem">
<h1>{title}</h1>
<p>{text}</p>
<p><a href="../">Back to the course</a></p>
</main>{again}
"""
AGAIN = "\n<script>setTimeout(() => location.reload(), {milliseconds});</script>"


def write_notice(site: Path, title: str, text: str, seconds: int = 0) -> None:
    """Write a page in the playground's place; it may load itself anew after seconds."""
    again = AGAIN.format(milliseconds=seconds * 1000) if seconds else ""
    target = site / PLACE
    target.mkdir(parents=True, exist_ok=True)
    safe = text.replace("&", "&amp;").replace("<", "&lt;")
    page = NOTICE.format(title=title, text=safe, again=again)
    (target / "index.html").write_text(page, encoding="utf-8")
