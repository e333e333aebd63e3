"""What Schemathesis must be told to try everything; it reads this file itself."""

from typing import Any

import schemathesis
from hypothesis import strategies as st

LONGEST_PASSWORD = 72  # bytes, as the description says; JSON Schema counts characters


@schemathesis.hook
def before_load_schema(_: Any, raw_schema: dict[str, Any]) -> None:
    """Show the tokens of OAuth2 as what they are on the way: bearer tokens (RFC 6750).

    Schemathesis tries without a token, and with a wrong one, only where it sees those.
    """
    components = raw_schema.get("components", {})
    for scheme in components.get("securitySchemes", {}).values():
        if scheme["type"] == "oauth2":
            scheme |= {"type": "http", "scheme": "bearer"}
    for model in components.get("schemas", {}).values():
        for field in model.get("properties", {}).values():
            if "pattern" in field and "maxLength" in field:
                field["pattern"] = either_way(field["pattern"])


def either_way(pattern: str) -> str:
    """Return a pattern that means the same, and that Schemathesis leaves as it is.

    It would write the limit into one without a choice, and a repetition of up to 50,000
    characters takes the better part of a second to compile, each of many times.
    """
    return f"{pattern}|{pattern}"


def fits(password: str) -> bool:
    """Tell whether a password is short enough."""
    return len(password.encode()) <= LONGEST_PASSWORD


characters = st.characters(codec="utf-8", exclude_characters="\0")
schemathesis.openapi.format("password", st.text(characters, min_size=8).filter(fits))
