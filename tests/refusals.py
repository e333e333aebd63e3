"""What a refusal says, in the form of the chapters and in that of final (RFC 9457)."""

from typing import Any

from httpx2 import Response


def sentence(answer: Response) -> str:
    """Return why a request was refused."""
    detail: str = answer.json()["detail"]
    return detail


def faults(answer: Response) -> list[dict[str, Any]]:
    """Return the faults of a request that does not fit, each with its place."""
    body = answer.json()
    found: list[dict[str, Any]] = body.get("errors", body["detail"])
    return found
