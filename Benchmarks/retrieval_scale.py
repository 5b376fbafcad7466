#!/usr/bin/env python3
"""From 10,000 to 1,000,000 vectors of 384 dimensions: building, memory, recall and speed. `make bench-scale` runs it.

    retrieval_scale.py [--sizes N,N] [--runs N]

Each side is a process of its own. An index is built once a size, on two threads; speeds are medians of sweeps, on one
thread, the sides in turn. Building and searching are said in seconds of CPU, which hold on a busy machine too. Memory is what the process has in use that no file stands behind, after the build less
before. Writes `results/retrieval-scale.json` and a plot beside it.
"""

import argparse
import json
import pathlib
import statistics
import sys
import tempfile

import harness
import plot
from harness import ROOT, Failed, machine, round_to
from retrieval_data import WIDE, Data, Noisy
from retrieval_sides import Program, files, near_recall, ours, sweep

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
QUERIES = 500
SWEEP = (10, 20, 40, 60, 96, 150, 250, 400)
STANDARD = 96  # our own `ef` where none is named
RECALL = 0.95
PART = 1_000
PEERS = ROOT / "Benchmarks/retrieval_peers.py"
PANELS = (("Build, CPU seconds, two threads", "build_cpu_seconds", True), ("Memory, MB", "megabytes", True),
          (f"Queries a second at recall {RECALL}, one thread", "qps", True), (f"Recall at ef {STANDARD}", "recall", False))


def measure(size, noisy, folder, runs):
    data = Data(noisy.base(size), noisy.queries(QUERIES))
    data.write(folder, "scale")
    del data
    builders = {
        "kapell": lambda: ours("vectors", folder, "scale", WIDE, "--part", PART, threads=2),
        "kapell, int8": lambda: ours("vectors", folder, "scale", WIDE, "--part", PART, "--element", "int8",
                                     "--originals", folder, threads=2),
        "hnswlib": lambda: Program(sys.executable, PEERS, "hnswlib", *files(folder, "scale"), "--dimensions", WIDE),
    }
    sides = {}
    try:
        for name, build in builders.items():
            sides[name] = build()
            print(f"  {size} {name}: built in {sides[name].ready['build_seconds']:.1f} s", file=sys.stderr)
        taken = sweep(sides, SWEEP, runs)
    finally:
        for side in sides.values():
            side.close()
    rows = []
    for name, side in sides.items():
        points = [tuple(statistics.median(run[step][place] for run in taken[name]) for place in (0, 1))
                  for step in range(len(SWEEP))]
        rows.append({
            "vectors": size, "side": name, "build_seconds": round_to(side.ready["build_seconds"]),
            "build_cpu_seconds": round_to(side.ready["build_cpu_seconds"]),
            "megabytes": round_to(side.ready["memory"] / 1e6),
            "file_megabytes": round_to(side.ready.get("original_bytes", 0) / 1e6),
            "recall": round_to(points[SWEEP.index(STANDARD)][0]),
            # With few vectors the first step is above the recall: then it is that one's speed.
            **dict(zip(("at_recall", "qps"), map(round_to, near_recall(points, RECALL, name)))),
            "sweep": [{"ef": ef, "recall": round_to(recall), "qps": round_to(speed)}
                      for ef, (recall, speed) in zip(SWEEP, points)]})
    return rows


def show(rows):
    print("| Vectors | Side | Build, CPU s | Memory, MB | In a mapped file, MB | Recall, ef "
          f"{STANDARD} | Queries/s at recall {RECALL} |\n|---:|---|---:|---:|---:|---:|---:|")
    for row in rows:
        above = f" ({row['at_recall']:g})" if row["at_recall"] != RECALL else ""
        print(f"| {row['vectors']:,} | {row['side']} | {row['build_cpu_seconds']:g} | {row['megabytes']:g} | "
              f"{row['file_megabytes']:g} | {row['recall']:.4f} | {row['qps']:,.0f}{above} |")


def write(rows, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "retrieval-scale.json").write_text(
        json.dumps({"machine": machine(), "rows": rows}, indent=2) + "\n", encoding="utf-8")
    names = list(dict.fromkeys(row["side"] for row in rows))
    plot.draw(folder / "retrieval-scale.svg", "vectors of 384 dimensions", [
        (title, {name: [(row["vectors"], row[key]) for row in rows if row["side"] == name] for name in names}, log_y)
        for title, key, log_y in PANELS])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="how many vectors")
    parser.add_argument("--runs", type=int, default=harness.RUNS, help="sweeps, at least 5")
    parser.add_argument("--results", type=pathlib.Path, default=harness.RESULTS, help="the folder to write into")
    given = parser.parse_args()
    rows = []
    try:
        noisy = Noisy()
        for size in sorted(map(int, given.sizes.split(","))):
            with tempfile.TemporaryDirectory(prefix="kapell-bench-") as folder:
                rows += measure(size, noisy, pathlib.Path(folder), max(given.runs, harness.RUNS))
            write(rows, given.results)  # what was measured stays, whatever comes
    except Failed as failure:
        sys.exit(f"\nFailed: bench-scale\n  why: {failure}")
    show(rows)


main()
