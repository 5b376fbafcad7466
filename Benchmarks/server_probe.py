"""Starts `kapell serve` in an empty home, and measures when it is ready and what it holds when idle."""

import os
import pathlib
import socket
import subprocess
import tempfile
import time

from harness import Failed

CONFIGURATION = """version: 1
models:
  default: local/smollm2-135m-instruct
  embedding: local/all-minilm-l6-v2
knowledge:
  contracts:
    sources: [documents]
    mode: extractive
server:
  host: 127.0.0.1
  port: {port}
"""
QUESTION = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_ready(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(QUESTION % port)
            return connection.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False


def measure(program, rest=2.0, limit=30.0):
    """Seconds from exec to ready, and resident MB (10^6 bytes) after `rest` idle seconds."""
    with tempfile.TemporaryDirectory(prefix="kapell-bench-") as folder:
        folder, port = pathlib.Path(folder), free_port()
        (folder / "documents").mkdir()
        (folder / "kapell.yaml").write_text(CONFIGURATION.format(port=port))
        environment = dict(os.environ, KAPELL_HOME=str(folder / "home"))
        with open(folder / "log", "w+b") as log:
            began = time.perf_counter()
            server = subprocess.Popen(
                [program, "serve", "--config", folder / "kapell.yaml"], cwd=folder, env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
            try:
                while not is_ready(port):
                    if server.poll() is not None or time.perf_counter() - began > limit:
                        log.seek(0)
                        end = log.read()[-1000:].decode(errors="replace")
                        raise Failed(f"kapell serve was not ready within {limit:g} s, or ended:\n{end}")
                    time.sleep(0.002)
                seconds = time.perf_counter() - began
                time.sleep(rest)
                return seconds, resident_megabytes(server.pid)
            finally:
                server.terminate()
                try:
                    server.wait(10)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.wait()


def resident_megabytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise Failed(f"/proc/{pid}/status has no VmRSS; this row is measured on Linux only")
