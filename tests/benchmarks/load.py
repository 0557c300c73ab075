"""Load: requests over keep-alive connections from a process of its own, with little work of its own beside them.

`python -m tests.benchmarks.load` takes a `Load` on standard input and puts an `Outcome` on standard output, as MessagePack.
"""

import selectors
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle

import msgspec

LIMIT = 300.0
"""Seconds after which a load is given up."""


class Load(msgspec.Struct, frozen=True):
    """Requests to send: each once, or (`seconds` over 0) in turn, over and over, for that long."""

    port: int
    connections: int
    requests: Sequence[bytes]
    seconds: float = 0.0


class Outcome(msgspec.Struct, frozen=True):
    """What came back: how many responses of each status, and the seconds from the first request to the last response."""

    statuses: dict[str, int]
    seconds: float

    def speed(self, status: str) -> float:
        """Responses a second.

        Raises:
            RuntimeError: something else than this status was answered.
        """
        if set(self.statuses) != {status}:
            raise RuntimeError(f"expected only {status}, was answered {self.statuses}")
        return self.statuses[status] / self.seconds


def put_on(load: Load) -> Outcome:
    """Run a load in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.load"]
    done = subprocess.run(command, input=msgspec.msgpack.encode(load), stdout=subprocess.PIPE, check=True, timeout=LIMIT)
    return msgspec.msgpack.decode(done.stdout, type=Outcome)


class _Connection:
    """One keep-alive connection with one request under way. A server may close it after a response: it is opened again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.socket = self._open()
        self._received = b""

    def _open(self) -> socket.socket:
        found = socket.create_connection(("127.0.0.1", self._port))
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return found

    def send(self, request: bytes) -> None:
        self._received = b""
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The status line's last part once the response is complete."""
        piece = self.socket.recv(262144)
        if not piece:
            raise ConnectionError("the server closed a connection in a response")
        self._received += piece
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self._received[:end].lower()
        at = head.find(b"content-length:")
        if at < 0:
            raise ConnectionError("a response without a length")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        return self._received[9 : self._received.index(b"\r\n")] if len(self._received) >= end + 4 + length else None


def _run(load: Load) -> Outcome:
    waiting: Iterator[bytes] = cycle(load.requests) if load.seconds else iter(load.requests)
    statuses: Counter[str] = Counter()
    with selectors.DefaultSelector() as selector:
        connections = [_Connection(load.port) for _ in range(load.connections)]
        began = time.perf_counter()
        busy = 0
        for connection, request in zip(connections, waiting, strict=False):
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(request)
            busy += 1
        while busy:
            for ready, _ in selector.select():
                status = ready.data.receive()
                if status is None:
                    continue
                statuses[status.decode("ascii")] += 1
                over = load.seconds and time.perf_counter() - began > load.seconds
                following = None if over else next(waiting, None)
                if following is None:
                    selector.unregister(ready.fileobj)
                    busy -= 1
                else:
                    ready.data.send(following)
        return Outcome(dict(statuses), time.perf_counter() - began)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.msgpack.encode(_run(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Load))))
