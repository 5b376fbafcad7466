"""The client of the area `engine`: many requests at once from one thread, for either server.

While the clock runs it only keeps what arrives and when. It parses afterwards, so that it takes as little as can be of
the processors that the servers compute on. `Load.share` says how much it took.
"""

import bisect
import json
import re
import select
import socket
import time

from harness import Failed

TEXT = re.compile(rb'"content": ?"(?!")')  # a frame with text; the first frame of a stream has a role, and none
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
END = b"\ndata: [DONE]"  # no text holds it: a line's end within one is escaped


class Exchange:
    """One request and what came back, on a connection of its own. Times are seconds of `time.perf_counter`."""

    def __init__(self, server, body, path="/v1/chat/completions"):
        self.server, self.is_stream = server, bool(body.get("stream"))
        data = json.dumps(body).encode()
        self.request = (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
                        f"Connection: close\r\nContent-Length: {len(data)}\r\n\r\n").encode() + data
        self.pieces, self.times = [], []
        self.socket = self.began = self.ended = self.whole = None

    def begin(self):
        self.began = time.perf_counter()
        self.socket = socket.create_connection(("127.0.0.1", self.server.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(self.request)
        self.socket.setblocking(False)

    def receive(self):
        """Takes in what is there. True once the answer is whole, or the connection closed."""
        try:
            data = self.socket.recv(1 << 16)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        now = time.perf_counter()
        if data:
            self.pieces.append(data)
            self.times.append(now)
            if not self.is_complete():
                return False
        self.ended = now
        self.close()
        return True

    def is_complete(self):
        tail = b"".join(self.pieces[-2:])[-64:]
        if END in tail or tail.endswith(b"\r\n0\r\n\r\n"):
            return True
        if self.is_stream and self.pieces[0][9:12] == b"200":
            return False
        head, mark, body = b"".join(self.pieces).partition(b"\r\n\r\n")
        length = LENGTH.search(head) if mark else None
        return bool(length) and len(body) >= int(length[1])

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    # What follows is read when the clock has stopped.

    @property
    def data(self):
        if self.ended is None:
            return b"".join(self.pieces)
        if self.whole is None:
            self.whole = b"".join(self.pieces)
        return self.whole

    @property
    def status(self):
        return int(self.data[9:12]) if self.data[9:12].isdigit() else 0

    @property
    def body(self):
        head, _, body = self.data.partition(b"\r\n\r\n")
        if not CHUNKED.search(head):
            return body
        parts = []
        while body:
            size, _, body = body.partition(b"\r\n")
            size = int(size.split(b";")[0] or b"0", 16)
            parts.append(body[:size])
            body = body[size + 2:] if size else b""
        return b"".join(parts)

    def check(self):
        """Raises Failed when this is not a whole answer."""
        whole = self.status == 200 and (END in self.body if self.is_stream else bool(self.body))
        if not whole or b'"error"' in self.body[:20]:
            raise Failed(f"{self.server.name} answered {self.request[-200:]!r} with status {self.status}: "
                         f"{self.body[-500:]!r}\n{self.server.log()}")
        return self

    def frames(self):
        """The values of a stream's `data:` lines."""
        lines = [line[5:].strip() for line in self.body.split(b"\n") if line.startswith(b"data:")]
        return [json.loads(line) for line in lines if line != b"[DONE]"]

    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        if not self.is_stream:
            return self.json()["choices"][0]["message"]["content"]
        deltas = (frame["choices"][0].get("delta", {}) for frame in self.frames() if frame.get("choices"))
        return "".join(delta.get("content") or "" for delta in deltas)

    @property
    def usage(self):
        if not self.is_stream:
            return self.json()["usage"]
        found = [frame["usage"] for frame in self.frames() if frame.get("usage")]
        if not found:
            raise Failed(f"{self.server.name} sent no usage, which was asked for: {self.body[-300:]!r}")
        return found[-1]

    @property
    def tokens(self):
        return self.usage["completion_tokens"]

    def arrivals(self):
        """When each frame with text came."""
        ends, total = [], 0
        for piece in self.pieces:
            total += len(piece)
            ends.append(total)
        return [self.times[bisect.bisect_left(ends, match.end())] for match in TEXT.finditer(self.data)]

    @property
    def seconds(self):
        return self.ended - self.began

    @property
    def first(self):
        """Seconds from the request to the first text."""
        arrivals = self.arrivals()
        if not arrivals:
            raise Failed(f"{self.server.name} wrote no text: {self.data[-500:]!r}")
        return arrivals[0] - self.began

    @property
    def pace(self):
        """Tokens per second from the first text to the last."""
        arrivals = self.arrivals()
        spent = arrivals[-1] - arrivals[0] if arrivals else 0
        return (self.tokens - 1) / spent if spent > 0 else 0.0


class Load:
    """Exchanges under way."""

    def __init__(self):
        self.poll, self.open = select.epoll(), {}
        self.began, self.spent = time.perf_counter(), time.process_time()

    def add(self, exchange):
        exchange.begin()
        number = exchange.socket.fileno()
        self.open[number] = exchange
        self.poll.register(number, select.EPOLLIN)
        return exchange

    def step(self, seconds):
        """Waits for at most so long; gives the exchanges that have ended."""
        done = []
        for number, _ in self.poll.poll(max(seconds, 0)):
            if self.open[number].receive():  # the descriptor is closed, and has left the poll with that
                done.append(self.open.pop(number))
        return done

    def drop(self, exchange):
        """The client goes, in the middle of it."""
        self.open.pop(exchange.socket.fileno())
        exchange.ended = time.perf_counter()
        exchange.close()

    @property
    def share(self):
        """Processor time of this client, as a share of the time that passed."""
        return (time.process_time() - self.spent) / (time.perf_counter() - self.began)

    def close(self):
        for exchange in list(self.open.values()):
            self.drop(exchange)
        self.poll.close()


def ask(exchanges, starts=None, watch=None, limit=900, shares=None):
    """All exchanges, each begun at its time of `starts` (seconds), at once without; checked when all are over.

    `watch` is called about every 50 ms. `shares` takes the client's share of the processors.
    """
    load, waiting = Load(), sorted(zip(starts or [0] * len(exchanges), range(len(exchanges))))
    try:
        while waiting or load.open:
            passed = time.perf_counter() - load.began
            if passed > limit:
                raise Failed(f"{exchanges[0].server.name}: {len(load.open)} of {len(exchanges)} requests did not end "
                             f"within {limit} s\n{exchanges[0].server.log()}")
            while waiting and waiting[0][0] <= passed:
                load.add(exchanges[waiting.pop(0)[1]])
            if watch:
                watch()
            load.step(min(waiting[0][0] - passed if waiting else 1, 0.05 if watch else 1))
        if shares is not None:
            shares.append(load.share)
    finally:
        load.close()
    return [exchange.check() for exchange in exchanges]
