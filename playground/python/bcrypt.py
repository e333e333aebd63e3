"""bcrypt in a browser: the functions of the package `bcrypt`, on hash-wasm's WebAssembly."""

import base64
import hmac
import os
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from js import Object, Uint8Array, WebAssembly  # type: ignore[import-not-found]

__version__ = "4.0.1"
__about__ = SimpleNamespace(__version__=__version__)

STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
OWN = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
TO_OWN = bytes.maketrans(STANDARD, OWN)
TO_STANDARD = bytes.maketrans(OWN, STANDARD)
PREFIXES = (b"2a", b"2b", b"2x", b"2y")


@cache
def module() -> Any:
    """Return the compiled WebAssembly."""
    code = Path(__file__).with_name("bcrypt.wasm").read_bytes()
    return WebAssembly.Module.new(Uint8Array.new(code))


def gensalt(rounds: int = 12, prefix: bytes = b"2b") -> bytes:
    """Return a random salt with its cost, `$2b$12$…`."""
    if prefix not in (b"2a", b"2b"):
        raise ValueError("Supported prefixes are b'2a' or b'2b'")
    if not 4 <= rounds <= 31:
        raise ValueError("Invalid rounds")
    salt = base64.b64encode(os.urandom(16)).translate(TO_OWN)[:22]
    return b"$%b$%02d$%b" % (prefix, rounds, salt)


def hashpw(password: bytes, salt: bytes) -> bytes:
    """Return the hash of a password with a salt, or with the salt of an older hash."""
    if b"\0" in password:
        raise ValueError("password may not contain NUL bytes")
    _, prefix, rounds, text = salt.split(b"$")
    if prefix not in PREFIXES or len(text) < 22:
        raise ValueError("Invalid salt")
    raw = base64.b64decode(text[:22].translate(TO_STANDARD) + b"==")
    digest = run(password[:72], raw, int(rounds))
    tail = base64.b64encode(digest).translate(TO_OWN)[:31]
    return b"$%b$%b$%b%b" % (prefix, rounds, kept(raw), tail)


def kept(salt: bytes) -> bytes:
    """Return the sixteen bytes of a salt as bcrypt writes them."""
    return base64.b64encode(salt).translate(TO_OWN)[:22]


def run(password: bytes, salt: bytes, rounds: int) -> bytes:
    """Return bcrypt's 23 bytes; the tables of an instance serve only once."""
    exports = WebAssembly.Instance.new(module(), Object.new()).exports
    start = exports.Hash_GetBuffer()
    memory = Uint8Array.new(exports.memory.buffer)
    memory.set(Uint8Array.new(salt + password), start)
    exports.bcrypt(len(password), rounds, 0)
    found: bytes = memory.slice(start, start + 23).to_bytes()
    return found


def checkpw(password: bytes, hashed_password: bytes) -> bool:
    """Tell whether the hash was made from this password."""
    return hmac.compare_digest(hashpw(password, hashed_password), hashed_password)
