#!/usr/bin/env python3
"""The area `ingest`: a manual of HTML pages from its files to passages that can be searched. `make bench-ingest` runs it.

    ingest.py [--rows ID,ID] [--runs N] [--pages N]

Ours is `kapell ingest`, from the start of the process to its end; the peer is LlamaIndex's ingestion pipeline, whose
imports and loading of the model are not counted. `--pages N` takes N pages, evenly from all of the manual: a run over all
of them takes about ten minutes a side, and there are five.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import harness
from answers import home
from harness import ROOT, Failed, run, run_json

PROGRAM = pathlib.Path(os.environ.get("KAPELL") or ROOT / ".build/static/kapell").resolve()
PLACE = ROOT / ".build-bench"
PACKAGE = "postgresql-doc-15"
PEERS = (PLACE / "ingest/bin/python", ROOT / "Benchmarks/ingest_peers.py")
MODEL = PLACE / "minilm"
CHUNK = 160  # tokens, the most of a passage, on both sides; nothing comes twice
TRIED = 24  # pages with which the sizes of the peer's batches are tried
TIMEOUT = 3600
CONFIGURATION = f"""\
version: 1
models: {{embedding: {{model: local/all-minilm-l6-v2, threads: {os.cpu_count()}}}}}
knowledge: {{manual: {{sources: [PAGES], chunk: {{by: tokens, tokens: {CHUNK}}}}}}}
stores: {{path: store}}
"""
QUESTION = "Which lock does VACUUM FULL take?"
ALL = ("ingest.rate", "ingest.again")


def manual():
    """The manual's pages, in order; Debian's package is unpacked where it is not there, and never installed."""
    folder = PLACE / "ingest-data"
    pages = folder / "usr/share/doc" / PACKAGE / "html"
    if not pages.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=PLACE) as work:
            try:
                subprocess.run(["apt-get", "-q", "download", PACKAGE], cwd=work, check=True, stdout=sys.stderr)
            except (OSError, subprocess.CalledProcessError):
                raise Failed(f"{PACKAGE} could not be downloaded; the area ingest needs Debian's apt-get, and "
                             "`apt-get update` may help") from None
            run(["dpkg-deb", "-x", next(pathlib.Path(work).glob("*.deb")), folder])
    return sorted(pages.glob("*.html"))


def sample(pages, count, folder):
    """A folder with `count` of the pages, evenly from all of them."""
    folder.mkdir()
    for number in range(min(count, len(pages))):
        shutil.copy2(pages[number * len(pages) // count], folder)
    return folder


class Ours:
    """A project of its own with an empty store."""

    def __init__(self, folder, pages):
        self.folder, self.count = folder, len(list(pages.iterdir()))
        folder.mkdir()
        self.environment = home(folder)
        (folder / "kapell.yaml").write_text(CONFIGURATION.replace("PAGES", json.dumps(str(pages))))

    def ingest(self):
        arguments = [str(PROGRAM), "ingest", "--config", str(self.folder / "kapell.yaml"), "--json"]
        with open(self.folder / "report.json", "w+") as out, open(self.folder / "said", "w+") as said:
            began = time.perf_counter()
            child = subprocess.Popen(arguments, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=said,
                                     env=self.environment)
            # Not `wait`, which does not tell what the process and its children used.
            _, status, used = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - began
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                said.seek(0)
                raise Failed(f"{' '.join(arguments)} ended with status {child.returncode}:\n{said.read()[-2000:]}")
            out.seek(0)
            report = json.load(out)
        if report["added"] + report["unchanged"] != self.count:
            raise Failed(f"kapell indexed {report['added']} of {self.count} pages, {report['failed']} failed")
        return {"seconds": seconds, "documents": self.count, "embedded": report["embedded"],
                "passages": sum(entry["passages"] for entry in report["documents"]),
                "tokens": report["usage"]["embedding_tokens"], "cpu": used.ru_utime + used.ru_stime,
                # Of the largest process; the children that read documents are smaller.
                "memory_mb": used.ru_maxrss * 1024 / 1e6}

    def found(self):
        results = run_json([PROGRAM, "search", QUESTION, "--in", "manual", "--limit", 3, "--no-sync", "--json",
                            "--config", self.folder / "kapell.yaml"], environment=self.environment)["results"]
        return [result["document"] for result in results]


def ours(folder, pages):
    """A first and a second run, the second over what has not changed."""
    side = Ours(folder, pages)
    first = side.ingest()
    return first | {"found": side.found(), "again": side.ingest()}


def theirs(folder, pages, batch, again):
    arguments = [*PEERS, "run", pages, folder, MODEL, CHUNK, batch]
    first = run_json(arguments, timeout=TIMEOUT)
    return first | ({"again": run_json(arguments, timeout=TIMEOUT)} if again else {})


def checked(side, result, count):
    """The result, where everything was read and can be found."""
    if result["documents"] != count or not result["found"]:
        raise Failed(f"{side} has {result['documents']} of {count} documents, and found {result['found']}")
    rate = 60 * result["documents"] / result["seconds"]
    print(f"  {side}: {rate:.1f} documents a minute, {result['passages'] / result['seconds']:.1f} passages and "
          f"{result['tokens'] / result['seconds']:.0f} tokens a second, {result['cpu']:.1f} s of processor time, "
          f"{result['memory_mb']:.0f} MB", file=sys.stderr)
    return result


def measure(area, wanted, runs, count):
    everything = manual()
    count = min(count or len(everything), len(everything))
    with tempfile.TemporaryDirectory(prefix="kapell-bench-") as name:
        folder = pathlib.Path(name)
        pages = sample(everything, count, folder / "pages")
        tried = sample(everything, TRIED, folder / "tried")
        batches = run_json([*PEERS, "batches", tried, MODEL, CHUNK], timeout=TIMEOUT)
        batch = max(batches, key=batches.get)
        print(f"  LlamaIndex is fastest with a batch of {batch}", file=sys.stderr)
        results = {"ours": [], "peer": []}
        for number in range(runs):
            sides = {"ours": lambda: ours(folder / f"ours-{number}", pages),
                     "peer": lambda: theirs(folder / f"peer-{number}", pages, batch, again=number == 0)}
            for side in sides if number % 2 == 0 else reversed(sides):
                results[side].append(checked(side, sides[side](), count))
    if "ingest.rate" in wanted:
        part = "all" if count == len(everything) else f"{count} of the"
        area.add("ingest.rate", f"documents a minute, {part} {len(everything)} pages of {PACKAGE}, passages of {CHUNK} "
                 "tokens, from files to what can be searched", 2.0, ">=",
                 *([60 * result["documents"] / result["seconds"] for result in results[side]] for side in results))
    if "ingest.again" in wanted:
        area.report("ingest.again", "embeddings computed when nothing has changed", 0,
                    max(result["again"]["embedded"] for result in results["ours"]),
                    results["peer"][0]["again"]["embedded"])
    return {"pages": count, "batches": batches, "runs": results}


def main():
    wanted, runs, pages = harness.options(__doc__, ALL, numbers=("--pages",))
    area = harness.Area("ingest")
    try:
        details = measure(area, wanted, runs, pages)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-ingest\n  why: {failure}")
    area.finish(ALL, **details)


if __name__ == "__main__":
    main()
