#!/usr/bin/env python3
"""The area `gateway`: what `kapell serve` costs between a client and a provider. `make bench-gateway` runs it.

    gateway.py [--rows ID,ID] [--runs N] [--whole-memory]
"""

import json
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import gateway_servers
import harness
from gateway_servers import CLIENT_KEY, PROGRAMS
from harness import Failed

ALL = ("gateway.cpu", "gateway.cpu.litellm", "gateway.p50", "gateway.p99", "gateway.ttft", "gateway.ttft.peer",
       "gateway.translate", "gateway.streams", "gateway.streams.late", "gateway.memory", "gateway.growth",
       "gateway.start")
# The rows for which a server must be there; kapell and the upstream always are.
NEEDS = {"litellm": {"gateway.cpu.litellm", "gateway.p99", "gateway.translate"},
         "smg": {"gateway.cpu", "gateway.p50"}, "vllm_router": {"gateway.ttft.peer"},
         "nginx": {"gateway.cpu", "gateway.p50", "gateway.ttft", "gateway.translate", "gateway.streams",
                   "gateway.streams.late"}}
REQUESTS, EARLY = 100_000, 10_000  # of gateway.memory and gateway.growth
PEER_REQUESTS = 500  # LiteLLM's part of gateway.memory, without --whole-memory
TOKENS, STREAMS = 200, 512
SYSTEM = ("You answer questions about contracts. Quote the clause, name its number, and say when the contracts do not "
          "hold the answer. Never guess. ")
QUESTION = ("Which notice period does the contract with the warehouse in Straubing have, and from which day does it "
            "count? Name the clause, and the letter by which it was changed. ")


class Bench:
    """The servers of a run, and the loads that are put on them."""

    def __init__(self, folder):
        self.folder, self.servers, self.missing = folder, {}, {}
        self.upstream = gateway_servers.upstream()

    def start(self, name):
        """Starts a server, once. What is not there is noted with its reason; ours must be there."""
        if name in self.servers or name in self.missing:
            return
        try:
            self.servers[name] = getattr(gateway_servers, name)(self.upstream)
        except Failed as failure:
            if name == "kapell":
                raise
            self.missing[name] = str(failure)
            print(f"  {name} is left out: {failure}", file=sys.stderr)

    def stop(self):
        for server in (*self.servers.values(), self.upstream):
            server.stop()
        self.servers = {}

    def load(self, server, mode, model="fast", dialect="openai", lenient=False, **options):
        """What load.c says. Every answer must have come from the upstream, and, unless lenient, be whole."""
        path = self.folder / f"{dialect}-{mode}-{server.prefix.strip('/')}-{model}.json"
        if not path.exists():
            path.write_text(json.dumps(request(server.prefix + model, dialect, mode == "streams")))
        arguments = [PROGRAMS / "load", mode, "--port", server.port, "--body", path, "--dialect", dialect]
        if dialect == "anthropic":
            arguments += ["--path", "/v1/messages", "--header", f"x-api-key: {CLIENT_KEY}",
                          "--header", "anthropic-version: 2023-06-01"]
        else:
            arguments += ["--path", "/v1/chat/completions", "--header", f"Authorization: Bearer {CLIENT_KEY}"]
        for key, value in options.items():
            arguments += [f"--{key}", value]
        before = gateway_servers.upstream_stats(self.upstream)["requests"]
        done = subprocess.run([str(part) for part in arguments], capture_output=True, text=True, timeout=3600,
                              stdin=subprocess.DEVNULL)
        if done.returncode not in (0, 2):
            raise Failed(f"load ended with status {done.returncode}: {done.stderr[-500:]}")
        said = json.loads(done.stdout)
        if said["failed"] and not lenient:
            raise Failed(f"{server.name}: {said['failed']} of {said['answers']} answers failed, the first: "
                         f"{said['first_failure']}\n{server.log() if server is not self.upstream else ''}")
        reached = gateway_servers.upstream_stats(self.upstream)["requests"] - before
        if reached < said["good"]:
            raise Failed(f"{server.name} gave {said['good']} answers, and asked the upstream {reached} times")
        return said

    def cpu(self, server, mode, rest=0.5, **options):
        """Milliseconds of processor time an answer. What a server puts off, as its journal, is waited for."""
        before = server.cpu_seconds()
        said = self.load(server, mode, **options)
        time.sleep(rest)
        return (server.cpu_seconds() - before) * 1000 / said["answers"]


