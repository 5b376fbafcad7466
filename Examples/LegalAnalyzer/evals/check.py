#!/usr/bin/env python3
"""Check the question sets: each quotation stands in its document, and the numbers of questions are right.

    apt-get install poppler-utils
    python3 check.py

The licence texts are those of Debian's package base-files. Without them the two sets about licences are
checked for their form only.
"""

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTRACTS = HERE.parent / "documents"
LICENCES = Path("/usr/share/common-licenses")
SETS = {  # file: (folder, answerable, unanswerable, near misses)
    "contracts-dev.jsonl": (CONTRACTS, 36, 24, 18),
    "contracts-train.jsonl": (CONTRACTS, 80, 30, 18),
    "contracts-train2.jsonl": (CONTRACTS, 74, 26, 16),
    "contracts-acceptance.jsonl": (CONTRACTS, 24, 6, 3),
    "contracts-heldout.jsonl": (CONTRACTS, 24, 16, 12),
    "licences-dev.jsonl": (LICENCES, 20, 10, 8),
    "licences-train.jsonl": (LICENCES, 65, 25, 15),
    "licences-train2.jsonl": (LICENCES, 74, 26, 16),
    "licences-acceptance.jsonl": (LICENCES, 24, 6, 3),
    "licences-heldout.jsonl": (LICENCES, 12, 8, 6),
}
KINDS = {
    "amount", "duration", "date", "party", "definition", "obligation", "permission", "place", "list", "condition",
    "yesno", "table", "none",
}
REQUIRED = ["id", "question", "answerable", "document", "quote", "kind", "near_miss"]


@lru_cache(maxsize=None)
def words(path):
    """The text of a document with each run of white space replaced by one space."""
    if path.suffix == ".pdf":
        text = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True).stdout.decode()
    else:
        text = path.read_text(encoding="utf-8")
    return " ".join(text.split())


def check_answerable(row, folder):
    documents = row["document"] if isinstance(row["document"], list) else [row["document"]]
    for document in documents:
        path = folder / document
        if path.is_symlink():
            yield f"{document} is a symbolic link; name the file that it points to"
        elif not path.is_file():
            yield f"{document} does not exist"
        elif " ".join(row["quote"].split()) not in words(path):
            yield f"the quotation is not in {document}"
    for quote in row.get("alternatives", []):
        if not any(" ".join(quote.split()) in words(folder / document) for document in documents):
            yield f"the alternative is not in the document: {quote}"


def check_set(name, folder, answerable, unanswerable, near_misses):
    rows = [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
    for row in rows:
        where = f"{name}: {row.get('id')}"
        if list(row)[:len(REQUIRED)] != REQUIRED or set(row) - set(REQUIRED) - {"alternatives"}:
            yield f"{where}: the keys are not {', '.join(REQUIRED)} (and, where useful, alternatives)"
            continue
        if row["kind"] not in KINDS:
            yield f"{where}: unknown kind {row['kind']}"
        if row["answerable"]:
            if row["kind"] == "none" or row["near_miss"]:
                yield f"{where}: an answerable question has a kind and is no near miss"
            if folder.is_dir():
                yield from (f"{where}: {problem}" for problem in check_answerable(row, folder))
        elif (row["document"], row["quote"], row["kind"]) != (None, None, "none"):
            yield f"{where}: an unanswerable question has no document, no quotation and the kind none"
    counts = (
        sum(row["answerable"] for row in rows), sum(not row["answerable"] for row in rows),
        sum(row["near_miss"] for row in rows))
    if counts != (answerable, unanswerable, near_misses):
        yield f"{name}: answerable, unanswerable, near misses are {counts}"
    if len({row["id"] for row in rows}) != len(rows) or len({row["question"] for row in rows}) != len(rows):
        yield f"{name}: an id or a question occurs twice"
    print(f"{name}: {counts[0]} answerable, {counts[1]} unanswerable, of which {counts[2]} near misses")


def main():
    problems = [problem for name, rules in SETS.items() for problem in check_set(name, *rules)]
    if not LICENCES.is_dir():
        print(f"{LICENCES} does not exist: the quotations from licences were not checked")
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
