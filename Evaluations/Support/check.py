#!/usr/bin/env python3
"""Check the labelled pairs of the support verifier and print the table of counts.

    python3 check.py

It checks the form of each line, that each span stands in its document at the stated bytes, that no pair comes twice,
that each pair is in the file that its hash says, and that labels and kinds are balanced. The licence texts are those
of Debian's package base-files; without them the spans from them are checked for their form only.
"""

import difflib
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FILES = {"tune": HERE / "tune.jsonl", "heldout": HERE / "heldout.jsonl"}
KEYS = ["id", "document", "start", "end", "span", "context_document_title", "question", "sentence", "label", "kind",
        "why"]
KINDS = {
    "supported": ["exact", "close", "free", "partial", "weaker", "notation", "date-form", "voice", "negative",
                  "definition", "list", "table"],
    "unsupported": ["number", "amount", "percent", "date", "unit", "party", "cell", "document", "question", "negation",
                    "modality", "condition", "scope", "bound", "comparison", "order", "list", "added", "world",
                    "misdefined", "crossref", "injection"],
}
SALT = 786  # chosen once, see README.md; a change of it would mix the two files
ID = re.compile(r"([a-z0-9-]+)-(\d{3})")
SOURCES = {"Examples": "contracts", "/usr": "licences"}
LIMITS = {"span": 2500, "question": 200, "sentence": 400, "why": 160, "context_document_title": 120}


def group(row):
    """What goes to one side as a whole: a document, a part of a long one, or a family of licences with common text."""
    return ID.fullmatch(row["id"]).group(1)


def source(row):
    return next((name for start, name in SOURCES.items() if (row["document"] or "").startswith(start)), "written")


def is_held_out(name, salt=SALT):
    return int.from_bytes(hashlib.sha256(f"{salt}/{name}".encode()).digest()[:8], "big") % 3 == 0


def tokens(text):
    return re.findall(r"\w+|[^\w\s]", text.lower())


@lru_cache(maxsize=None)
def contents(document):
    path = Path(document) if document.startswith("/") else ROOT / document
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def check_form(row):
    if list(row) != KEYS:
        yield f"the keys are not {', '.join(KEYS)}"
        return
    if not ID.fullmatch(row["id"]):
        yield "the id is not a group, a hyphen and three digits"
    for key, limit in LIMITS.items():
        value = row[key]
        if not isinstance(value, str) or not value.strip() or len(value) > limit:
            yield f"{key} is empty, not text, or longer than {limit} characters"
        elif key != "span" and value != " ".join(value.split()):
            yield f"{key} has white space at an end, doubled, or a line break"
    if row["label"] not in KINDS or row["kind"] not in KINDS.get(row["label"], []):
        yield f"the kind {row['kind']} is not one of the label {row['label']}"
    if row["sentence"] and not re.search(r"[.!?]$", row["sentence"]):
        yield "the sentence has no end"


def check_place(row, skipped):
    if row["document"] is None:
        if row["start"] is not None or row["end"] is not None:
            yield "a span without a document has no bytes"
        return
    if type(row["start"]) is not int or type(row["end"]) is not int or not 0 <= row["start"] < row["end"]:
        yield "start and end are not bytes in order"
        return
    data = contents(row["document"])
    if data is None:
        if source(row) == "licences":
            skipped[row["document"]] += 1
        else:
            yield f"{row['document']} is missing, or a symbolic link"
    elif data[row["start"]:row["end"]] != row["span"].encode():
        yield f"bytes {row['start']} to {row['end']} of {row['document']} are not the span"


def check_exact(row):
    """A sentence of kind `exact` is a quotation, perhaps with some words before it."""
    if row["kind"] == "exact":
        sentence, span = tokens(row["sentence"].replace("’", "'")), tokens(row["span"].replace("’", "'"))
        match = difflib.SequenceMatcher(None, sentence, span, autojunk=False).find_longest_match()
        if match.size < 0.6 * len(sentence):
            yield "the sentence is not a quotation"


