#!/usr/bin/env python3
"""A soak of the embedded engine: random arrivals, departures, schemas and long prompts against one server.

    engine_soak.py [--minutes N] [--streams N] [--clients N] [--seed N] [--peer]

Ends with 1 when something was found: memory that grows, a request that failed or did not end in its time, an
answer that does not fit its schema, a server that computes on when all clients have gone. --peer soaks
llama-server instead.
"""

import argparse
import json
import pathlib
import random
import signal
import statistics
import sys
import time

import engine_schema
import engine_servers
import engine_stops
import engine_texts
from engine_client import END, Exchange, Load
from engine_texts import chat, long_chat, story
from harness import Failed

# Seconds: between arrivals at the mean; for a request to end, where many wait; between looks at memory.
PAUSE, PATIENCE, LOOK = 0.8, 300, 5
GROWTH, ROOM = 1.05, 8  # what memory may have grown by from the tenth of the time to the end: a share, and MB
REFUSED = {400, 413}  # what a prompt longer than the window is answered with


class Visit:
    """One client: its request, when it leaves, and what is wrong with what it got."""

    def __init__(self, kind, exchange, leaves=None, schema=None):
        self.kind, self.exchange, self.leaves, self.schema = kind, exchange, leaves, schema

    def fault(self):
        exchange = self.exchange
        if exchange.status in (429, 503):
            return None if b"retry-after:" in exchange.data.lower() else f"{exchange.status} without Retry-After"
        if self.kind == "too long":
            return None if exchange.status in REFUSED else f"a prompt beyond the window: {self.said()}"
        if exchange.status != 200:
            return self.said()
        if self.kind == "whole":
            return None if exchange.json()["choices"][0]["message"]["content"] else "an empty answer"
        if END not in exchange.body:
            return f"the stream was cut: {exchange.body[-300:]!r}"
        if self.schema:
            reason = engine_schema.wrong(exchange.text, self.schema)
            return reason and f"{reason}: {exchange.text!r} for {json.dumps(self.schema)}"
        return None if exchange.text and exchange.tokens else "an empty answer"

    def said(self):
        return f"status {self.exchange.status}: {self.exchange.body[-300:]!r}"


