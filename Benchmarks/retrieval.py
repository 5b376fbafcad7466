#!/usr/bin/env python3
"""The area `retrieval`: the vector index and its collections against their peers. `make bench-retrieval` runs it.

    retrieval.py [--rows ID,ID] [--runs N] [--small]

Speeds are queries per second at one recall: of each side a sweep over `ef` is taken, the sides in turn at every step,
and the speed at the recall is read off between the two steps around it. `--small` takes a tenth of the data, to try
the script: its figures mean nothing, and are not written to `results`.
"""

import functools
import pathlib
import signal
import sys
import tempfile

import harness
import retrieval_data
import retrieval_sides
from crash.crash import add_rows as measure_crashes
from harness import Failed
from retrieval_filter import measure_filter
from retrieval_graph import SPEEDS, measure_build, measure_int8, measure_speeds, measure_turnover
from retrieval_http import measure_http
from retrieval_hybrid import measure_hybrid
from retrieval_open import measure_open

INT8 = ("ann.int8.recall", "ann.int8.qps", "ann.int8.memory")
FILTER = ("filter.recall", "filter.rows")
HTTP = ("http.chroma", "http.filter.chroma", "http.pgvector")
TURNOVER = ("turnover.recall", "turnover.size")
CRASH = ("crash.lost", "crash.reported")
ALL = (*SPEEDS, "ann.build", *INT8, *FILTER, *HTTP, "hybrid.ndcg", "open.400k", *TURNOVER, *CRASH)
ON_WORDS = {*SPEEDS, "ann.build", *INT8, *FILTER, *TURNOVER}


def measure(area, wanted, runs, size, folder):
    """Measures the rows that are wanted; gives what belongs into the raw file."""
    details = {}
    noisy = functools.cache(retrieval_data.Noisy)
    if wanted & ON_WORDS:
        data = retrieval_data.words(size(100_000), size(2_000))
        data.write(folder, "words")
        if wanted & SPEEDS.keys():
            details |= measure_speeds(area, data, folder, wanted, runs)
        if "ann.build" in wanted:
            measure_build(area, data, folder, runs)
        if wanted & set(INT8):
            details |= measure_int8(area, data, folder, wanted, runs, size(30_000), size(1_000))
        if wanted & set(FILTER):
            details |= measure_filter(area, data, folder, wanted, runs)
        if wanted & set(TURNOVER):
            details |= measure_turnover(area, data, folder, wanted, runs)
    if wanted & set(HTTP):
        details |= measure_http(area, noisy(), folder, wanted, runs, size(50_000), size(500))
    if "hybrid.ndcg" in wanted:
        details |= measure_hybrid(area, folder, runs)
    if "open.400k" in wanted:
        details |= measure_open(area, noisy(), folder, runs, size(400_000))
    if wanted & set(CRASH):
        details |= measure_crashes(area, wanted, retrieval_data.PROGRAM, runs, size(200))
    return details


def main():
    wanted, runs, small = harness.options(__doc__, ALL, "--small")
    area = harness.Area("retrieval")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped
    try:
        with tempfile.TemporaryDirectory(prefix="kapell-bench-") as name:
            folder = pathlib.Path(name)
            if small:
                harness.RESULTS, retrieval_sides.lenient = folder, True
            details = measure(area, wanted, runs, lambda count: count // 10 if small else count, folder)
            area.finish(ALL, **details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-retrieval\n  why: {failure}")


if __name__ == "__main__":
    main()
