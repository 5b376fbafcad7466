"""Starts what the area `engine` measures: `kapell serve` with the embedded engine, and `llama-server`.

Both have the same models, threads and windows. What is not said here has its default on either side.
"""

import pathlib

from gateway_servers import KAPELL, PEERS, Server
from harness import Failed
from models import home, model

LLAMA = PEERS / "llama/bin/llama-server"
THREADS, WINDOW = 2, 2048
CHAT, EMBEDDER = "smollm2-135m-instruct", "all-minilm-l6-v2"


def configuration(port, streams, window):
    """kapell.yaml: what the engine is told, all of it."""
    engine = f"context: {window}, threads: {THREADS}, streams: {streams}, capacity: {streams * window}"
    return f"""version: 1
models:
  default: {{model: local/{CHAT}, {engine}}}
  embedding: {{model: local/{EMBEDDER}, threads: {THREADS}}}
server:
  host: 127.0.0.1
  port: {port}
"""


def kapell(streams, window=WINDOW):
    """Ours, with a home of its own, in which only the models are those of this machine."""
    model(CHAT), model(EMBEDDER)  # fetched where they are not there

    def write(server):
        own = server.folder / ".local/share/kapell"
        own.mkdir(parents=True)
        (own / "models").symlink_to(home() / "models")
        return {"kapell.yaml": configuration(server.port, streams, window)}

    return Server("kapell", "", "/readyz", write,
                  lambda server: [KAPELL, "serve", "--config", server.folder / "kapell.yaml"])


def llama(streams, window=WINDOW):
    return llama_server(model(CHAT), "-np", streams, "-c", streams * window)


def llama_embeddings(slots, batch):
    # A thread of its HTTP server is taken as long as a connection is open.
    return llama_server(model(EMBEDDER), "--embedding", "-np", slots, "-c", slots * 512, "-b", batch, "-ub", batch,
                        "--threads-http", 80)


def llama_server(path, *options):
    # Of its log only errors are written, which spares it work.
    return Server("llama-server", "", "/health", lambda _: {},
                  lambda server: [LLAMA, "-m", path, "--host", "127.0.0.1", "--port", server.port,
                                  "-t", THREADS, "-tb", THREADS, "-lv", 1, *options], limit=120)


def thread_times(pid):
    """Seconds that each thread of a process has run, by its number."""
    found = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        try:
            found[task.name] = int((task / "schedstat").read_bytes().split()[0]) / 1e9
        except FileNotFoundError:
            if task.exists():
                raise Failed("this kernel has no /proc/PID/task/TID/schedstat, by which this row is measured") from None
        except ProcessLookupError:
            continue  # the thread has just ended
    return found


def resident(pid):
    """Megabytes of 10^6 bytes: all that is resident, and what of it is not pages of files."""
    fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    try:
        whole, files = (int(fields[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "RssFile"))
    except KeyError as missing:
        raise Failed(f"/proc/{pid}/status has no {missing}; this row is measured on Linux only") from None
    return whole, whole - files
