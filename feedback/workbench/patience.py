"""Patience: wrong tries to sign in are slowed down, for whoever makes them, and nobody else is locked out.

What is counted lies in this process's memory under keyed digests: no address and no name is kept anywhere. The key dies with the
process. Each process counts for itself, so n processes allow n times as many tries.
"""

import hashlib
import ipaddress
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

FREE_TRIES = 5
FREE_TRIES_OF_A_NETWORK = 50
LONGEST_WAIT = 60.0  # seconds
FORGOTTEN_AFTER = 3600.0  # seconds
_MOST_KEPT = 10_000


class TooManyTries(Exception):
    """Another try must wait, for so many seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__("too many wrong tries")
        self.wait = wait


class Patience:
    """Counts tries. A try counts when it begins, so that many at once gain nothing; a success forgets its own."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._key, self._lock = clock, os.urandom(32), Lock()
        self._tries: OrderedDict[bytes, tuple[int, float]] = OrderedDict()

    def begin(self, network: str, account: str) -> None:
        """Count a try at an account from a network.

        Raises:
            TooManyTries: it comes too soon after too many wrong ones; it was not counted.
        """
        with self._lock:
            now = self._clock()
            limits = ((self._name(network, account), FREE_TRIES), (self._name(network, ""), FREE_TRIES_OF_A_NETWORK))
            wait = max(self._wait(name, free, now) for name, free in limits)
            if wait > 0:
                raise TooManyTries(wait)
            for name, _ in limits:
                self._tries[name] = (self._count(name, now) + 1, now)
                self._tries.move_to_end(name)
            while len(self._tries) > _MOST_KEPT:
                self._tries.popitem(last=False)

    def succeeded(self, network: str, account: str) -> None:
        """Forget the tries at this account from this network."""
        with self._lock:
            self._tries.pop(self._name(network, account), None)

    def _name(self, network: str, account: str) -> bytes:
        return hashlib.blake2b(f"{network}\0{account}".encode(), key=self._key, digest_size=16).digest()

    def _count(self, name: bytes, now: float) -> int:
        count, at = self._tries.get(name, (0, now))
        return count if now - at < FORGOTTEN_AFTER else 0

    def _wait(self, name: bytes, free: int, now: float) -> float:
        count, at = self._count(name, now), self._tries.get(name, (0, now))[1]
        if count < free:
            return 0.0
        return at + min(LONGEST_WAIT, 2.0 ** min(count - free, 10)) - now


def network_of(address: str | None) -> str:
    """The network that an address belongs to (IPv4: /24, IPv6: /64): people behind one router share it, nobody else does."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((parsed, 24 if parsed.version == 4 else 64), strict=False))
