"""The clients of the rows `http.*`: one kept connection each, and as little of their own as can be.

What is sent is made before the clock starts, and what came back is read after it has stopped. So both sides pay the
same few microseconds of Python for sending and receiving.
"""

import json
import re
import socket
import struct

from harness import Failed

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)")


class HTTP:
    def __init__(self, port):
        self.port = port
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=600)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def request(self, method, path, body=b""):
        """The bytes of a request."""
        return (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode() + body

    def ask(self, request):
        """The body of the answer."""
        self.socket.sendall(request)
        while True:
            head = self.until(b"\r\n\r\n")
            if head[9:12] != b"100":
                break
        status, fields = int(head[9:12]), head.lower()
        if length := LENGTH.search(fields):
            body = self.take(int(length[1]))
        elif b"\r\ntransfer-encoding: chunked" in fields:
            body = b""
            while size := int(self.until(b"\r\n").split(b";")[0], 16):
                body += self.take(size)
                self.take(2)
            self.take(2)
        else:
            body = b""
        if status >= 300:
            raise Failed(f"{request[:100]!r} was answered with {status}: {body[:300]!r}")
        return body

    def json(self, method, path, value=None):
        body = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
        answer = self.ask(self.request(method, path, body))
        return json.loads(answer) if answer else None

    def receive(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise Failed("the server closed the connection")
        return data

    def until(self, mark):
        while (end := self.rest.find(mark)) < 0:
            self.rest += self.receive()
        found, self.rest = self.rest[:end + (2 if mark == b"\r\n\r\n" else 0)], self.rest[end + len(mark):]
        return found

    def take(self, count):
        if len(self.rest) < count:
            parts, have = [self.rest], len(self.rest)
            while have < count:
                parts.append(self.receive())
                have += len(parts[-1])
            self.rest = b"".join(parts)
        found, self.rest = self.rest[:count], self.rest[count:]
        return found

    def close(self):
        self.socket.close()


class Postgres:
    """PostgreSQL's protocol, version 3, over a Unix socket: prepared statements, vectors and numbers in binary."""

    def __init__(self, folder):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(1800)
        self.socket.connect(f"{folder}/.s.PGSQL.5432")
        self.rest = b""
        start = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"
        self.exchange(struct.pack("!i", len(start) + 4) + start)

    @staticmethod
    def message(kind, content):
        return kind + struct.pack("!i", len(content) + 4) + content

    @staticmethod
    def vector(row):
        return struct.pack("!hh", len(row), 0) + row.astype(">f4").tobytes()

    def exchange(self, data, until=b"Z"):
        """Sends messages; gives those that come back, up to one of the kind `until`."""
        self.socket.sendall(data)
        answers = []
        while True:
            while len(self.rest) < 5 or len(self.rest) < (size := 1 + struct.unpack_from("!i", self.rest, 1)[0]):
                data = self.socket.recv(1 << 18)
                if not data:
                    raise Failed("PostgreSQL closed the connection")
                self.rest += data
            answers.append((self.rest[:1], self.rest[5:size]))
            self.rest = self.rest[size:]
            if answers[-1][0] == b"E":
                raise Failed(f"PostgreSQL: {answers[-1][1].decode(errors='replace')!r}")
            if answers[-1][0] == until:
                return answers

    def run(self, *statements):
        for statement in statements:
            self.exchange(self.message(b"Q", statement.encode() + b"\0"))

    def prepare(self, name, statement):
        parse = f"{name}\0{statement}\0".encode() + struct.pack("!h", 0)
        self.exchange(self.message(b"P", parse) + self.message(b"S", b""))

    def execution(self, name, row):
        """The bytes that run a prepared statement with a vector."""
        value = self.vector(row)
        bind = b"\0" + name.encode() + b"\0" + struct.pack("!hhhi", 1, 1, 1, len(value)) + value
        bind += struct.pack("!hh", 1, 1)
        return self.message(b"B", bind) + self.message(b"E", b"\0" + struct.pack("!i", 0)) + self.message(b"S", b"")

    @staticmethod
    def numbers(answers):
        """The first column of the rows among the answers."""
        return [struct.unpack_from("!i", content, 6)[0] for kind, content in answers if kind == b"D"]

    def copy(self, table, rows):
        """Numbers from 0 and vectors into a table of (integer, vector)."""
        self.exchange(self.message(b"Q", f"COPY {table} FROM STDIN BINARY\0".encode()), until=b"G")
        self.socket.sendall(self.message(b"d", b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)))
        for start in range(0, len(rows), 1000):
            part = b""
            for number, row in enumerate(rows[start:start + 1000], start):
                value = self.vector(row)
                part += struct.pack("!hiii", 2, 4, number, len(value)) + value
            self.socket.sendall(self.message(b"d", part))
        self.exchange(self.message(b"d", struct.pack("!h", -1)) + self.message(b"c", b""))

    def close(self):
        self.socket.sendall(self.message(b"X", b""))
        self.socket.close()
