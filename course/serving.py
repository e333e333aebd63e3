"""How `run` serves a chapter: as it stands, or with features around it."""

import os

from course.playground.places import swagger_files
from course.steps import ROOT

AS_IT_STANDS = "blog.main:app"
WITH_FEATURES = "course.served:app"


def features(xray: bool, collector: str) -> dict[str, str]:
    """Return the variables that ask `course.served` for features; {} for none."""
    asked = {"COURSE_XRAY": "1" if xray else "", "COURSE_OTLP": collector}
    found = {name: value for name, value in asked.items() if value}
    if found:  # final's own spans keep quiet
        found["OTEL_EXPORTER_OTLP_ENDPOINT"] = ""
    if files := swagger_files():
        found["COURSE_SWAGGER"] = str(files)
    return {**found, **surroundings()} if found else {}


def surroundings() -> dict[str, str]:
    """Return what makes `course` importable beside `blog`."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths)}


def served_as(variables: dict[str, str]) -> str:
    """Return the app that uvicorn shall serve: the chapter's own if nothing is asked."""
    return WITH_FEATURES if variables else AS_IT_STANDS
