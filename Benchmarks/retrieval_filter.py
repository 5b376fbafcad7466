"""Filtered searches of a collection, against an exact search among the rows that match."""

import json
import sys

from harness import Failed
from retrieval_data import COUNT, PROGRAM, nearest
from retrieval_sides import CONSTRUCTION, LINKS, Program

SHARES = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
PIVOTS, AROUND = 10, 20  # questions for the anti-correlated part, and those most like each


def ranked(scores):
    """The place of each row when they are sorted by score, the lowest first."""
    import numpy

    places = numpy.empty(len(scores), dtype=numpy.int32)
    places[numpy.argsort(scores, kind="stable")] = numpy.arange(len(scores), dtype=numpy.int32)
    return places


class Fields:
    """`f0` is a number at random. The others are the row's place by its likeness to a question, the least like first.

    So `f1 < 100` asks for the hundred rows that are farthest from the first pivot; who asks near the pivot asks against
    the grain.
    """

    def __init__(self, data):
        import numpy

        random = numpy.random.default_rng(11)
        self.pivots = random.choice(len(data.queries), PIVOTS, replace=False)
        self.values = numpy.stack(
            [random.permutation(len(data.base)).astype(numpy.int32)]
            + [ranked(data.base @ data.queries[pivot]) for pivot in self.pivots], axis=1)
        around = nearest(data.queries, data.queries[self.pivots], AROUND)
        self.groups = [(0, list(range(PIVOTS * AROUND)))]  # field, and who asks by it
        self.groups += [(place + 1, row.tolist()) for place, row in enumerate(around)]


def cells(data, fields):
    """Each filter with the questions, and the true neighbours among the rows that match."""
    import numpy

    for share in SHARES:
        limit = round(share * len(data.base))
        for field, asked in fields.groups:
            rows = numpy.flatnonzero(fields.values[:, field] < limit)
            truth = rows[nearest(data.base[rows], data.queries[asked])]
            yield share, "anti-correlated" if field else "random", f"f{field} < {limit}", asked, rows, truth


def measure_filter(area, data, folder, wanted, runs):
    import numpy

    fields = Fields(data)
    fields.values.tofile(folder / "filter.values.i32")
    prepared = list(cells(data, fields))
    lowest, fewest, tables = [], [], []
    for number in range(runs):
        with Program(
                PROGRAM, "collection", "--base", folder / "words.base.f32", "--queries", folder / "words.queries.f32",
                "--dimensions", data.base.shape[1], "--links", LINKS, "--construction", CONSTRUCTION,
                "--values", folder / "filter.values.i32", "--fields", PIVOTS + 1) as program:
            table = {}
            for share, kind, text, asked, rows, truth in prepared:
                said = program.ask(json.dumps({"filter": text, "queries": asked, "limit": COUNT}))
                cell = table.setdefault(f"{share:.1%} {kind}", {"recalls": [], "rows": [], "seconds": 0, "plans": {}})
                for found, true in zip(said["ids"], truth.tolist()):
                    if not numpy.isin(found, rows).all() or len(set(found)) != len(found):
                        raise Failed(f"a search with `{text}` returned a row twice, or one that does not match")
                    cell["recalls"].append(len(set(found) & set(true)) / len(true))
                    cell["rows"].append(len(found) / len(true))
                cell["seconds"] += said["seconds"]
                for plan, count in said["plans"].items():
                    cell["plans"][plan] = cell["plans"].get(plan, 0) + count
        tables.append({name: {
            "recall": sum(cell["recalls"]) / len(cell["recalls"]), "rows": min(cell["rows"]),
            "questions": len(cell["rows"]), "milliseconds": 1000 * cell["seconds"] / len(cell["rows"]),
            "plans": cell["plans"]} for name, cell in table.items()})
        lowest.append(min(cell["recall"] for cell in tables[-1].values()))
        fewest.append(min(cell["rows"] for cell in tables[-1].values()))
        print(f"  filter {number + 1}/{runs}: recall {lowest[-1]:.4f}, rows {fewest[-1]:.3f}", file=sys.stderr)
    what = (f"{len(data.base)} words of 50 dimensions, standard ef; the lowest of filters that 50 % to 0.1 % match, at "
            "random and against the question")
    if "filter.recall" in wanted:
        area.add("filter.recall", f"recall@{COUNT}, {what}", 0.99, ">=", lowest)
    if "filter.rows" in wanted:
        area.add("filter.rows", f"rows returned over rows there are, up to {COUNT}, {what}", 1.0, ">=", fewest)
    return {"filter": tables}
