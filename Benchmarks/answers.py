#!/usr/bin/env python3
"""The area `answers`: answers from documents, on the held-out half of the legal evaluation. `make bench-answers` runs it.

    answers.py [--rows ID,ID] [--runs N]

The figures are those of `kapell eval --blind`, so that nobody reads single failures of the half that is held out. Rows of
cutting and verification come from files of their own.
"""

import os
import pathlib
import sys
import tempfile

import answers_verify
import chunking
import harness
from harness import ROOT, Failed, run_json

PROGRAM = pathlib.Path(os.environ.get("KAPELL") or ROOT / ".build/static/kapell").resolve()
SET = ROOT / "Evaluations/Legal/heldout.jsonl"
PLACES = {"contracts": ROOT / "Examples/LegalAnalyzer/documents", "licences": pathlib.Path("/usr/share/common-licenses")}
# Metric, bar, what is measured.
SHARES = {
    "answer.retrieved": (0.95, "answerable questions with the right passage among five, for each thing asked"),
    "answer.cited": (0.90, "answerable questions with a right citation for each thing asked"),
    "answer.right": (0.85, "answerable questions with the right facts and no wrong one"),
    "answer.refused": (0.95, "unanswerable questions that are refused"),
    "answer.exact": (1.0, "answers whose citations all stand in their documents, byte for byte"),
}
OWN = (*SHARES, "answer.unsupported", "answer.time")
# Rows that other files measure.
OTHERS = {chunking: ("chunk.exact",), answers_verify: answers_verify.ALL}
ALL = (*OWN, *(row for rows in OTHERS.values() for row in rows))


def home(folder):
    """A KAPELL_HOME of its own with the models of this machine's."""
    real = pathlib.Path(os.environ.get("KAPELL_HOME") or pathlib.Path.home() / ".local/share/kapell")
    if not (real / "models").is_dir():
        raise Failed(f"{real}/models is not there; run `kapell models` or `make run` once")
    own = pathlib.Path(folder) / "home"
    own.mkdir()
    (own / "models").symlink_to((real / "models").resolve())
    return dict(os.environ, KAPELL_HOME=str(own))


def ask(environment):
    """A report of the held-out half, as `kapell eval --json` gives it."""
    for name, place in PLACES.items():
        if not place.is_dir():
            raise Failed(f"{place} is not there, where the {name} are")
    places = [word for name, place in PLACES.items() for word in ("--in", f"{name}={place}")]
    return run_json([PROGRAM, "eval", SET, *places, "--against", "words", "--blind", "--json"],
                    environment=environment, timeout=3600)


def measure(area, wanted, runs):
    with tempfile.TemporaryDirectory() as folder:
        environment = home(folder)
        # Answers are the same each time; only times are not.
        reports = [ask(environment) for _ in range(runs if "answer.time" in wanted else 1)]
    metrics = [{metric["id"]: metric for metric in report["metrics"]} for report in reports]
    first = metrics[0]

    def beside(metric):
        return next((other["value"] for other in metric.get("against", ()) if other["name"] == "BM25 alone"), None)

    for row, (bar, what) in SHARES.items():
        if row in wanted:
            found = first[row]
            interval = f"{found['low']:.3f} to {found['high']:.3f} of {found['n']}"
            area.report(row, f"{what}; 95 % interval {interval}; beside it BM25 that quotes and never refuses", bar,
                        found["value"], beside(found), ">=")
    if "answer.unsupported" in wanted:
        area.report("answer.unsupported", "answers with a sentence that is not word for word in a span it cites; "
                    "a quotation that stands at its bytes needs no judge", 0.01, 1 - first["answer.quoted"]["value"], None)
    if "answer.time" in wanted:
        area.add("answer.time", "seconds to the first verified sentence, warm, median over the answered questions", 1.0,
                 "<=", [found["answer.time"]["value"] for found in metrics])
    return {"evaluation": {"source": reports[0]["sources"], "subject": reports[0]["subject"],
                           "metrics": reports[0]["metrics"], "kinds": reports[0]["kinds"]}}


def others(area, wanted, runs):
    return {part.__name__: part.measure(area, runs) for part, rows in OTHERS.items() if wanted & set(rows)}


def main():
    wanted, runs = harness.options(__doc__, ALL)
    area, details = harness.Area("answers"), {}
    try:
        if wanted & set(OWN):
            details = measure(area, wanted, runs)
        details |= others(area, wanted, runs)
    except Failed as failure:
        sys.exit(f"\nFailed: answers\n  {failure}")
    area.finish(ALL, **details)


if __name__ == "__main__":
    main()
