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


def fits(password: str) -> bool:
    """Tell whether a password is short enough."""
    return len(password.encode()) <= LONGEST_PASSWORD


characters = st.characters(codec="utf-8", exclude_characters="\0")
schemathesis.openapi.format("password", st.text(characters, min_size=8).filter(fits))
