"""`kapell serve` as a child process of a test: a configuration and a store of its own, the models of KAPELL_HOME."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

PLAIN = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def bare_environment():
    """Takes out of the environment what would send a client elsewhere. To be called before clients are imported."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.endswith(("_API_KEY", "_BASE_URL")) \
                or name.startswith(("AWS_", "OLLAMA_", "LITELLM_", "LANGCHAIN_", "LANGSMITH_")):
            del os.environ[name]


class Server:
    """`kapell serve` on a free port, with `configuration` as its kapell.yaml."""

    def __init__(self, program, configuration, **environment):
        program = os.path.abspath(program)
        self.folder = tempfile.TemporaryDirectory(prefix="kapell-clients-")
        folder = pathlib.Path(self.folder.name)
        (folder / "kapell.yaml").write_text(configuration)
        self.home = folder / "home"
        self.home.mkdir()
        (self.home / "models").symlink_to(models(program, folder))
        self.log = open(folder / "serve.log", "w+")
        self.command = [program, "serve", "--port", "0", "--json"]
        self.environment = dict(os.environ, KAPELL_HOME=str(self.home), **environment)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, cwd=self.folder.name, stdout=subprocess.PIPE, stderr=self.log, text=True, env=self.environment)
        line = self.process.stdout.readline()
        if "address" not in line:
            self.log.seek(0)
            raise SystemExit(f"kapell serve did not start: {line}{self.process.stdout.read()}{self.log.read()}")
        self.base = json.loads(line)["address"]

    def crash(self):
        """Kills the server, and starts another in its place, with another address."""
        self.process.kill()
        self.process.wait()
        self.start()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        finally:
            self.log.close()
            self.folder.cleanup()

    def get(self, path):
        """Status, header and body."""
        return answer(urllib.request.Request(self.base + path))

    def post(self, path, body, headers=None):
        """Status, header and body."""
        return answer(urllib.request.Request(
            self.base + path, data=json.dumps(body).encode(),
            headers={"content-type": "application/json", **(headers or {})}))

    def run(self, headers):
        """The events of the run that an answer names."""
        for _ in range(50):
            status, _, body = self.get(f"/kapell/v1/runs/{headers['x-kapell-run']}")
            events = json.loads(body).get("events", []) if status == 200 else []
            if any(event["type"] == "run.finished" for event in events):
                return events
            time.sleep(0.1)
        raise AssertionError("the run is not in the journal")


def models(program, folder):
    """The folder of models that the program uses."""
    home = os.environ.get("KAPELL_HOME") or subprocess.run(
        [program, "doctor", "--json"], capture_output=True, text=True, check=False, cwd=folder).stdout
    if home.lstrip().startswith("{"):
        findings = json.loads(home)["findings"]
        home = next(finding["detail"] for finding in findings if finding["what"] == "data folder")
    return pathlib.Path(home, "models").absolute()


def answer(request):
    """Status, header and body of a request, also where it failed."""
    try:
        with PLAIN.open(request, timeout=60) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()
