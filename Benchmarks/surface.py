#!/usr/bin/env python3
"""The area `surface`: schemas, JSON and sessions. `make bench-surface` runs it.

    surface.py [--rows ID,ID] [--runs N]
"""

import json
import pathlib
import random
import sys
import tempfile

import harness
from harness import ROOT, Failed, run_json

PROGRAM = ROOT / ".build/static/kapell-bench"
PYTHON = ROOT / ".build-bench/surface/bin/python"
PEERS = ROOT / "Benchmarks/surface_peers.py"
SCHEMAS = ROOT / "Benchmarks/schemas.json"
ALL = ("schema.validate", "schema.validate.rs", "json.partial", "json.parse", "session.turn", "session.growth")
SHAPES = ("records", "text")
DOCUMENT = 1_000_000  # bytes of the document of json.parse


def ours(command, *arguments):
    return run_json([PROGRAM, command, *arguments])


def theirs(command, *arguments):
    return run_json([PYTHON, PEERS, command, *arguments])


def measure_schemas(area, wanted, runs):
    details = {}
    for row_id, peer, bar in (("schema.validate", "jsonschema", 0.1), ("schema.validate.rs", "jsonschema_rs", 3)):
        if row_id not in wanted:
            continue
        area.compare(
            row_id, f"microseconds a validation, schema compiled, verdict only; peer {peer}", bar, "<=", runs=runs,
            ours=lambda: ours("schema", "--set", SCHEMAS)["microseconds"],
            peer=lambda: theirs("schema", "--set", SCHEMAS, "--with", peer)["microseconds"])
        # Not a row: the same with every error listed.
        details[f"{row_id} with errors"] = {
            "ours": ours("schema", "--set", SCHEMAS, "--report", "yes")["microseconds"],
            "peer": theirs("schema", "--set", SCHEMAS, "--with", peer, "--report")["microseconds"]}
    return details


def measure_partial(area, runs):
    """A piece late in the document against one early in it; of the two shapes, the one that fares worse."""
    cost = {reader: {shape: [] for shape in SHAPES} for reader in ("look", "hold", "none")}
    for number in range(runs):
        for reader, shapes in cost.items():
            for shape, said in shapes.items():
                said.append(ours("partial", "--shape", shape, "--reader", reader))
            print(f"  json.partial   {reader} {number + 1}/{runs}: " + ", ".join(
                f"{shape} {said[-1]['late'] / said[-1]['early']:.3f}" for shape, said in shapes.items()),
                file=sys.stderr)
    pairs = zip(*(cost["look"][shape] for shape in SHAPES))
    area.add("json.partial", "cost of a 12-character piece at 119 KB over that at 7 KB, value read after each piece; "
             f"the worse of {' and '.join(SHAPES)}", 1.3, "<=",
             [max(said["late"] / said["early"] for said in pair) for pair in pairs])
    return {"json.partial in ns a piece": cost}


def measure_parse(area, runs):
    with tempfile.TemporaryDirectory(prefix="kapell-bench-") as folder:
        path = pathlib.Path(folder, "mixed.json")
        path.write_bytes(mixed_document())
        area.compare(
            "json.parse", "MB parsed a second, 1 MB mixed document; peer Foundation's JSONSerialization", 3, ">=",
            runs=runs,
            ours=lambda: ours("parse", "--file", path, "--with", "kapell")["megabytes_per_second"],
            peer=lambda: ours("parse", "--file", path, "--with", "foundation")["megabytes_per_second"])


def mixed_document():
    """Always the same document: chats, records, vectors and trees, with escapes and text beyond ASCII."""
    source = random.Random(7272)
    words = ("contract", "notice", "Straße", "panel", "naïve", "déjà vu", "日本語", "quantity", "über", "🙂",
             "a \"quote\"", "line\nbreak", "tab\tstop", "path\\to", "warehouse", "liability", "the", "of", "and", "shall")

    def text(count):
        return " ".join(source.choice(words) for _ in range(count))

    def chat(number):
        return {"id": f"chatcmpl-{number:08x}", "created": 1_700_000_000 + number, "model": "small-2025",
                "messages": [{"role": role, "content": text(source.randrange(5, 60)), "name": None}
                             for role in ("system", "user", "assistant")],
                "usage": {"prompt_tokens": source.randrange(4000), "completion_tokens": source.randrange(900)},
                "stream": source.random() < 0.5}

    def record(number):
        return {"sku": f"KL-{number:04}", "price": round(source.uniform(1, 900), 2), "count": source.randrange(10**6),
                "dimensions": {"w": source.random() * 100, "h": source.random() * 100, "unit": "cm"},
                "tags": [source.choice(words) for _ in range(source.randrange(6))], "discontinued": None,
                "active": source.random() < 0.8, "serial": source.randrange(2**63)}

    def tree(depth):
        return {"name": text(2), "children": [tree(depth - 1) for _ in range(source.randrange(1, 4))] if depth else []}

    makers = (chat, record, lambda _: [source.gauss(0, 0.05) for _ in range(64)], lambda _: tree(4))
    parts, size, number = [], 0, 0
    while size < DOCUMENT - 1_000:
        # One part in three is written with \u escapes for what is not ASCII, as many libraries do.
        part = json.dumps(makers[number % len(makers)](number), ensure_ascii=number % 3 == 0,
                          indent=2 if number % 5 == 0 else None)
        parts.append(part)
        size += len(part.encode()) + 2
        number += 1
    return ('{"parts": [' + ",\n".join(parts) + "]}").encode()


def measure_sessions(area, wanted, runs):
    details = {}
    if "session.turn" in wanted:
        area.compare(
            "session.turn", "microseconds of CPU a turn, 200 turns, one tool call each; peer pydantic-ai", 0.02, "<=",
            runs=runs,
            ours=lambda: ours("session", "--turns", 200)["microseconds"],
            peer=lambda: theirs("session", "--turns", 200)["microseconds"])
    if "session.growth" in wanted:
        said = [ours("session", "--turns", 200) for _ in range(runs)]
        for number, times in enumerate(said):
            print(f"  session.growth {number + 1}/{runs}: {times['early']:.2f}, {times['late']:.2f}", file=sys.stderr)
        area.add("session.growth", "CPU a turn, turns 181 to 200 of a session over its turns 31 to 50", 1.2, "<=",
                 [times["late"] / times["early"] for times in said])
        details["session.growth in µs a turn"] = said
    return details


def main():
    wanted, runs = harness.options(__doc__, ALL)
    area = harness.Area("surface")
    try:
        details = {"versions": theirs("versions")}
        details |= measure_schemas(area, wanted, runs)
        if "json.partial" in wanted:
            details |= measure_partial(area, runs)
        if "json.parse" in wanted:
            measure_parse(area, runs)
        details |= measure_sessions(area, wanted, runs)
        area.finish(**details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-surface\n  why: {failure}")


main()