def request(model, dialect, stream):
    body = {"model": model, "max_tokens": 400, "temperature": 0.2}
    if dialect == "anthropic":
        body |= {"system": SYSTEM * 2, "messages": [{"role": "user", "content": QUESTION * 2}]}
    else:
        body |= {"messages": [{"role": "system", "content": SYSTEM * 2}, {"role": "user", "content": QUESTION * 2}]}
    if stream:
        body["stream"] = True
        if dialect == "openai":
            body["stream_options"] = {"include_usage": True}
    return body


def interleave(what, runs, measures):
    """The samples of each measure, taken in turn; the one that goes first changes."""
    samples = {name: [] for name in measures}
    names = list(measures)
    for number in range(runs):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            samples[name].append(measures[name]())
        print(f"  {what:<10} {number + 1}/{runs}: " + ", ".join(f"{name} {samples[name][-1]:.5g}" for name in names),
              file=sys.stderr)
    return samples


def present(bench, *names):
    return {name: bench.servers[name] for name in names if name in bench.servers}


def add(area, bench, row_id, what, bar, ours, samples, peer=None):
    """A row; the peer's samples are the ones under its name, or it says why there are none."""
    if peer and peer not in samples:
        area.add(row_id, what, bar, "<=", ours, missing=bench.missing.get(peer, "the peer was not measured"))
    else:
        area.add(row_id, what, bar, "<=", ours, samples[peer] if peer else ())


def measure_cpu(area, bench, wanted, runs):
    names = ["kapell", *(["smg", "nginx"] if "gateway.cpu" in wanted else []),
             *(["litellm"] if "gateway.cpu.litellm" in wanted else [])]
    counts = {"litellm": (300, 100)}
    measures = {}
    for name, server in present(bench, *names).items():
        count, warm = counts.get(name, (10_000, 2_000))
        bench.load(server, "closed", connections=8, requests=warm)
        measures[name] = lambda server=server, count=count: bench.cpu(server, "closed", connections=8, requests=count)
    samples = interleave("cpu", runs, measures)
    what = "ms of CPU a unary request, 8 connections; peer "
    if "gateway.cpu" in wanted:
        add(area, bench, "gateway.cpu", what + "smg", 1.5, samples["kapell"], samples, "smg")
    if "gateway.cpu.litellm" in wanted:
        add(area, bench, "gateway.cpu.litellm", what + "LiteLLM", 0.02, samples["kapell"], samples, "litellm")
    return {"ms of CPU a unary request": samples}


def added(samples, scale=1000):
    """What each server adds to the direct way, sample by sample, in milliseconds."""
    direct = samples["direct"]
    return {name: [(through - straight) / scale for through, straight in zip(taken, direct)]
            for name, taken in samples.items() if name != "direct"}


def measure_p50(area, bench, runs):
    def measure(server):
        return lambda: bench.load(server, "closed", connections=1, requests=2_000, warm=200)["latency"]["p50"]

    servers = {"direct": bench.upstream, **present(bench, "kapell", "smg", "nginx")}
    samples = interleave("p50 in µs", runs, {name: measure(server) for name, server in servers.items()})
    more = added(samples)
    add(area, bench, "gateway.p50", "ms added to a unary answer, p50, one connection; peer smg", 1.5, more["kapell"],
        more, "smg")
    return {"p50 of unary answers in µs": samples}


def measure_p99(area, bench, runs):
    servers = {"direct": bench.upstream, **present(bench, "kapell", "litellm")}
    if "litellm" not in servers:
        # Without LiteLLM there is no load to measure at, and no figure of ours.
        area.add("gateway.p99", "ms added to a unary answer, p99, at half of LiteLLM's peak", 0.04, "<=", [],
                 missing=bench.missing["litellm"])
        return {}
    bench.load(servers["litellm"], "closed", connections=4, requests=100)
    peaks = {}
    for count in (4, 16, 64):
        said = bench.load(servers["litellm"], "closed", connections=count, requests=300, lenient=True)
        peaks[count] = 0 if said["failed"] else said["per_second"]  # a load that it does not bear is no peak
    rate = max(peaks.values()) / 2
    if not rate:
        raise Failed(f"LiteLLM answered no load without a failure, the last one: {said['first_failure']}")
    print(f"  LiteLLM's peak: {2 * rate:.1f} requests a second", file=sys.stderr)

    def measure(server):
        return lambda: bench.load(server, "open", rate=rate, seconds=8, connections=256)["latency"]["p99"]

    samples = interleave("p99 in µs", runs, {name: measure(server) for name, server in servers.items()})
    more = added(samples)
    add(area, bench, "gateway.p99", "ms added to a unary answer, p99 from the planned time, at a fixed rate of half of "
        "LiteLLM's peak", 0.04, more["kapell"], more, "litellm")
    return {"LiteLLM's requests a second by connections": peaks, "p99 of unary answers in µs": samples}


