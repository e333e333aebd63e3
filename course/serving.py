"""How `run` serves a chapter: as it stands, or with features around it."""

import os

from course.steps import ROOT

AS_IT_STANDS = "blog.main:app"
WITH_FEATURES = "course.served:app"


def features(xray: bool, collector: str) -> dict[str, str]:
    """Return the variables that ask `course.served` for features; {} for none."""
    asked = {"COURSE_XRAY": "1" if xray else "", "COURSE_OTLP": collector}
    found = {name: value for name, value in asked.items() if value}
    return {**found, **surroundings()} if found else {}


def surroundings() -> dict[str, str]:
    """Return what makes `course` importable beside `blog`, and final's own spans quiet."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths), "OTEL_EXPORTER_OTLP_ENDPOINT": ""}


def served_as(variables: dict[str, str]) -> str:
    """Return the app that uvicorn shall serve: the chapter's own if nothing is asked."""
    return WITH_FEATURES if variables else AS_IT_STANDS
