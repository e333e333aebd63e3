"""Passwords: what may be one, and the hash that is kept instead of it."""

from secrets import token_hex

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from blog.settings import settings

MAX_BYTES = 72

# --8<-- [start:hash]
MEMORY_KIB = 19 * 1024
argon2 = Argon2Hasher(time_cost=2, memory_cost=MEMORY_KIB, parallelism=1)
bcrypt = BcryptHasher(rounds=settings.bcrypt_rounds)
pwd_context = PasswordHash([argon2, bcrypt])


def hash_password(password: str) -> str:
    """Return a salted Argon2 hash, different at every call."""
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
NOBODYS_BCRYPT_HASH = bcrypt.hash(token_hex())


def verify(password: str, password_hash: str) -> bool:
    """Tell whether the hash was made from this password.

    One Argon2 and one bcrypt run, whatever comes in: the time betrays nothing.
    The empty text stands for what no password can be; it fits no hash.
    """
    candidate = password if is_possible(password) else ""
    is_new = argon2.identify(password_hash)
    pwd_context.verify(candidate, NOBODYS_BCRYPT_HASH if is_new else NOBODYS_HASH)
    return pwd_context.verify(candidate, password_hash)


def is_possible(password: str) -> bool:
    """Tell whether somebody can have this password: bcrypt takes all of it."""
    try:
        return "\0" not in fits_bcrypt(password)
    except ValueError:  # too long, or half a character, which UTF-8 cannot write
        return False
    # --8<-- [end:verify]


# --8<-- [start:is_outdated]
def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash is bcrypt's, or Argon2's with other costs."""
    is_argon2 = argon2.identify(password_hash)
    return not is_argon2 or argon2.check_needs_rehash(password_hash)
    # --8<-- [end:is_outdated]
