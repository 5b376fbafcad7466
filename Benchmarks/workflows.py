#!/usr/bin/env python3
"""The area `workflows`: steps, durability, effects, waiting and workers. `make bench-workflows` runs it.

    workflows.py [--rows ID,ID] [--runs N] [--small] [--long]

--small tries the script; its figures mean nothing. --long also takes one run of 1,000,000 events through its stages.
KAPELL_BENCH names another program than .build/static/kapell-bench.
"""

import collections
import contextlib
import json
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import harness
from harness import ROOT, Failed, run_json

PROGRAM = pathlib.Path(os.environ.get("KAPELL_BENCH", ROOT / ".build/static/kapell-bench"))
PYTHON = ROOT / ".build-bench/workflows/bin/python"
PEERS = ROOT / "Benchmarks/workflows_peers.py"
PLACE = ROOT / ".build-bench/workflows-data"
ALL = (
    "wf.superstep", "wf.durable", "wf.durable.effect", "wf.durable.peer", "wf.bytes", "wf.bytes.growth",
    "wf.duplicates", "wf.prefix", "wf.cancel", "wf.sleepers", "wf.resume", "wf.postgres")
TOOLS = ("task", "effects", "program")
WORKERS = 4
WIDTH = 8  # runs that a worker drives at the same time


def options(given):
    return [part for name, value in given.items() for part in (f"--{name}", value)]


def ours(task, **given):
    return run_json([PROGRAM, "workflows", "--task", task, *options(given)])


def theirs(command, *flags, **given):
    return run_json([PYTHON, PEERS, command, *flags, *options(given)])