def check_duplicates(rows):
    ids = Counter(row["id"] for row in rows)
    yield from (f"{name}: the id comes {count} times" for name, count in ids.items() if count > 1)
    asked, spans = {}, defaultdict(list)
    for row in rows:
        words = tuple(tokens(row["question"] + "\n" + row["sentence"]))
        if words in asked:
            yield f"{row['id']}: same question and sentence as {asked[words]}"
        asked[words] = row["id"]
        spans[row["document"], row["start"], row["span"]].append(row)
    for same in spans.values():
        for index, row in enumerate(same):
            for other in same[:index]:
                one, two = tokens(row["sentence"]), tokens(other["sentence"])
                alike = difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
                if one == two or (row["label"] == other["label"] == "supported" and alike > 0.9):
                    yield f"{row['id']}: nearly the same sentence as {other['id']}"


def check_sides(sides):
    for side, rows in sides.items():
        for row in rows:
            if is_held_out(group(row)) != (side == "heldout"):
                yield f"{row['id']}: belongs into the other file"
    spans = {side: {" ".join(row["span"].split()) for row in rows} for side, rows in sides.items()}
    yield from (f"a span is in both files: {span[:60]}" for span in spans["tune"] & spans["heldout"])
    groups = {side: {group(row) for row in rows} for side, rows in sides.items()}
    yield from (f"group {name} is in both files" for name in groups["tune"] & groups["heldout"])


def imbalances(rows, held):
    """What the balance of a drawing leaves to be wished."""
    def share(test):
        return sum(map(test, held)) / max(1, sum(map(test, rows)))

    if not 0.45 <= sum(row["label"] == "supported" for row in rows) / len(rows) <= 0.55:
        yield "labels: not about half of the pairs are supported"
    if not 0.45 <= sum(row["label"] == "supported" for row in held) / len(held) <= 0.55:
        yield "labels: not about half of the held-out pairs are supported"
    if not 0.31 <= len(held) / len(rows) <= 0.36:
        yield f"{len(held)} of {len(rows)} pairs are not a third"
    for name in sorted(set(map(source, rows))):
        if not 0.27 <= share(lambda row: source(row) == name) <= 0.41:
            yield f"source {name}: not about a third is held out"
    for label, kinds in KINDS.items():
        for kind in kinds:
            def test(row):
                return row["label"] == label and row["kind"] == kind

            if sum(map(test, rows)) < 15:
                yield f"{label}, {kind}: fewer than 15 pairs"
            elif not 0.2 <= share(test) <= 0.5:
                yield f"{label}, {kind}: {share(test):.2f} is held out"


def print_table(sides):
    def line(name, test):
        counts = [sum(map(test, rows)) for rows in sides.values()]
        print(f"| {name} | {counts[0]} | {counts[1]} | {sum(counts)} |")

    print("| Pairs | tune | heldout | all |\n| --- | ---: | ---: | ---: |")
    line("**all**", lambda row: True)
    for name in ["contracts", "licences", "written"]:
        line(f"from {name}", lambda row: source(row) == name)
    for label, kinds in KINDS.items():
        line(f"**{label}**", lambda row: row["label"] == label)
        for kind in kinds:
            line(f"`{kind}`", lambda row: row["label"] == label and row["kind"] == kind)


def main():
    sides, findings, skipped = {}, [], Counter()
    for side, path in FILES.items():
        sides[side] = []
        for number, text in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], 1):
            try:
                row = json.loads(text)
                if not isinstance(row, dict):
                    raise ValueError("not an object")
            except ValueError as error:
                findings.append(f"{path.name}:{number}: {error}")
                continue
            sides[side].append(row)
            wrong = list(check_form(row))
            if not wrong:
                wrong = [*check_place(row, skipped), *check_exact(row)]
            findings += [f"{path.name}:{number}: {row.get('id')}: {what}" for what in wrong]
    if not findings:
        rows = sides["tune"] + sides["heldout"]
        findings += [*check_duplicates(rows), *check_sides(sides), *imbalances(rows, sides["heldout"])]
        if len(rows) < 640:
            findings.append(f"{len(rows)} pairs are fewer than 640")
        print_table(sides)
    for document, count in skipped.items():
        print(f"notice: {document} is not on this system; {count} spans were not compared with it")
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
