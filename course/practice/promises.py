"""The promises behind the steps: a test's function, its module, and its task in words."""

import ast
from dataclasses import dataclass
from functools import cache

from course.practice.exercises import Exercise, PracticeStep
from course.steps import ROOT


@dataclass(frozen=True)
class Promise:
    """A test; `task` is the first line of its docstring."""

    function: str
    module: str
    task: str

    @property
    def address(self) -> str:
        """How pytest calls it."""
        return f"{self.module}::{self.function}"


@cache
def promises_of(module: str) -> dict[str, Promise]:
    """Return the tests of a module by their names, in the module's order."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    return {
        node.name: Promise(node.name, module, first_line(ast.get_docstring(node)))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def first_line(docstring: str | None) -> str:
    """Return the first line of a docstring; empty for none."""
    return (docstring or "").partition("\n")[0]


def promises(exercise: Exercise) -> dict[str, Promise]:
    """Return all tests of an exercise by their names."""
    return {
        name: promise
        for module in exercise.test_modules
        for name, promise in promises_of(module).items()
    }


def task(exercise: Exercise, step: PracticeStep) -> str:
    """Return what a step asks for, in plain words."""
    return tasks(exercise, step)[0]


def tasks(exercise: Exercise, step: PracticeStep) -> list[str]:
    """Return all that a step asks for: a sentence for each of its tests."""
    return [promises(exercise)[test].task for test in step.tests]
