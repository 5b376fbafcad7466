#!/usr/bin/env python3
"""The area `lexical`: BM25 against bm25s and tantivy. `make bench-lexical` runs it.

    lexical.py [--rows ID,ID] [--runs N]
"""

import json
import math
import pathlib
import sys

import harness
import lexical_data
from harness import ROOT, Failed, run_json

PROGRAM = ROOT / ".build/static/kapell-bench"
PYTHON = ROOT / ".build-bench/lexical/bin/python"
PEERS = ROOT / "Benchmarks/lexical_peers.py"
DATA = ROOT / ".build-bench/lexical-data"
ALL = ("bm25.ndcg", "bm25.qps", "bm25.index")
# What is tried on the tuning half, for both sides.
K1 = (0.6, 0.9, 1.2, 1.5, 2.0)
B = (0.2, 0.3, 0.4, 0.5, 0.75)
STOP = {"ours": ("keep", "query"), "peer": ("none", "en")}


def ours(command, *arguments):
    return run_json([PROGRAM, "lexical", "--task", command, "--data", DATA, *arguments])


def theirs(command, *arguments):
    return run_json([PYTHON, PEERS, command, "--data", DATA, *arguments])


def ndcg(ranks, queries, tuning):
    """The mean nDCG@10 of one half: gains of 1 for the pages that the printed index names."""
    values = []
    for found, query in zip(ranks, queries):
        if query["tuning"] == tuning:
            pages = set(query["pages"])
            gain = sum(1 / math.log2(place + 2) for place, page in enumerate(found[:10]) if page in pages)
            values.append(gain / sum(1 / math.log2(place + 2) for place in range(min(10, len(pages)))))
    return sum(values) / len(values)


def measure_ndcg(area, runs):
    queries = json.loads((DATA / "queries.json").read_text(encoding="utf-8"))
    best, details = {}, {}
    for side, rank in (("ours", ours), ("peer", theirs)):
        tried = []
        for stop in STOP[side]:
            for k1 in K1:
                for b in B:
                    ranks = rank("rank", "--k1", k1, "--b", b, "--stop", stop)["ranks"]
                    tried.append({"k1": k1, "b": b, "stop": stop, "tuning": ndcg(ranks, queries, True),
                                  "reported": ndcg(ranks, queries, False)})
        best[side] = max(tried, key=lambda row: row["tuning"])
        details[side] = {"best": best[side], "tried": tried}
        print(f"  bm25.ndcg      {side}: {best[side]}", file=sys.stderr)
    difference = best["ours"]["reported"] - best["peer"]["reported"]
    # The figure is the same in every run.
    area.add("bm25.ndcg", "nDCG@10 less that of bm25s, on the half that was not tuned on", -0.005, ">=",
             [difference] * runs)
    return {"bm25.ndcg": details}


def measure_fts5():
    """What SQLite's FTS5 reaches, for the record: no bar."""
    said = theirs("fts5")
    queries = json.loads((DATA / "queries.json").read_text(encoding="utf-8"))
    said["ndcg"] = ndcg(said.pop("ranks"), queries, False)
    print(f"  fts5: {said}", file=sys.stderr)
    return {"fts5": said}


def measure_speed(area, wanted, runs):
    said = {"ours": [], "peer": []}
    for number in range(runs):
        sides = [("ours", lambda: ours("speed")), ("peer", lambda: theirs("tantivy"))]
        for side, measure in sides if number % 2 == 0 else reversed(sides):
            said[side].append(measure())
            print(f"  speed {side} {number + 1}/{runs}: {said[side][-1]}", file=sys.stderr)
    if any(row["documents"] != said["ours"][0]["documents"] for side in said.values() for row in side):
        raise Failed("the two sides did not index the same passages")
    if "bm25.qps" in wanted:
        area.add("bm25.qps", "searches a second for the 10 best, one thread, query read each time; peer tantivy", 0.8,
                 ">=", [row["qps"] for row in said["ours"]], [row["qps_search_less_call"] for row in said["peer"]])
    if "bm25.index" in wanted:
        area.add("bm25.index", "seconds of CPU to index the passages, with positions; peer tantivy", 1.5, "<=",
                 [row["index_seconds"] for row in said["ours"]], [row["index_seconds"] for row in said["peer"]])
    return {"speed": said}


def main():
    wanted, runs = harness.options(__doc__, ALL)
    area = harness.Area("lexical")
    try:
        lexical_data.prepare(DATA)
        details = {"versions": run_json([PYTHON, PEERS, "versions"])}
        if "bm25.ndcg" in wanted:
            details |= measure_ndcg(area, runs)
        if wanted & {"bm25.qps", "bm25.index"}:
            details |= measure_speed(area, wanted, runs)
            details |= measure_fts5()
        area.finish(**details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-lexical\n  why: {failure}")


if __name__ == "__main__":
    main()
