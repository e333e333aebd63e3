"""The examples in an OpenAPI document, in all the places where they may stand."""

from typing import Any

NAMES = {"example", "examples"}


def has_example(parameter: dict[str, Any]) -> bool:
    """Tell whether a parameter has an example, of its own or of its schema's."""
    return not NAMES.isdisjoint([*parameter, *parameter.get("schema", {})])


def fields_with_example(content: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """Return the fields that a body has examples for: one by one, or all in one body."""
    fields = schema.get("properties", {})
    alone = {name for name, field in fields.items() if not NAMES.isdisjoint(field)}
    named = [example["value"] for example in content.get("examples", {}).values()]
    single = [place["example"] for place in (content, schema) if "example" in place]
    return alone.union(*named, *single, *schema.get("examples", []))