def measure_first(area, bench, wanted, runs):
    def measure(server):
        return lambda: bench.load(server, "streams", model="paced-1-10", tokens=10, connections=1, requests=200,
                                  )["first"]["p50"]

    servers = {"direct": bench.upstream, **present(bench, "kapell", "vllm_router", "nginx")}
    samples = interleave("ttft in µs", runs, {name: measure(server) for name, server in servers.items()})
    more = added(samples)
    what = "ms added to the first token, p50, one stream at a time"
    if "gateway.ttft" in wanted:
        add(area, bench, "gateway.ttft", what, 1.0, more["kapell"], more)
    if "gateway.ttft.peer" in wanted:
        add(area, bench, "gateway.ttft.peer", what + "; peer vllm-router", 1.5, more["kapell"], more, "vllm_router")
    return {"time to the first token in µs": samples}


def measure_translation(area, bench, runs):
    counts = {"kapell": 16, "litellm": 8}
    servers = present(bench, *counts)

    def measure(name, model):
        return bench.cpu(servers[name], "streams", dialect="anthropic", model=model, connections=8,
                         requests=counts[name], timeout=120)

    for name in servers:
        measure(name, "fast")  # warm-up
    samples = interleave(
        "translate", runs, {name: lambda name=name: measure(name, "paced-20") for name in servers})
    add(area, bench, "gateway.translate", f"ms of CPU a streamed answer of {TOKENS} tokens, 20 ms pace, Anthropic "
        "client, OpenAI upstream; peer LiteLLM", 0.03, samples["kapell"], samples, "litellm")
    # Not rows: the same when all tokens come at once; and what it costs to pass the stream on as it is.
    more = {name: [measure(name, "fast") for _ in range(3)] for name in servers}
    if floor := present(bench, "nginx"):
        counts["nginx"] = 16
        servers |= floor
        more["nginx, 20 ms pace, not translated"] = [measure("nginx", "paced-20")]
    return {"ms of CPU a translated stream": samples, "ms of CPU a translated stream without a pace": more}


def measure_streams(area, bench, wanted, runs):
    options = {"model": "paced-50", "connections": STREAMS, "spread": 2000, "timeout": 60, "lenient": True}
    said = []
    for number in range(runs):
        said.append(bench.load(bench.servers["kapell"], "streams", **options))
        print(f"  streams    {number + 1}/{runs}: lost {said[-1]['lost']}, disordered {said[-1]['disordered']}, "
              f"late p99 {late(said[-1]):.3g} ms, failed {said[-1]['failed']}", file=sys.stderr)
    if "gateway.streams" in wanted:
        # One frame lost in one sample is one too many, so the sum of all samples counts, not their median.
        total = sum(sample["lost"] + sample["disordered"] for sample in said)
        area.add("gateway.streams", f"frames lost or out of order, {STREAMS} concurrent streams, 50 ms pace, all "
                 "samples together", 0, "<=", [total] * runs)
    if "gateway.streams.late" in wanted:
        area.add("gateway.streams.late", "ms late, p99 of all frames, from the time at which the upstream owed them",
                 50, "<=", [late(sample) for sample in said])
    floor = {name: bench.load(server, "streams", **options)
             for name, server in {"direct": bench.upstream, **present(bench, "nginx")}.items()}
    return {"streams": {"kapell": said, **floor}}


def late(said):
    if not said["late"]:
        raise Failed(f"no frame of any stream arrived; the first failure: {said['first_failure']}")
    return said["late"]["p99"] / 1000


