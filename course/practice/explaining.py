"""What some errors mean, for who meets them for the first time."""

import asyncio
import concurrent.futures
from bdb import BdbQuit
from inspect import isawaitable

from fastapi import HTTPException
from fastapi.exceptions import ResponseValidationError
from pydantic import ValidationError

ASKS = (
    "Your code asks with `input()`, and nobody is there to type: not in a test, and not "
    "on a server."
)
STOPS = (
    "`breakpoint()` waits for somebody to type. Print what you want to see: it is shown "
    "here."
)
ENDED = (SystemExit, asyncio.CancelledError, concurrent.futures.CancelledError)
ENDS = "Your code ended in the middle: does it call `exit()` or `quit()`?"
RETURNED_NOTHING = (
    "The route returned None, and no response model takes that: a missing `return`?"
)
RETURNED_REFUSAL = "The route returned an HTTPException: write `raise`, not `return`."
RETURNED_PROMISE = "The route returned a coroutine: a missing `await`?"
RETURNED_OTHER = (
    "What the route returned is not of the form that its response model has."
)
NOT_STORED = (
    "It has no id: the database gives one when the row is stored, by `db.add` and "
    "`db.commit`."
)


def explained(error: BaseException) -> str:
    """Return a sentence for an error that beginners often meet; else empty."""
    if isinstance(error, BdbQuit):
        return STOPS
    if isinstance(error, ENDED):
        return ENDS
    if isinstance(error, ResponseValidationError):
        return about_returned(error.body)
    if isinstance(error, ValidationError) and lacks_id(error):
        return NOT_STORED
    return ""


def about_returned(value: object) -> str:
    """Return what is wrong with a value that a route returned."""
    if value is None:
        return RETURNED_NOTHING
    if isinstance(value, HTTPException):
        return RETURNED_REFUSAL
    return RETURNED_PROMISE if isawaitable(value) else RETURNED_OTHER


def lacks_id(error: ValidationError) -> bool:
    """Tell whether a row was shown before it was stored."""
    faults = error.errors()
    return any(fault["loc"] == ("id",) and fault["input"] is None for fault in faults)