class Soak:
    def __init__(self, server, options):
        self.server, self.options, self.random = server, options, random.Random(options.seed)
        self.load, self.visits = Load(), {}
        self.counts, self.findings, self.memory = {}, [], []
        self.prefixes = [engine_texts.words(self.random.randint(200, 900), f"prefix {number}") for number in range(6)]

    def visit(self):
        """The next client."""
        random_, seed = self.random, self.random.random()
        kind = random_.choices(
            ("chat", "whole", "schema", "prefix", "long", "leaves writing", "leaves reading", "too long"),
            (5, 2, 5, 3, 1, 4, 2, 0.5))[0]
        leaves = schema = None
        tokens = random_.randint(8, 200)
        if kind == "schema":
            schema = engine_schema.random_schema(random_)
            body = chat(story(random_.randint(20, 200), seed, "Write it down as JSON."), 1_500,
                        response_format=engine_schema.response_format(schema))
        elif kind == "prefix":
            body = chat(f"{random_.choice(self.prefixes)}\n\n{story(20, seed)}", tokens)
        elif kind == "long":
            body = chat(story(random_.randint(900, 1_800), seed), tokens)
        elif kind == "too long":
            body = chat(story(random_.randint(2_200, 4_000), seed), tokens)
        elif kind == "leaves writing":
            body, leaves = long_chat(story(40, seed), 1_500), random_.uniform(0.5, 20)
        elif kind == "leaves reading":
            body, leaves = long_chat(story(1_800, seed), 100), random_.uniform(0.0, 2)
        else:
            body = chat(story(random_.randint(20, 300), seed), tokens)
        if random_.random() < 0.5:
            body |= {"temperature": random_.choice((0.3, 0.8, 1.2)), "seed": random_.randrange(1 << 30)}
        if kind == "whole":
            body = {key: value for key, value in body.items() if not key.startswith("stream")}
        return Visit(kind, Exchange(self.server, body), leaves, schema)

    def find(self, what):
        self.findings.append(what)
        print(f"  found: {what}", file=sys.stderr)

    def end(self, visit, outcome, fault=None):
        self.counts.setdefault(visit.kind, {}).setdefault(outcome, 0)
        self.counts[visit.kind][outcome] += 1
        if fault:
            self.find(f"{visit.kind}: {fault}")

    def settle(self, seconds):
        """Waits for so long at most: takes in what has ended, and sends away those whose time has come."""
        for exchange in self.load.step(seconds):
            visit = self.visits.pop(exchange)
            try:
                fault = visit.fault()
            except (Failed, ValueError, LookupError, TypeError) as error:
                fault = f"an answer that cannot be read, {error}: {exchange.data[-300:]!r}"
            outcome = ("faulty" if fault else "turned away" if exchange.status in (429, 503) else
                       "refused" if exchange.status != 200 else "answered")
            self.end(visit, outcome, fault)
        now = time.perf_counter()
        for exchange, visit in list(self.visits.items()):
            spent = now - exchange.began
            if visit.leaves is not None and spent >= visit.leaves:
                self.leave(visit, "left")
            elif spent > PATIENCE:
                self.leave(visit, "stuck", f"not over after {PATIENCE} s: {exchange.data[-200:]!r}")

    def leave(self, visit, outcome, fault=None):
        del self.visits[visit.exchange]
        self.load.drop(visit.exchange)
        self.end(visit, outcome, fault)

    def arrive(self):
        visit = self.visit()
        try:
            self.visits[self.load.add(visit.exchange)] = visit
        except OSError as error:
            self.end(visit, "faulty", f"no connection: {error}")

    def look(self, passed):
        if self.server.process.poll() is not None:
            raise Failed(f"the server ended with status {self.server.process.returncode}:\n{self.server.log()}")
        self.memory.append((passed, *engine_servers.resident(self.server.pid)))

    def run(self):
        length, began = self.options.minutes * 60, time.perf_counter()
        arrival = look = told = 0.0
        while (passed := time.perf_counter() - began) < length:
            if passed >= arrival and len(self.visits) < self.options.clients:
                self.arrive()
                arrival = passed + self.random.expovariate(1 / PAUSE)
            if passed >= look:
                self.look(passed)
                look = passed + LOOK
            if passed >= told + 60:
                told = passed
                print(f"  {passed / 60:.0f} of {self.options.minutes:g} minutes: {self.total()} clients, "
                      f"{self.memory[-1][1]:.0f} MB, {len(self.findings)} findings", file=sys.stderr)
            self.settle(0.05)
        while self.visits:  # each ends, or is stuck
            self.settle(0.2)
        self.look(length)
        self.afterwards()
        self.judge_memory(length)

    def afterwards(self):
        """All clients have gone: nothing is computed any more, and the next one is answered."""
        try:
            engine_stops.wait_for_rest(self.server)
        except Failed:
            self.find("the server still computes, though all clients have gone")
        last = Visit("last", Exchange(self.server, long_chat(story(40, "last"), 16)))
        self.visits[self.load.add(last.exchange)] = last
        while self.visits:
            self.settle(1)

    def judge_memory(self, length):
        def at(since, until):
            return [statistics.median(column) for column in
                    list(zip(*(look[1:] for look in self.memory if since * length <= look[0] <= until * length)))]

        (early, early_own), (late, late_own) = at(0.08, 0.12), at(0.96, 1.0)
        print(f"  resident: {early:.1f} MB at a tenth of the time, {late:.1f} MB at its end; without pages of files "
              f"{early_own:.1f} and {late_own:.1f} MB", file=sys.stderr)
        if late > early * GROWTH + ROOM:
            self.find(f"memory grew from {early:.1f} to {late:.1f} MB")

    def total(self):
        return sum(sum(outcomes.values()) for outcomes in self.counts.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--streams", type=int, default=4, help="that the server writes at a time")
    parser.add_argument("--clients", type=int, default=12, help="at most so many at a time; those beyond streams wait")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", action="store_true", help="llama-server instead of ours, to try the script")
    parser.add_argument("--memory", type=pathlib.Path, help="a file that is to hold all looks at the memory, as JSON")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through `finally`, so that no server stays behind
    try:
        server = (engine_servers.llama if options.peer else engine_servers.kapell)(options.streams)
        soak = Soak(server, options)
        try:
            soak.run()
        finally:
            soak.load.close()
            server.stop()
    except Failed as failure:
        sys.exit(f"\nFailed: soak of the engine\n  why: {failure}")
    for kind, outcomes in sorted(soak.counts.items()):
        print(f"{kind:<16} " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    print(f"{soak.total()} clients in {options.minutes:g} minutes, {len(soak.findings)} findings")
    if options.memory:
        options.memory.write_text(json.dumps(soak.memory) + "\n")
    sys.exit(1 if soak.findings else 0)


main()
