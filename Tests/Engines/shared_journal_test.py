#!/usr/bin/env python3
"""Two servers of one scope on a journal in PostgreSQL: what one begins, the other sees, answers and takes over.

    shared_journal_test.py PROGRAM DATABASE
"""

import json
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Client"))
import serving
from checks import check, need, run_checks, secrets

CONFIGURATION = """version: 1
stores:
  journal: "${{DATABASE}}"
  scope: {scope}
workflows:
  order:
    channels: {{file: text, approved: boolean}}
    nodes:
      ask: {{approve: "Send it?", into: approved}}
      send: {{subprocess: [sh, -c, "echo {name} >> \\"$1\\"", sh, "{{{{file}}}}"], effect: once}}
    edges: [{{from: ask, to: send}}]
  slow:
    channels: {{file: text}}
    nodes:
      first: {{subprocess: [sh, -c, "echo first >> \\"$1\\"", sh, "{{{{file}}}}"], effect: once}}
      long: {{subprocess: [sh, -c, "echo {name} >> \\"$1\\"; [ {name} = b ] || sleep 120", sh, "{{{{file}}}}"], effect: idempotent}}
    edges: [{{from: first, to: long}}]
"""
program, database = sys.argv[1:3]
secrets.append("pw-that-no-one-sees")
place = tempfile.TemporaryDirectory(prefix="kapell-shared-")


def server(name, scope="shared"):
    return serving.Server(program, CONFIGURATION.format(scope=scope, name=name), DATABASE=database)


servers = [server("a"), server("b"), server("c", scope="another")]
a, b, c = servers


def got(answer, *statuses):
    status, _, body = answer
    need(status in (statuses or (200, 201, 202)), f"{status}: {body[:500]}")
    return json.loads(body)


def begin(where, workflow, file):
    return got(where.post(f"/kapell/v1/workflows/{workflow}/runs", {"input": {"file": str(file)}}))["run"]


def until(where, run, *wanted, seconds=90):
    end = time.monotonic() + seconds
    while True:
        status = got(where.get(f"/kapell/v1/runs/{run}/status"))["status"]
        if status in wanted:
            return status
        need(time.monotonic() < end, f"the run is still {status}")
        time.sleep(0.2)


@check("a run that waits on one server is answered through another, and done once")
def answered():
    file = pathlib.Path(place.name, "order")
    run = begin(a, "order", file)
    until(b, run, "waiting")
    interrupts = got(b.get(f"/kapell/v1/runs/{run}/interrupts"))["interrupts"]
    got(b.post(f"/kapell/v1/runs/{run}/interrupts", {"id": interrupts[0]["id"], "value": True}))
    for where in (a, b):
        until(where, run, "succeeded")
    need(file.read_text() in ("a\n", "b\n"), f"the file holds {file.read_text()!r}")


@check("both list the runs, and neither resumes a run of another scope")
def listed():
    run = begin(c, "order", pathlib.Path(place.name, "other"))
    until(c, run, "waiting")
    for where in (a, b):
        runs = got(where.get("/kapell/v1/runs?limit=1000"))["runs"]
        need(any(item["run"] == run for item in runs), "a run of the journal is not listed")
        status, _, _ = where.post(f"/kapell/v1/runs/{run}/resume", {})
        need(status == 409, f"a run of another scope was resumed: {status}")


@check("a run is followed through a server that does not drive it; killed, it is taken over after its lease")
def taken_over():
    file = pathlib.Path(place.name, "slow")
    run = begin(a, "slow", file)
    end = time.monotonic() + 30
    while not file.exists() or file.read_text().count("\n") < 2:
        need(time.monotonic() < end, "the run does not get on")
        time.sleep(0.1)
    need(file.read_text() == "first\na\n", f"the file holds {file.read_text()!r}")
    status, _, body = b.post(f"/kapell/v1/runs/{run}/resume", {})
    need(status == 409, f"a run that another server drives was resumed: {status} {body[:300]}")
    a.process.kill()
    a.process.wait()
    status, _, events = b.get(f"/kapell/v1/runs/{run}/events")
    need(status == 200 and '"status":"succeeded"' in events.replace(" ", ""), f"what followed is {events[-500:]}")
    need(file.read_text() == "first\na\nb\n", f"the file holds {file.read_text()!r}")
    a.start()
    need(until(a, run, "succeeded") == "succeeded", "the first server does not know how the run ended")


@check("checkpoints that one server was given are had from the other")
def checkpoints():
    body = {
        "thread": "t", "id": "1", "checkpoint": {"type": "json", "data": "e30="}, "metadata": {"step": 1}, "versions": {}, "values": {}}
    got(a.post("/kapell/v1/checkpoints", body))
    found = got(b.post("/kapell/v1/checkpoints/get", {"thread": "t"}))["checkpoint"]
    need(found and found["id"] == "1", f"what is found is {found}")
    need(got(c.post("/kapell/v1/checkpoints/get", {"thread": "t"}))["checkpoint"] is None, "another scope sees it")


@check("a database that cannot be reached is named without its password")
def away():
    try:
        server = serving.Server(
            program, CONFIGURATION.format(scope="x", name="d"),
            DATABASE="postgresql://kapell:pw-that-no-one-sees@127.0.0.1:9/kapell")
    except SystemExit as error:
        need("127.0.0.1:9" in str(error), f"the message is {error}")
        need(secrets[0] not in str(error), "the password is in the message")
    else:
        server.stop()
        raise AssertionError("the server has started")


try:
    code = run_checks(*sys.argv[3:])
finally:
    for one in servers:
        one.stop()
    place.cleanup()
sys.exit(code)
