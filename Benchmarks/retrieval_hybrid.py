"""Search by words and by vectors together, against the better of the two alone."""

import itertools
import json
import sys

import lexical
from retrieval_data import PROGRAM, WIDE, documentation, embedded
from retrieval_sides import Program

# What is tried on the tuning half. The weight is that of the words, where that of the vectors is 1.
STOP = ("keep", "query")
WEIGHTS = (1, 2, 3, 5, 8, 12, 20)
K = (5, 20, 60)
DEPTHS = (50, 100)
SEARCHES = {"text": ["text"], "vector": ["vector"], "hybrid": ["vector", "text"]}


def tries():
    yield {"by": SEARCHES["text"]}
    yield {"by": SEARCHES["vector"]}
    both = {"by": SEARCHES["hybrid"]}
    for weight, k, depth in itertools.product(WEIGHTS, K, DEPTHS):
        yield {**both, "fusion": "rrf", "text_weight": weight, "k": k, "depth": depth}
    for weight, depth in itertools.product(WEIGHTS, DEPTHS):
        yield {**both, "fusion": "scores", "text_weight": weight, "depth": depth}


def measure_hybrid(area, folder, runs):
    pages = documentation("pages")
    queries = json.loads((lexical.DATA / "queries.json").read_text(encoding="utf-8"))
    # The model reads the first 256 tokens of a page.
    embedded("pages", [" ".join(text.split()[:400]) or "-" for text in pages]).tofile(folder / "pages.f32")
    embedded("questions", [query["text"] for query in queries]).tofile(folder / "questions.f32")
    (folder / "questions.jsonl").write_text("".join(json.dumps(query) + "\n" for query in queries), encoding="utf-8")
    halves = {tuning: [number for number, query in enumerate(queries) if query["tuning"] == tuning]
              for tuning in (True, False)}
    tried, best = [], {}
    for stop in STOP:
        with Program(
                PROGRAM, "collection", "--dimensions", WIDE, "--base", folder / "pages.f32", "--texts",
                lexical.DATA / "pages.jsonl", "--queries", folder / "questions.f32", "--query-texts",
                folder / "questions.jsonl", "--stop", stop) as program:

            def figure(settings, tuning):
                ranks = program.ask(json.dumps({**settings, "queries": halves[tuning]}))["ids"]
                return lexical.ndcg(ranks, [queries[number] for number in halves[tuning]], tuning)

            tuned = [{**settings, "stop": stop, "tuning": figure(settings, True)} for settings in tries()]
            tried += tuned
            for name, by in SEARCHES.items():
                row = max((row for row in tuned if row["by"] == by), key=lambda row: row["tuning"])
                if name not in best or row["tuning"] > best[name]["tuning"]:
                    best[name] = {**row, "reported": figure(row, False)}
    for name, row in best.items():
        print(f"  hybrid.ndcg    {name}: {row}", file=sys.stderr)
    difference = best["hybrid"]["reported"] - max(best["text"]["reported"], best["vector"]["reported"])
    # The figure is the same in every run.
    area.add("hybrid.ndcg", f"nDCG@10 of {len(pages)} pages less that of the better single search, on the half that was "
             "not tuned on", 0.0, ">=", [difference] * runs)
    return {"hybrid": {"best": best, "tried": tried}}
