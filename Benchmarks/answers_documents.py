#!/usr/bin/env python3
"""The area `documents`: text out of PDF, HTML and Word. `make bench-documents` runs it.

    answers_documents.py [--rows ID,ID] [--runs N]

Words are runs of letters and digits in lower case. Recall and F1 count each word as often as it occurs on both sides.
"""

import collections
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

import documents_data
import harness
from harness import ROOT, Failed, run, run_json

PROGRAM = pathlib.Path(os.environ.get("KAPELL_EXTRACT") or ROOT / ".build/static/kapell-extract")
PYTHON = ROOT / ".build-bench/documents/bin/python"
PEERS = ROOT / "Benchmarks/documents_peers.py"
DATA = ROOT / ".build-bench/documents-data"
ALL = ("pdf.words", "pdf.order", "html.f1", "docx.words")


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


def shared(left, right):
    return sum((collections.Counter(left) & collections.Counter(right)).values())


def common_subsequence(left, right):
    """Length of the longest common subsequence, 64 and more places at a time (Hyyrö, 2004)."""
    places = collections.defaultdict(int)
    for index, word in enumerate(left):
        places[word] |= 1 << index
    mask = (1 << len(left)) - 1
    open_places = mask
    for word in right:
        hit = open_places & places.get(word, 0)
        open_places = ((open_places + hit) | (open_places - hit)) & mask
    return len(left) - open_places.bit_count()


def ours(path):
    """The text that kapell-extract gives: behind one line of JSON."""
    with open(path, "rb") as file:
        done = subprocess.run([PROGRAM, "--name", pathlib.Path(path).name], stdin=file, capture_output=True, timeout=300)
    head, _, text = done.stdout.partition(b"\n")
    error = json.loads(head).get("error") if head else {"message": done.stderr.decode(errors="replace")}
    if error:
        raise Failed(f"kapell-extract did not read {path}: {error['message']}")
    return text.decode()


def theirs(tool, paths):
    """The peer's texts of many files, by their paths."""
    names = DATA / "paths.json"
    names.write_text(json.dumps([str(path) for path in paths]))
    return run_json([PYTHON, PEERS, tool, names])


def measure_pdf(area, wanted, runs):
    folder = DATA / "debian-policy/usr/share/doc/debian-policy/fhs"
    pdf = DATA / "fhs-3.0.pdf"
    pdf.write_bytes(gzip.decompress((folder / "fhs-3.0.pdf.gz").read_bytes()))
    source = words(documents_data.standard(gzip.decompress((folder / "fhs-3.0.txt.gz").read_bytes()).decode()))
    texts = {"ours": lambda: ours(pdf), "peer": lambda: run(["pdftotext", "-layout", pdf, "-"])}
    samples = {side: [words(read()) for _ in range(runs)] for side, read in texts.items()}
    if "pdf.words" in wanted:
        figures = {side: [shared(source, text) / len(source) for text in found] for side, found in samples.items()}
        area.add("pdf.words", "bag-of-words recall of the Filesystem Hierarchy Standard's PDF against its text; peer "
                 "pdftotext -layout", 1.0, ">=", figures["ours"], figures["peer"])
    if "pdf.order" in wanted:
        figures = {side: [common_subsequence(source, text) / len(source) for text in found]
                   for side, found in samples.items()}
        area.add("pdf.order", "longest common subsequence of words, over the words of the text; peer pdftotext -layout",
                 1.0, ">=", figures["ours"], figures["peer"])


def f1(text, source):
    both = shared(text, source)
    return 2 * both / (len(text) + len(source)) if both else 0.0


def measure_html(area, runs):
    root = DATA / "python3.11-doc/usr/share/doc/python3.11/html"
    pages = []
    for source in sorted((root / "_sources").rglob("*.rst.txt")):
        page = root / source.relative_to(root / "_sources").with_suffix("").with_suffix(".html")
        if page.exists():
            pages.append((page, words(source.read_text(encoding="utf-8"))))

    def mean(texts):
        return sum(f1(words(texts[str(page)]), source) for page, source in pages) / len(pages)

    def read(page):
        try:
            return ours(page)
        except Failed as failure:  # a page that is refused has found nothing
            print(f"  html.f1        {failure}", file=sys.stderr)
            return ""

    own = mean({str(page): read(page) for page, _ in pages})
    peer = mean(theirs("trafilatura", [page for page, _ in pages]))
    # Both give the same text each time, so one reading stands for all samples.
    area.add("html.f1", f"word F1 of the main content, mean over {len(pages)} pages of python3.11-doc against their "
             "reST sources; peer trafilatura", 1.0, ">=", [own] * runs, [peer] * runs)
    return {"pages": len(pages)}


def measure_docx(area, runs):
    files = documents_data.word_files(DATA / "docx", run_json, PYTHON)

    def recall(texts):
        return sum(shared(words(texts[path]), words(source)) for path, source in files.items()) / sum(
            len(words(source)) for source in files.values())

    own = recall({path: ours(path) for path in files})
    peer = recall(theirs("markitdown", list(files)))
    area.add("docx.words", f"word recall of {len(files)} Word files against their sources, with tables, footnotes and "
             "lists; peer markitdown", 1.0, ">=", [own] * runs, [peer] * runs)


def main():
    wanted, runs = harness.options(__doc__, ALL)
    area = harness.Area("documents")
    try:
        documents_data.fetch(DATA, run)
        if wanted & {"pdf.words", "pdf.order"}:
            measure_pdf(area, wanted, runs)
        details = measure_html(area, runs) if "html.f1" in wanted else {}
        if "docx.words" in wanted:
            measure_docx(area, runs)
    except (Failed, OSError, zipfile.BadZipFile) as failure:
        sys.exit(f"\nFailed: benchmark documents\n  why:     {failure}\n  to mend: see Benchmarks/README.md")
    area.finish(order=ALL, **details)


if __name__ == "__main__":
    main()
