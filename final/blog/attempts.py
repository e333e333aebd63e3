"""Where attempts are counted, and under which names."""

from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Lock
from typing import Any

from limits.storage import MemoryStorage, storage_from_string

from blog.settings import settings


# --8<-- [start:memory]
class Memory(MemoryStorage):
    """Counts for `memory://`: lets go of names that nobody has tried for a minute.

    The library would keep them all, and look at each of them after every attempt.
    """

    STORAGE_SCHEME = ["memory"]

    def __init__(self, *place: Any, **options: Any) -> None:
        super().__init__(*place, **options)
        self.turn = Lock()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count an attempt, if it is still allowed."""
        with self.turn:
            for name, tries in list(self.events.items()):
                if not tries:
                    del self.events[name]
            return super().acquire_entry(key, limit, expiry, amount)

    def clear(self, key: str) -> None:
        """Begin anew for a name."""
        with self.turn:
            super().clear(key)


storage = storage_from_string(settings.login_attempts_storage, wrap_exceptions=True)
# --8<-- [end:memory]


# --8<-- [start:names]
def account_name(email: str) -> str:
    """Return what an account is counted under: no e-mail address leaves the app."""
    return sha256(email.encode(errors="surrogatepass")).hexdigest()


def machine_name(host: str) -> str:
    """Return what a machine is counted under: of IPv6, everybody has 2**64 addresses."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
    # --8<-- [end:names]