def measure_processes(area, bench, wanted, runs, is_whole):
    """Fresh processes: how long each takes to be ready, and what it holds after many requests."""
    needs_load = bool(wanted & {"gateway.memory", "gateway.growth"})
    needs_peer = bool(wanted & {"gateway.memory", "gateway.start"})
    peer_requests = REQUESTS if is_whole else PEER_REQUESTS
    taken = {name: {"start": [], "early": [], "late": []} for name in ("kapell", "litellm")}
    dropped = []  # runs that the journal could not take in

    def measure(name, count):
        server = getattr(gateway_servers, name)(bench.upstream)
        try:
            taken[name]["start"].append(server.start_seconds)
            if not count:
                return
            first = min(count, EARLY)
            bench.load(server, "closed", connections=8, requests=first)
            taken[name]["early"].append(server.resident_megabytes())
            if count > first:
                bench.load(server, "closed", connections=8, requests=count - first)
            time.sleep(0.5)
            taken[name]["late"].append(server.resident_megabytes())
            if name == "kapell":
                dropped.append(gateway_servers.journal_dropped(server))
        finally:
            server.stop()

    measure("kapell", 0)  # the first one reads the program from the disk
    if needs_peer:
        try:
            if "litellm" not in bench.missing:
                measure("litellm", 0)
        except Failed as failure:
            bench.missing["litellm"] = str(failure)
    for name in taken:
        taken[name]["start"].clear()
    for number in range(runs):
        sides = [("kapell", REQUESTS if needs_load else 0)]
        if needs_peer and "litellm" not in bench.missing:
            sides.append(("litellm", peer_requests if "gateway.memory" in wanted else 0))
        for name, count in sides if number % 2 == 0 else reversed(sides):
            measure(name, count)
            print(f"  process    {name} {number + 1}/{runs}: " + ", ".join(
                f"{key} {values[-1]:.4g}" for key, values in taken[name].items() if values), file=sys.stderr)
    ours, peer = taken["kapell"], taken["litellm"]
    late_peer, start_peer = ({"litellm": peer[key]} if peer[key] else {} for key in ("late", "start"))
    if "gateway.memory" in wanted:
        what = f"resident MB after {REQUESTS:,} requests; peer LiteLLM"
        if not is_whole:
            what += f" after {peer_requests:,}"
        add(area, bench, "gateway.memory", what, 0.125, ours["late"], late_peer, "litellm")
    if "gateway.growth" in wanted:
        area.add("gateway.growth", f"resident after {REQUESTS:,} requests over that after {EARLY:,}", 1.05, "<=",
                 [end / start for end, start in zip(ours["late"], ours["early"])])
    if "gateway.start" in wanted:
        add(area, bench, "gateway.start", "seconds from exec to ready; peer LiteLLM", 0.02, ours["start"], start_peer,
            "litellm")
    return {"fresh processes, in s and MB": taken,
            f"runs dropped by the journal in {REQUESTS:,} requests": dropped}


def measure(area, bench, wanted, runs, is_whole):
    details = {}
    if wanted - {"gateway.memory", "gateway.growth", "gateway.start"}:
        bench.start("kapell")
        for name, rows in NEEDS.items():
            if wanted & rows:
                bench.start(name)
        for server in present(bench, "kapell", "smg", "vllm_router", "nginx").values():
            bench.load(server, "closed", connections=4, requests=500)
        if wanted & {"gateway.cpu", "gateway.cpu.litellm"}:
            details |= measure_cpu(area, bench, wanted, runs)
        if "gateway.p50" in wanted:
            details |= measure_p50(area, bench, runs)
        if "gateway.p99" in wanted:
            details |= measure_p99(area, bench, runs)
        if wanted & {"gateway.ttft", "gateway.ttft.peer"}:
            details |= measure_first(area, bench, wanted, runs)
        if "gateway.translate" in wanted:
            details |= measure_translation(area, bench, runs)
        if wanted & {"gateway.streams", "gateway.streams.late"}:
            details |= measure_streams(area, bench, wanted, runs)
        details["runs dropped by the journal"] = gateway_servers.journal_dropped(bench.servers["kapell"])
        for name in list(bench.servers):
            bench.servers.pop(name).stop()
    if wanted & {"gateway.memory", "gateway.growth", "gateway.start"}:
        details |= measure_processes(area, bench, wanted, runs, is_whole)
    floor = {what: statistics.median(samples["nginx"]) for what, samples in details.items()
             if isinstance(samples, dict) and isinstance(samples.get("nginx"), list)}
    return {"nginx as the floor": floor, "left out": bench.missing, **details}


def main():
    wanted, runs, is_whole = harness.options(__doc__, ALL, "--whole-memory")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through every `finally`, so that no server stays behind
    area = harness.Area("gateway")
    try:
        with tempfile.TemporaryDirectory(prefix="kapell-bench-") as folder:
            bench = Bench(pathlib.Path(folder))
            try:
                details = measure(area, bench, wanted, runs, is_whole)
            finally:
                bench.stop()
        area.finish(**details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-gateway\n  why: {failure}")


main()
