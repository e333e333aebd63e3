"""What a client sent with a request, as data, and which of it is secret."""

from typing import Any
from urllib.parse import parse_qsl

from .masking import secrets_in


def headers_of(scope: Any) -> dict[str, str]:
    """Return the headers of a request by their names, in lower case."""
    return {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}


def query_of(scope: Any) -> dict[str, str]:
    """Return what stands behind `?`."""
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), True))


def body_of(body: Any) -> Any:
    """Return a body as data; of a mere text, which may be broken JSON, the length."""
    if hasattr(body, "multi_items"):
        return dict(body.multi_items())
    return f"a text of {len(body)} characters" if isinstance(body, str) else body


def secrets_sent(scope: Any, body: Any) -> set[str]:
    """Return the texts that came under a secret's name: they are shown nowhere."""
    sent = (body_of(body), query_of(scope), headers_of(scope))
    return {text for each in sent for text in secrets_in(each)}
