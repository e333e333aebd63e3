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
    "The route returned None: a missing `return`? Or was nothing found, and a `raise` is "
    "missing?"
)
RETURNED_REFUSAL = "The route returned an HTTPException: write `raise`, not `return`."
RETURNED_PROMISE = "The route returned a coroutine: a missing `await`?"
RETURNED_OTHER = (
    "What the route returned is not of the form that its response model has."
)
GIVEN_NOTHING = (
    "The schema was given None: a missing `return` where the value comes from?"
)
NO_YIELD = "The function `lifespan` has no `yield`: it says where the app runs."
HALF_CHARACTER = (
    "Half of a character cannot be written as UTF-8. A refusal that repeats it, as "
    "FastAPI's own 422 does, cannot be written either."
)
NO_ROUTER = "This is the module. Its router is meant: `user.router`, and so on."
IN_WORDS = {
    "object is not an async iterator": NO_YIELD,
    "has no attribute '_contains_router'": NO_ROUTER,
    "surrogates not allowed": HALF_CHARACTER,
}
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
    if isinstance(error, ValidationError):
        return about_given(error)
    return next((told for said, told in IN_WORDS.items() if said in str(error)), "")


def about_returned(value: object) -> str:
    """Return what is wrong with a value that a route returned."""
    if value is None:
        return RETURNED_NOTHING
    if isinstance(value, HTTPException):
        return RETURNED_REFUSAL
    return RETURNED_PROMISE if isawaitable(value) else RETURNED_OTHER


def about_given(error: ValidationError) -> str:
    """Return what is wrong with a row that a schema was given; empty if unknown."""
    nothing = [fault["loc"] for fault in error.errors() if fault["input"] is None]
    if ("id",) in nothing:
        return NOT_STORED
    return GIVEN_NOTHING if () in nothing else ""
