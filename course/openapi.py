"""The OpenAPI document of final, kept in the repository: `final/openapi.json`."""

import json
import os
import tempfile
from pathlib import Path

from course.loading import copy_chapter, load_app
from course.settings_table import setting_names
from course.steps import find_step

FINAL = find_step("final").path
KEPT = FINAL / "openapi.json"


def document_of_final() -> str:
    """Return the document as the app makes it today, without any setting."""
    for name in setting_names():
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as folder:
        app = load_app(copy_chapter(FINAL, Path(folder) / "final"))
        return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def write_document() -> Path:
    """Write the document and return its file."""
    KEPT.write_text(document_of_final(), encoding="utf-8", newline="\n")
    return KEPT
