"""The settings of final, read from its source: for the site, the notebooks and the tests."""

import ast
from dataclasses import dataclass
from pathlib import Path

from course.steps import find_step

SOURCE = find_step("final").path / "blog" / "settings.py"


@dataclass(frozen=True)
class Setting:
    """A setting: its variable, what it means, and its default if that is one word."""

    variable: str
    meaning: str
    default: str


def read_settings(file: Path = SOURCE) -> list[Setting]:
    """Return the settings in the order of the file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    (body,) = (
        node.body
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    return [
        Setting(field.target.id.upper(), meaning.value.value, default_of(field.value))
        for field, meaning in zip(body, body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(meaning, ast.Expr)
        and isinstance(meaning.value, ast.Constant)
        and isinstance(meaning.value.value, str)
    ]


def default_of(value: ast.expr | None) -> str:
    """Return a default that is a plain value, or an empty text."""
    if isinstance(value, ast.Call):
        given = {word.arg: word.value for word in value.keywords}
        value = given.get("default", value.args[0] if value.args else None)
    if not isinstance(value, ast.Constant) or value.value == "":
        return ""
    is_switch = isinstance(value.value, bool)
    return str(value.value).lower() if is_switch else str(value.value)


def setting_names() -> tuple[str, ...]:
    """Return the names of all variables that final reads."""
    return tuple(setting.variable for setting in read_settings())


def generate_settings(target: Path) -> None:
    """Write the table of the settings for the pages."""
    rows = ["| Variable | What it says | Without it |", "|-|-|-|"]
    for setting in read_settings():
        default = f"`{setting.default}`" if setting.default else ""
        rows.append(f"| `{setting.variable}` | {setting.meaning} | {default} |")
    (target / "settings.md").write_text("\n".join([*rows, ""]), encoding="utf-8")
