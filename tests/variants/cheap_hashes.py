"""A pytest plugin: real Argon2 and bcrypt at their lowest costs, for pwdlib.

The tests of the chapters make hundreds of hashes; passlib is made cheap by a fixture.
"""

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

make_argon2, make_bcrypt = Argon2Hasher.__init__, BcryptHasher.__init__


def cheapest_argon2(hasher: Argon2Hasher, **_costs: int) -> None:
    """Make the hasher with one pass over 8 KiB, whatever was asked for."""
    make_argon2(hasher, time_cost=1, memory_cost=8, parallelism=1)


def cheapest_bcrypt(hasher: BcryptHasher, **_costs: int) -> None:
    """Make the hasher with 2^4 rounds, whatever was asked for."""
    make_bcrypt(hasher, rounds=4)


forever = pytest.MonkeyPatch()
forever.setattr(Argon2Hasher, "__init__", cheapest_argon2)
forever.setattr(BcryptHasher, "__init__", cheapest_bcrypt)
