"""Rows of the graph itself: speed at a recall, building, int8, and what complete turnovers leave."""

from retrieval_data import COUNT, WIDE, wide
from retrieval_peers import SEARCHES, build_hnswlib
from retrieval_sides import CONSTRUCTION, LINKS, Library, at_recall, ours, sweep

SWEEP = (20, 30, 40, 50, 60, 80, 100, 130)
WIDE_SWEEP = (10, 15, 20, 30, 40, 60, 80, 120)
SPEEDS = {  # id: peer, recall, bar
    "ann.qps95": ("hnswlib", 0.95, 1.2), "ann.qps98": ("hnswlib", 0.985, 1.2),
    "ann.faiss95": ("faiss", 0.95, 1.0), "ann.faiss98": ("faiss", 0.985, 1.0),
    "ann.usearch95": ("usearch", 0.95, 1.5),
}
TURNOVERS, TURNOVER_EF = 5, 50


def measure_speeds(area, data, folder, wanted, runs):
    rows = {row: peer for row, peer in SPEEDS.items() if row in wanted}
    with ours("vectors", folder, "words", data.base.shape[1]) as program:
        sides = {"ours": program} | {
            name: Library(data, SEARCHES[name](data.base))
            for name in dict.fromkeys(peer for peer, _, _ in rows.values())}
        taken = sweep(sides, SWEEP, runs)
        kernel = program.ready["kernel"]
    for row, (peer, recall, bar) in rows.items():
        area.add(
            row, f"queries per second at recall@{COUNT} of {recall}, {len(data.base)} words of 50 dimensions, one "
            f"thread, M {LINKS}, efConstruction {CONSTRUCTION}; peer {peer}", bar, ">=",
            *([at_recall(points, recall, side) for points in taken[side]] for side in ("ours", peer)))
    return {"sweep": taken, "kernel": kernel}


def measure_build(area, data, folder, runs):
    def build():
        with ours("vectors", folder, "words", data.base.shape[1], threads=2) as program:
            return program.ready["build_seconds"]

    area.compare("ann.build", f"seconds to insert {len(data.base)} words on two threads; peer hnswlib", 1.0, "<=",
                 ours=build, peer=lambda: build_hnswlib(data.base, 2)[1], runs=runs)


def measure_int8(area, data, folder, wanted, runs, base, queries):
    data = wide(data, base, queries)
    data.write(folder, "wide")
    with ours("vectors", folder, "wide", WIDE) as whole, \
            ours("vectors", folder, "wide", WIDE, "--element", "int8", "--originals", folder) as small:
        taken = sweep({"float32": whole, "int8": small}, WIDE_SWEEP, runs)
        bytes_taken = small.ready["graph_bytes"]
    what = f"{base} words in {WIDE} dimensions, int8 scored again with the originals"
    if "ann.int8.recall" in wanted:
        middle = len(WIDE_SWEEP) // 2
        area.add("ann.int8.recall", f"{what}: recall at ef {WIDE_SWEEP[middle]}; peer float32", 0.98, ">=",
                 *([points[middle][0] for points in taken[side]] for side in ("int8", "float32")))
    if "ann.int8.qps" in wanted:
        area.add("ann.int8.qps", f"{what}: queries per second at recall 0.95; peer float32", 1.5, ">=",
                 *([at_recall(points, 0.95, side) for points in taken[side]] for side in ("int8", "float32")))
    if "ann.int8.memory" in wanted:
        index, _ = build_hnswlib(data.base, 2)
        path = folder / "peer.hnsw"
        index.save_index(str(path))  # what it holds in memory, byte for byte
        area.add("ann.int8.memory", f"{what}: bytes in memory, originals in a mapped file; peer hnswlib", 0.4, "<=",
                 [bytes_taken] * runs, [path.stat().st_size] * runs)
    return {"int8 sweep": taken}


def measure_turnover(area, data, folder, wanted, runs):
    """Each run has the words in another order, so that another set is the last one."""
    import numpy
    from retrieval_data import Data

    live = len(data.base) // (TURNOVERS + 1)
    differences, sizes, said = [], [], []
    for number in range(runs):
        order = numpy.random.default_rng(20 + number).permutation(len(data.base))[:live * (TURNOVERS + 1)]
        last = Data(data.base[order[-live:]], data.queries)
        last.base = data.base[order]
        last.write(folder, "turnover")
        with ours("turnover", folder, "turnover", data.base.shape[1], "--rounds", TURNOVERS) as program:
            points = [program.ask(str(ef)) for ef in SWEEP]
            point = points[SWEEP.index(TURNOVER_EF)]
            differences.append(point["turned"]["recall"] - point["fresh"]["recall"])
            sizes.append(program.ready["bytes"] / program.ready["fresh_bytes"])
            said.append({**program.ready, "points": points})
    what = f"{live} words of 50 dimensions after {TURNOVERS} complete turnovers, against an index built of the last ones"
    if "turnover.recall" in wanted:
        area.add("turnover.recall", f"{what}: recall@{COUNT} at ef {TURNOVER_EF}, difference", -0.01, ">=", differences)
    if "turnover.size" in wanted:
        area.add("turnover.size", f"{what}: bytes of the index, ratio", 1.5, "<=", sizes)
    return {"turnover": said}
