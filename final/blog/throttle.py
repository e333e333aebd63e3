"""How often somebody may try a password or sign up: counted by account and by address."""

from math import ceil
from time import time
from typing import Annotated

from fastapi import Depends, HTTPException, Request, status
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter

from blog.attempts import account_name, machine_name, storage
from blog.settings import settings

# --8<-- [start:limits]
ACCOUNTS_BEHIND_AN_ADDRESS = 10  # a class or a company shares one
ATTEMPTS = settings.login_attempts_per_minute
PER_ACCOUNT = RateLimitItemPerMinute(ATTEMPTS, namespace="account")
FROM_AN_ADDRESS = ATTEMPTS * ACCOUNTS_BEHIND_AN_ADDRESS
PER_ADDRESS = RateLimitItemPerMinute(FROM_AN_ADDRESS, namespace="address")
SIGN_UPS = RateLimitItemPerMinute(FROM_AN_ADDRESS, namespace="sign-up")
counter = MovingWindowRateLimiter(storage)
# --8<-- [end:limits]


def address_of(request: Request) -> str:
    """Return where a request comes from; behind a proxy uvicorn knows it, too."""
    return machine_name(request.client.host if request.client else "")


Address = Annotated[str, Depends(address_of)]


# --8<-- [start:count]
def count(limit: RateLimitItem, key: str) -> None:
    """Count one attempt before it is made; answer 429 to the one that is too many."""
    if not ATTEMPTS or counter.hit(limit, key):
        return
    wait = ceil(counter.get_window_stats(limit, key).reset_time - time())
    if wait > limit.get_expiry():  # the clock was set back: these count no more
        counter.clear(limit, key)
        return
    raise HTTPException(
        status.HTTP_429_TOO_MANY_REQUESTS,
        detail="Too many attempts; wait before the next one",
        headers={"Retry-After": str(max(1, wait))},
    )
    # --8<-- [end:count]


# --8<-- [start:attempts]
def count_attempt(account: str, address: str) -> None:
    """Count a password that is tried."""
    count(PER_ADDRESS, address)
    count(PER_ACCOUNT, account_name(account))


def count_sign_up(address: str) -> None:
    """Count a sign-up: each costs the work of a hash."""
    count(SIGN_UPS, address)
    # --8<-- [end:attempts]


# --8<-- [start:forget]
def forget_attempts(account: str) -> None:
    """Begin anew for an account whose owner knew the password."""
    if ATTEMPTS:
        counter.clear(PER_ACCOUNT, account_name(account))
        # --8<-- [end:forget]