@contextlib.contextmanager
def folder():
    """A new folder on the disk of the checkout."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=PLACE) as path:
        yield path


def in_folder(measure, *arguments, **given):
    with folder() as path:
        return measure(*arguments, folder=path, **given)


def measure_superstep(area, runs, small):
    area.compare(
        "wf.superstep", "microseconds of CPU a step, two nodes in a loop, no durability; peer LangGraph", 0.025, "<=",
        runs=runs,
        ours=lambda: ours("superstep", steps=4_000 if small else 40_000)["microseconds"],
        peer=lambda: theirs("superstep", steps=400 if small else 2_000)["microseconds"])


def measure_durable(area, wanted, runs, small):
    """All sides in turn, so that each meets the disk as it is: in short samples, and many, for its time swings. A sample
    is long enough that the first commits of a process, which cost more, do not decide it."""
    steps = 20 if small else 1_000
    runs = runs if small else runs * 4
    sides = {
        "step": lambda: in_folder(ours, "durable", steps=steps),
        "effect": lambda: in_folder(ours, "durable", steps=steps, effect="idempotent"),
        "commits": lambda: in_folder(theirs, "commits", steps=steps),
        "LangGraph": lambda: in_folder(theirs, "durable", steps=steps),
        "effect, result at once": lambda: in_folder(ours, "durable", steps=steps, effect="once"),
    }
    said = {name: [] for name in sides}
    for number in range(runs):
        for name in list(sides) if number % 2 == 0 else reversed(list(sides)):
            said[name].append(sides[name]())
        print(f"  wf.durable     {number + 1}/{runs}: " + ", ".join(
            f"{name} {figures[-1]['microseconds']:.0f}" for name, figures in said.items()), file=sys.stderr)

    def times(name):
        return [figures["microseconds"] for figures in said[name]]

    what = "microseconds a durable step, WAL and synchronous=FULL"
    rows = (
        ("wf.durable", f"{what}; peer a commit of SQLite alone", 1.3, "step", "commits"),
        ("wf.durable.effect", f"{what}, with an effect; peer a commit of SQLite alone", 2.4, "effect", "commits"),
        ("wf.durable.peer", f"{what}; peer LangGraph, durability sync", 0.5, "step", "LangGraph"))
    for row_id, text, bar, mine, peer in rows:
        if row_id in wanted:
            area.add(row_id, text, bar, "<=", times(mine), times(peer))
    return {"wf.durable in µs a step": said}


def measure_bytes(area, wanted, runs):
    # Always the same number of bytes, but it costs little to be sure of it.
    small = [in_folder(ours, "bytes", steps=100)["bytes"] for _ in range(runs)]
    large = [in_folder(ours, "bytes", steps=400)["bytes"] for _ in range(runs)]
    peer = [in_folder(theirs, "bytes", steps=400)["bytes"] for _ in range(runs)]
    if "wf.bytes" in wanted:
        area.add(
            "wf.bytes", "bytes on the disk after 400 steps of a message of 200 bytes; peer LangGraph", 0.02, "<=",
            large, peer)
    if "wf.bytes.growth" in wanted:
        area.add("wf.bytes.growth", "bytes after 400 such steps over those after 100", 4.5, "<=",
                 [many / few for many, few in zip(large, small)])
    return {"bytes after 100 steps": {
        "ours": small[0], "LangGraph": in_folder(theirs, "bytes", steps=100)["bytes"]},
        "LangGraph after 400 steps, DeltaChannel (beta)": in_folder(theirs, "bytes", "--delta", steps=400)["bytes"]}


def killed_ours(path, die=None, after=None):
    """Drives the run in a process that dies; whether it did."""
    arguments = [PROGRAM, "workflows", "--task", "drive", "--folder", path, *(["--die", die] if die else [])]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        if after is not None:
            time.sleep(after)
            process.kill()
        out, err = process.communicate(timeout=300)
    if process.returncode not in (0, -signal.SIGKILL):
        raise Failed(f"the run that is killed failed: {out}{err}")
    return process.returncode != 0


def duplicates_ours(kills):
    """Kills at each boundary of the journal and after each effect, then at random times, until there were enough."""
    with folder() as path:
        began = time.monotonic()
        clean = ours("drive", folder=path)
        seconds = time.monotonic() - began
    moments = [f"{moment}:{number + 1}" for number in range(clean["appends"]) for moment in ("before", "after")]
    moments += [f"effect:{number + 1}" for number in range(clean["effects"])]
    source = random.Random(8)
    counts = collections.Counter({"boundaries": len(moments)})
    if kills < len(moments):
        moments = source.sample(moments, kills)
    while counts["kills"] < kills:
        die = moments.pop() if moments else None
        with folder() as path:
            died = killed_ours(path, die=die) if die else killed_ours(path, after=source.uniform(0, seconds))
            if not died:  # it was done before
                counts["too late"] += 1
                if counts["too late"] > kills:
                    raise Failed("the run ends before it can be killed")
                continue
            counts["kills"] += 1
            counts["at random times"] += die is None
            done = ours("drive", folder=path)
        # What was to happen, whatever its key.
        happened = collections.Counter(line.partition(" ")[2] for line in done["lines"])
        counts["lost"] += done["effects"] - len(happened) + abs(done["rounds"] - done["booked"])
        counts["duplicates"] += sum(happened.values()) - len(happened)
        counts["asked"] += done["doubts"]
        if counts["kills"] % 20 == 0:
            print(f"  wf.duplicates  {dict(counts)}", file=sys.stderr)
    return counts


def duplicates_theirs(kills, steps=40):
    """LangGraph at random times of its run."""
    with folder() as path:
        seconds = theirs("drive", folder=path, steps=steps)["seconds"]
    source = random.Random(8)
    counts = collections.Counter()
    while counts["kills"] < kills and counts["too late"] < kills:
        with folder() as path:
            arguments = [PYTHON, PEERS, "drive", "--folder", path, "--steps", str(steps)]
            with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
                process.stdout.readline()
                time.sleep(source.uniform(0, seconds))
                process.kill()
            if process.returncode == 0:
                counts["too late"] += 1
                continue
            done = theirs("drive", folder=path, steps=steps)
        counts["kills"] += 1
        happened = collections.Counter(done["lines"])
        counts["duplicates"] += sum(happened.values()) - len(happened)
        counts["lost"] += steps - len(happened)
    return counts


def measure_duplicates(area, small):
    mine = duplicates_ours(20 if small else 200)
    if mine["lost"]:
        raise Failed(f"effects were lost: {dict(mine)}")
    peer = duplicates_theirs(5 if small else 40)
    kills = mine["kills"]
    area.report(
        "wf.duplicates", f"effects that happened twice, over {kills} kill -9; reported: LangGraph sync, of as many", 0,
        mine["duplicates"], peer["duplicates"] / peer["kills"] * kills)
    return {"wf.duplicates": {"ours": dict(mine), "LangGraph": dict(peer)}}


def measure_prefix(area):
    mine = in_folder(ours, "prefix", questions=20)["effects"]
    if mine < 20:
        raise Failed(f"only {mine} of 20 effects happened")
    area.report(
        "wf.prefix", "effects in front of 20 questions of one node, each answered after a pause; reported: LangGraph",
        20, mine, in_folder(theirs, "prefix", questions=20)["effects"])


def measure_cancel(area, runs):
    """Of five runs, the worst."""
    said = {side: {tool: [in_folder(measure, "cancel", tool=tool) for _ in range(runs)] for tool in TOOLS}
            for side, measure in (("ours", ours), ("LangGraph", theirs))}
    worst = {side: sum(max(run["after"] for run in figures) for figures in tools.values())
             for side, tools in said.items()}
    area.report(
        "wf.cancel", "effects after a cancel has returned, of three tools with 16 to go: a task, effects, a program; "
        "reported: LangGraph, whose second tool is a plain function", 0, worst["ours"], worst["LangGraph"])
    return {"wf.cancel": said}


def measure_sleepers(area, runs, small):
    area.compare(
        "wf.sleepers", "bytes of resident memory a sleeping run, 10,000 of them", 4096, "<=", runs=runs,
        ours=lambda: in_folder(ours, "sleepers", runs=500 if small else 10_000)["bytes"])


def measure_resume(area, runs):
    def stored(arguments, path):
        done = subprocess.run([str(part) for part in arguments] + ["--folder", path], capture_output=True, text=True)
        if done.returncode != -signal.SIGKILL:
            raise Failed(f"the run could not be stored: {done.stdout}{done.stderr}")

    def resumed(arguments, original):
        with folder() as path:
            copy = pathlib.Path(path, "copy")
            shutil.copytree(original, copy)
            began = time.monotonic_ns()
            said = run_json([*arguments, "--folder", copy])
            if said["step"] != 50:
                raise Failed(f"step {said['step']} was run in place of step 50")
            return (said["nanoseconds"] - began) / 1e6

    with folder() as mine, folder() as peer:
        stored([PROGRAM, "workflows", "--task", "store"], mine)
        stored([PYTHON, PEERS, "store"], peer)
        resumed([PYTHON, PEERS, "resume"], peer)  # the first one reads from the disk
        area.compare(
            "wf.resume", "ms from exec to the next step of a stored run; peer LangGraph with its import", 0.05, "<=",
            runs=runs,
            ours=lambda: resumed([PROGRAM, "workflows", "--task", "resume"], mine),
            peer=lambda: resumed([PYTHON, PEERS, "resume"], peer))


@contextlib.contextmanager
def postgres():
    """Debian's PostgreSQL in a folder of its own, with its standard settings."""
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs or not (programs[-1] / "initdb").exists():
        raise FileNotFoundError("there is no PostgreSQL server; on Debian: apt-get install postgresql")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as path:
        user = {}
        if os.geteuid() == 0:  # the server refuses to run as root
            user = {"user": "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"}
            shutil.chown(path, **user)
        data = f"{path}/data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def call(*arguments):
            done = subprocess.run(arguments, cwd=path, capture_output=True, text=True, **user)
            if done.returncode:
                raise Failed(f"{arguments[0]}: {done.stderr}")

        call(programs[-1] / "initdb", "-D", data, "-A", "trust", "-U", "bench", "--encoding=UTF8", "--locale=C")
        call(programs[-1] / "pg_ctl", "-D", data, "-w", "-l", f"{path}/log", "-o",
             f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={path}", "start")
        try:
            yield f"postgresql://bench@127.0.0.1:{port}/postgres"
        finally:
            call(programs[-1] / "pg_ctl", "-D", data, "-m", "fast", "stop")


def workers(commands):
    """Four workers that begin together; steps a second from the first one's beginning to the last one's end."""
    processes = [subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command in commands]
    try:
        for process in processes:
            line = process.stdout.readline()
            if line.strip() != "ready":
                raise Failed(f"a worker did not begin: {line}")
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [json.loads(process.communicate(timeout=600)[0].strip().rpartition("\n")[2]) for process in processes]
    except (ValueError, subprocess.TimeoutExpired) as error:
        raise Failed(f"a worker failed: {error}") from None
    finally:
        for process in processes:
            process.kill()
            process.wait()
    seconds = (max(one["ended"] for one in said) - min(one["began"] for one in said)) / 1e9
    return sum(one["steps"] for one in said), seconds


def measure_postgres(area, runs, small):
    what = f"durable steps a second, {WORKERS} workers with {WIDTH} runs each, PostgreSQL; peer DBOS on the same server"
    steps = 20 if small else 100

    def mine(url):
        given = {"url": url, "schema": "bench", "steps": steps, "width": WIDTH}
        ours("enqueue", runs=WORKERS * WIDTH, **given)
        command = [PROGRAM, "workflows", "--task", "work", *options(given)]
        done, seconds = workers([command] * WORKERS)
        if done != WORKERS * WIDTH * steps:
            raise Failed(f"{done} steps have run, not {WORKERS * WIDTH * steps}")
        return done / seconds

    def peer(url, runs=WIDTH):
        tag = f"{time.time_ns()}"
        given = {"url": url.replace("/postgres", "/dbos"), "steps": steps, "width": WIDTH, "runs": runs}
        done, seconds = workers(
            [[PYTHON, PEERS, "work", *options(given | {"name": f"{tag}-{number}"})]
             for number in range(WORKERS if runs else 1)])
        return done / seconds if seconds else 0

    try:
        with postgres() as url:
            peer(url, runs=0)  # makes the tables
            area.compare("wf.postgres", what, 3, ">=", runs=runs, ours=lambda: mine(url), peer=lambda: peer(url))
    except FileNotFoundError as absent:
        area.add("wf.postgres", what, 3, ">=", [], missing=str(absent))


def measure_long(small):
    """One run of very many events: begun, paused, killed, gone on with, asked for, forked. Not a row."""
    events = 20_000 if small else 1_000_000
    stages = []
    with folder() as path:
        def stage(name, **given):
            stages.append({"stage": name} | ours("long", stage=name, folder=path, events=events, **given))
            print(f"  long           {stages[-1]}", file=sys.stderr)

        stage("begin", pause=events // 2)
        stage("status")
        arguments = [PROGRAM, "workflows", "--task", "long", *options(
            {"stage": "resume", "folder": path, "events": str(events)})]
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as process:
            time.sleep(0.3 if small else 10)
            process.kill()
        stage("status")
        for name in ("resume", "status", "fork"):
            stage(name)
        stage("fork", at=events // 2)
        stages.append({"stage": "on the disk", "bytes": sum(each.stat().st_size for each in pathlib.Path(path).iterdir())})
    return {"one run of so many events": events, "stages": stages}


def main():
    wanted, runs, small, long = harness.options(__doc__, ALL, "--small", "--long")
    area = harness.Area("workflows-small" if small else "workflows")
    try:
        details = {"versions": theirs("versions")}
        if "wf.superstep" in wanted:
            measure_superstep(area, runs, small)
        if wanted & {"wf.durable", "wf.durable.effect", "wf.durable.peer"}:
            details |= measure_durable(area, wanted, runs, small)
        if wanted & {"wf.bytes", "wf.bytes.growth"}:
            details |= measure_bytes(area, wanted, runs)
        if "wf.duplicates" in wanted:
            details |= measure_duplicates(area, small)
        if "wf.prefix" in wanted:
            measure_prefix(area)
        if "wf.cancel" in wanted:
            details |= measure_cancel(area, runs)
        if "wf.sleepers" in wanted:
            measure_sleepers(area, runs, small)
        if "wf.resume" in wanted:
            measure_resume(area, runs)
        if "wf.postgres" in wanted:
            measure_postgres(area, runs, small)
        if long:
            details["long"] = measure_long(small)
        area.finish(order=ALL, **details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-workflows\n  why: {failure}")


main()
