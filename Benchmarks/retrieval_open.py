"""How long it takes to open a collection that is on disk, with one search."""

from harness import ROOT, run_json
from retrieval_data import COUNT, PROGRAM, WIDE
from retrieval_sides import CONSTRUCTION, LINKS, Program

CHROMA = ROOT / ".build-bench/chroma/bin/python"
PEERS = ROOT / "Benchmarks/retrieval_peers.py"


def ours(folder, *more):
    with Program(
            PROGRAM, "collection", "--folder", folder / "ours", "--queries", folder / "open.queries.f32",
            "--dimensions", WIDE, "--links", LINKS, "--construction", CONSTRUCTION, *more) as program:
        return program.ready, program.ask('{"queries": [0]}')["ids"][0]


def theirs(task, folder):
    return run_json([CHROMA, PEERS, task, "--folder", folder / "chroma", "--base", folder / "open.base.f32",
                     "--queries", folder / "open.queries.f32", "--dimensions", WIDE], timeout=7200)


def measure_open(area, noisy, folder, runs, count):
    noisy.base(count).tofile(folder / "open.base.f32")
    noisy.queries(10).tofile(folder / "open.queries.f32")
    (folder / "ours").mkdir()
    filled = {"ours": ours(folder, "--base", folder / "open.base.f32")[0], "peer": theirs("chroma-fill", folder)}
    samples = {"ours": [], "peer": []}
    # The first run fills the system's cache.
    for number in range(runs + 1):
        for side in ("ours", "peer") if number % 2 == 0 else ("peer", "ours"):
            if side == "ours":
                ready, found = ours(folder)
            else:
                ready = theirs("chroma-open", folder)
                found = ready["found"]
            assert len(found) == COUNT and ready["count"] == count, (side, ready)
            samples[side] += [ready["open_seconds"]] if number > 0 else []
    sizes = {name: sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
             for name in ("ours", "chroma")}
    area.add("open.400k", f"seconds to open a collection of {count} vectors of {WIDE} dimensions on disk and answer one "
             "search; peer Chroma, in process", 0.2, "<=", samples["ours"], samples["peer"])
    return {"open": {"filled": filled, "bytes on disk": sizes}}
