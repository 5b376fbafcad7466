"""Starts what the area `gateway` measures, each on a port of its own, and reads what its processes have used.

Every server gets a home that is empty and an environment without the proxies and keys of this machine.
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

from harness import ROOT, Failed
from server_probe import free_port

PEERS = ROOT / ".build-bench"
PROGRAMS = PEERS / "gateway"
KAPELL = pathlib.Path(os.environ.get("KAPELL_PROGRAM") or ROOT / ".build/static/kapell").absolute()
MODELS = ("fast", "paced-1-10", "paced-20", "paced-50")
CLIENT_KEY, UPSTREAM_KEY = "sk-bench-client", "sk-bench-upstream"
TICKS = os.sysconf("SC_CLK_TCK")

KAPELL_CONFIGURATION = """version: 1
models:
  providers:
    up: {{kind: openai-compatible, url: "http://127.0.0.1:{upstream}/v1", key: "${{UP_KEY}}", private: true}}
server:
  host: 127.0.0.1
  port: {port}
"""

# What its page "Production Best Practices" asks for, without what needs a database, Redis or Slack.
LITELLM_MODEL = """  - model_name: up/{name}
    litellm_params: {{model: openai/{name}, api_base: "http://127.0.0.1:{upstream}/v1", api_key: os.environ/UP_KEY}}
"""
LITELLM_CONFIGURATION = """model_list:
{models}general_settings:
  master_key: {key}
  proxy_batch_write_at: 60
  database_connection_pool_limit: 10
  disable_error_logs: True
litellm_settings:
  request_timeout: 600
  set_verbose: False
  json_logs: true
  # An Anthropic client is served from chat completions, as ours does it; by default from the Responses API.
  use_chat_completions_url_for_anthropic_messages: true
"""
LITELLM_ENVIRONMENT = {
    "LITELLM_MODE": "PRODUCTION", "LITELLM_LOG": "ERROR", "LITELLM_MASTER_KEY": CLIENT_KEY,
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # its start does not wait for a download
}

NGINX_CONFIGURATION = """daemon off;
worker_processes auto;
pid {folder}/pid;
error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000;
  upstream up {{ server 127.0.0.1:{upstream}; keepalive 1024; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass http://up;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }}
  }}
}}
"""


class Server:
    """A running process with its folder. `prefix` is what stands before a model's name in requests to it."""

    def __init__(self, name, prefix, ready, write, arguments, environment=None, limit=30.0):
        self.name, self.prefix, self.port = name, prefix, free_port()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"kapell-bench-{name}-"))
        for file, text in write(self).items():
            (self.folder / file).write_text(text)
        arguments = [str(part) for part in arguments(self)]
        kept = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR") if key in os.environ}
        with open(self.folder / "log", "wb") as log:
            began = time.perf_counter()
            try:
                self.process = subprocess.Popen(
                    arguments, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                    start_new_session=True,
                    env={**kept, "HOME": str(self.folder), "UP_KEY": UPSTREAM_KEY, **(environment or {})})
            except OSError as error:
                shutil.rmtree(self.folder, ignore_errors=True)
                program = os.path.relpath(arguments[0], ROOT)
                raise Failed(f"{name} cannot be started: {program}: {error.strerror}") from None
        self.pid = self.process.pid
        try:
            while answer(self.port, ready)[0] != 200:
                if self.process.poll() is not None or time.perf_counter() - began > limit:
                    raise Failed(f"{name} was not ready within {limit:g} s, or ended:\n{self.log()}")
                time.sleep(0.002)
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.perf_counter() - began

    def log(self):
        return (self.folder / "log").read_bytes()[-1500:].decode(errors="replace")

    def processes(self):
        """The process and all that it has started."""
        found = [self.pid]
        for pid in found:
            try:
                for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                    found += map(int, (task / "children").read_text().split())
            except OSError:
                continue
        return found

    def cpu_seconds(self):
        """User and system time of the process and its children, those that have ended included."""
        total = 0
        for pid in self.processes():
            try:
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime
        return total / TICKS

    def resident_megabytes(self):
        total = 0
        for pid in self.processes():
            for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1]) * 1024
        return total / 1e6

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, 9)  # its own group: start_new_session
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def answer(port, path):
    """Status and body of a GET; status 0 when there is no answer."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            data = b""
            while piece := connection.recv(65536):
                data += piece
    except OSError:
        return 0, b""
    head, _, body = data.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    return (int(words[1]) if len(words) > 1 and words[1].isdigit() else 0), body


def upstream():
    return Server("upstream", "", "/health", lambda _: {},
                  lambda server: [PROGRAMS / "upstream", "--port", server.port])


def upstream_stats(server):
    return json.loads(answer(server.port, "/stats")[1])


def journal_dropped(server):
    """How many of kapell's runs the journal could not take in; null where it does not say."""
    for line in answer(server.port, "/metrics")[1].decode(errors="replace").splitlines():
        if line.startswith("kapell_journal_dropped_total "):
            return int(float(line.split()[1]))
    return None


def kapell(source):
    return Server(
        "kapell", "up/", "/readyz",
        lambda server: {"kapell.yaml": KAPELL_CONFIGURATION.format(upstream=source.port, port=server.port)},
        lambda server: [KAPELL, "serve", "--config", server.folder / "kapell.yaml"])


def litellm(source):
    models = "".join(LITELLM_MODEL.format(name=name, upstream=source.port) for name in MODELS)
    return Server(
        "litellm", "up/", "/health/readiness",
        lambda server: {"config.yaml": LITELLM_CONFIGURATION.format(models=models, key=CLIENT_KEY)},
        lambda server: [PEERS / "litellm/bin/litellm", "--config", server.folder / "config.yaml", "--host", "127.0.0.1",
                        "--port", server.port, "--num_workers", "1", "--telemetry", "False"],
        LITELLM_ENVIRONMENT, limit=120)


def smg(source):
    # Its router for providers. Without the polling of loads and the store of responses it has less to do.
    return Server(
        "smg", "", "/readiness", lambda _: {},
        lambda server: [PEERS / "smg/bin/smg", "launch", "--host", "127.0.0.1", "--port", server.port,
                        "--worker-urls", f"http://127.0.0.1:{source.port}", "--backend", "openai",
                        "--disable-load-monitoring", "--history-backend", "none", "--log-level", "warn",
                        "--prometheus-host", "127.0.0.1", "--prometheus-port", free_port()], limit=60)


def vllm_router(source):
    return Server(
        "vllm-router", "", "/readiness", lambda _: {},
        lambda server: [PEERS / "vllm-router/bin/vllm-router", "--host", "127.0.0.1", "--port", server.port,
                        "--worker-urls", f"http://127.0.0.1:{source.port}", "--policy", "round_robin",
                        "--log-level", "warning", "--prometheus-host", "127.0.0.1",
                        "--prometheus-port", free_port()], limit=60)


def nginx(source):
    unpacked = PEERS / "nginx/usr/sbin/nginx"
    program = unpacked if unpacked.exists() else shutil.which("nginx") or unpacked
    return Server(
        "nginx", "", "/health",
        lambda server: {"nginx.conf": NGINX_CONFIGURATION.format(
            folder=server.folder, upstream=source.port, port=server.port)},
        lambda server: [program, "-p", server.folder, "-c", server.folder / "nginx.conf"])
