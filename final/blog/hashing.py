"""Passwords: what may be one, and the hash that is kept instead of it."""

from secrets import token_hex

from passlib.context import CryptContext
from passlib.hash import bcrypt

from blog.settings import settings

MAX_BYTES = 72

# --8<-- [start:hash]
pwd_context = CryptContext(
    schemes=["bcrypt"],
    bcrypt__default_rounds=settings.bcrypt_rounds,
    bcrypt__min_rounds=settings.bcrypt_rounds,
)


def hash_password(password: str) -> str:
    """Return a salted bcrypt hash, different at every call."""
    return pwd_context.hash(password)
    # --8<-- [end:hash]


# --8<-- [start:fits_bcrypt]
def fits_bcrypt(password: str) -> str:
    """Return the password, or raise ValueError if bcrypt would cut it.

    bcrypt reads 72 bytes and ignores the rest; a Hangul syllable is three bytes.
    """
    if len(password.encode()) > MAX_BYTES:
        raise ValueError(f"a password has at most {MAX_BYTES} bytes")
    return password
    # --8<-- [end:fits_bcrypt]


# --8<-- [start:verify]
NOBODYS_HASH = hash_password(token_hex())


def verify(password: str, password_hash: str) -> bool:
    """Tell whether the hash was made from this password.

    A refusal is as much work for any hash: the time of the answer betrays nothing.
    The empty text stands for what no password can be; it fits no hash.
    """
    candidate = password if is_possible(password) else ""
    if pwd_context.verify(candidate, password_hash):
        return True
    spend_what_is_missing(password_hash)
    return False


def is_possible(password: str) -> bool:
    """Tell whether somebody can have this password: bcrypt takes all of it."""
    try:
        return "\0" not in fits_bcrypt(password)
    except ValueError:  # too long, or half a character, which UTF-8 cannot write
        return False
    # --8<-- [end:verify]


# --8<-- [start:missing]
def spend_what_is_missing(password_hash: str) -> None:
    """Work as much as a hash of today's cost is more than this one.

    Each round more is twice the work: 8 + 8 is 9, and 9 is 10.
    """
    made_with = bcrypt.from_string(password_hash).rounds
    for rounds in range(made_with, settings.bcrypt_rounds):
        bcrypt.using(rounds=rounds).hash("")
        # --8<-- [end:missing]


# --8<-- [start:is_outdated]
def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made when less work was asked for than today."""
    return pwd_context.needs_update(password_hash)
    # --8<-- [end:is_outdated]
