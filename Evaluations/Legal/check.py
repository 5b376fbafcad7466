#!/usr/bin/env python3
"""Checks the legal evaluation: form, quotations, answers, split; prints how many items there are of each kind.

    python3 Evaluations/Legal/check.py

Needs nothing but Python. With pdftotext (poppler-utils) the pages of the quotations from the PDF are checked too.
The licence texts are those of Debian's package base-files; without them their quotations are not checked.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
EXAMPLE = HERE.parent.parent / "Examples" / "LegalAnalyzer"
ROOTS = {"contracts": EXAMPLE / "documents", "licences": Path("/usr/share/common-licenses")}
# The words of these two stand in a source beside them, which the example's script sets as it is.
SOURCES = {"services-agreement.pdf": "services-agreement.md", "signed-cover-letter-scan.pdf": "cover-letter.txt"}
KINDS = {
    "fact", "amount", "date", "party", "definition", "definition_xref", "condition", "list", "table", "comparison",
    "yes_no",
}
ANSWERABLE = [
    "id", "corpus", "kind", "answerable", "question", "documents", "evidence", "minimal", "answer", "must_not",
    "neighbours",
]
UNANSWERABLE = ["id", "corpus", "kind", "answerable", "question", "documents", "why", "misleads"]
LEAST = {"answerable": 72, "near_miss": 36, "off_topic": 12}
STRAIGHT = str.maketrans("“”‘’\u00a0", "\"\"'' ")


def folded(text):
    """Lower case, straight quotation marks, one space for each run of white space."""
    return " ".join(text.translate(STRAIGHT).lower().split())


def holds(text, value):
    """Whether the value stands in the text as whole words and whole numbers."""
    whole = r"(?<![a-z0-9])(?<![0-9][.,])" + re.escape(folded(value)) + r"(?![a-z0-9]|[.,][0-9])"
    return re.search(whole, folded(text)) is not None


class Blocks(HTMLParser):
    """The paragraphs of a page, and its table rows as lists of cells."""

    def __init__(self):
        super().__init__()
        self.paragraphs, self.rows, self.text, self.hidden = [], [], "", 0

    def handle_starttag(self, tag, attributes):
        if tag in ("style", "script", "title"):
            self.hidden += 1
        elif tag == "tr":
            self.rows.append([])
        if tag in ("p", "td", "th", "h1", "h2"):
            self.text = ""

    def handle_endtag(self, tag):
        if tag in ("style", "script", "title"):
            self.hidden -= 1
        elif tag in ("td", "th"):
            self.rows[-1].append(" ".join(self.text.split()))
        elif tag in ("p", "h1", "h2"):
            self.paragraphs.append(" ".join(self.text.split()))

    def handle_data(self, data):
        if not self.hidden:
            self.text += data


def markdown(text):
    """The paragraphs and the table rows of one of the sources."""
    paragraphs, rows = [], []
    for block in re.split(r"\n\s*\n", text.replace("**", "")):
        if block.startswith("|"):
            rows += [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.splitlines()]
        else:
            paragraphs.append(" ".join(block.split()))
    return paragraphs, rows


@lru_cache(maxsize=None)
def content(path):
    """The paragraphs and the table rows of a document that is not plain text."""
    if path.name in SOURCES:
        return markdown((EXAMPLE / "generate" / "sources" / SOURCES[path.name]).read_text(encoding="utf-8"))
    if path.suffix == ".html":
        page = Blocks()
        page.feed(path.read_text(encoding="utf-8"))
        return page.paragraphs, page.rows
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))

    def text(element):
        return " ".join("".join(piece.text or "" for piece in element.iter(word + "t")).split())

    rows = [[text(cell) for cell in row.iter(word + "tc")] for row in body.iter(word + "tr")]
    return [text(paragraph) for paragraph in body.iter(word + "p")], rows


@lru_cache(maxsize=None)
def pages(path):
    if shutil.which("pdftotext") is None:
        return None
    run = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return [folded(page) for page in run.stdout.decode().split("\f")]


def check_passage(passage, root):
    path = root / passage["document"]
    if path.is_symlink() or not path.is_file():
        yield f"{passage['document']} is not a file"
    elif path.suffix in (".md", ".txt") or path.parent == ROOTS["licences"]:
        if path.read_bytes()[passage["start"]:passage["end"]] != passage["quote"].encode():
            yield f"the bytes {passage['start']} to {passage['end']} of {path.name} are not the quotation"
    else:
        paragraphs, rows = content(path)
        cells = passage.get("cells")
        if cells is not None:
            if passage["quote"] != " ".join(cells):
                yield "the quotation of a row is its cells, with a space between them"
            if [folded(cell) for cell in cells] not in [[folded(cell) for cell in row[:len(cells)]] for row in rows]:
                yield f"no row of {path.name} begins with {cells}"
        elif sum(folded(paragraph).count(folded(passage["quote"])) for paragraph in paragraphs) != 1:
            yield f"the quotation stands not once in {path.name}: {passage['quote'][:60]}"
        if path.suffix == ".pdf" and path.name != "signed-cover-letter-scan.pdf" and pages(path) is not None:
            page = pages(path)[passage["page"] - 1]
            if not all(word in page for cell in cells or [passage["quote"]] for word in folded(cell).split()):
                yield f"the quotation is not on page {passage['page']}: {passage['quote'][:60]}"


def check_answerable(item):
    if item["kind"] not in KINDS:
        yield f"unknown kind {item['kind']}"
    if item.get("verdict", "no") not in ("yes", "no"):
        yield "a verdict is yes or no"
    if not item["evidence"] or not item["answer"]:
        yield "an answerable question has evidence and an answer"
    needs = sorted({passage["need"] for passage in item["evidence"]} - {None})
    if needs != sorted({passage["need"] for passage in item["minimal"]}) or needs != sorted(
            {fact["need"] for fact in item["answer"]}):
        yield "evidence, minimal and answer do not have the same needs"
    if item["kind"] == "comparison" and len({passage["document"] for passage in item["evidence"]}) < 2:
        yield "a comparison has two documents"
    for passage in item["minimal"]:
        wide = [other["quote"] for other in item["evidence"]
                if (other["need"], other["document"]) == (passage["need"], passage["document"])]
        if not any(passage["quote"] in quote for quote in wide):
            yield "a minimal passage does not stand in a passage of the evidence"
        for fact in item["answer"]:
            if fact["need"] == passage["need"] and not any(holds(passage["quote"], value) for value in fact["any"]):
                yield f"the minimal passage does not say {fact['any']}"
    for wrong in item["must_not"]:
        if any(holds(passage["quote"], wrong) for passage in item["evidence"]):
            yield f"the evidence says what the answer must not: {wrong}"


def check_item(item):
    form = ANSWERABLE + ["verdict"] * (item.get("kind") == "yes_no") if item.get("answerable") else UNANSWERABLE
    if list(item) != form:
        yield f"the keys are not {', '.join(form)}"
        return
    root = ROOTS[item["corpus"]]
    passages = item["evidence"] + item["minimal"] if item["answerable"] else [item["misleads"]] * bool(item["misleads"])
    documents = list(dict.fromkeys(passage["document"] for passage in passages))
    if item["documents"] != documents:
        yield f"the documents are {documents}"
    if root.is_dir():
        for passage in passages:
            yield from check_passage(passage, root)
    if item["answerable"]:
        yield from check_answerable(item)
    elif item["kind"] not in ("near_miss", "off_topic") or not item["why"]:
        yield "an unanswerable question is a near miss or off topic, and says why"
    elif (item["kind"] == "near_miss") != (item["misleads"] is not None):
        yield "a near miss names the passage that misleads; a question off topic names none"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def split(items):
    """The identifiers of the held-out half: neighbours in kind and document are paired, a hash parts each pair."""
    order = sorted(items, key=lambda item: (
        not item["answerable"], item["kind"], item["corpus"], (item["documents"] or [""])[0], digest(item["id"])))
    pairs = zip(order[0::2], order[1::2])
    return {max(pair, key=lambda item: digest("half of " + item["id"]))["id"] for pair in pairs}


def others():
    """The questions of the example's own sets, which are not asked again here."""
    for path in sorted((EXAMPLE / "evals").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield folded(json.loads(line)["question"])


def check_all(halves):
    items = [item for half in halves.values() for item in half]
    for name, count in LEAST.items():
        found = sum(item["answerable"] if name == "answerable" else item["kind"] == name for item in items)
        if found < count:
            yield f"there are {found} of {name}, and there must be {count}"
    for what in ("id", "question"):
        seen = Counter(folded(item[what]) for item in items)
        yield from (f"the {what} occurs twice: {text}" for text, count in seen.items() if count > 1)
    asked = set(others())
    yield from (f"{item['id']}: asked in the example's sets" for item in items if folded(item["question"]) in asked)
    if len(items) % 2 or {item["id"] for item in halves["heldout"]} != split(items):
        yield "the halves are not those that the hashes give"
    for path, expected in json.loads((HERE / "sources.json").read_text()).items():
        corpus, name = path.split("/")
        file = ROOTS[corpus] / name
        if file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            yield f"{file} is not the text that the offsets were taken from"


def table(halves):
    kinds = list(dict.fromkeys(kind for kind in sorted(KINDS) + ["near_miss", "off_topic"]))
    print(f"{'kind':16} {'contracts':>17} {'licences':>17}")
    print(f"{'':16} {'tune':>8} {'heldout':>8} {'tune':>8} {'heldout':>8} {'all':>6}")
    for kind in kinds + ["all"]:
        counts = [
            sum(item["corpus"] == corpus and kind in (item["kind"], "all") for item in half)
            for corpus in ROOTS for half in halves.values()
        ]
        print(f"{kind:16}", *(f"{count:8}" for count in counts), f"{sum(counts):6}")


def main():
    halves = {
        name: [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for name in ("tune", "heldout")
    }
    problems = [f"{item['id']}: {what}" for half in halves.values() for item in half for what in check_item(item)]
    problems += check_all(halves)
    table(halves)
    for corpus, root in ROOTS.items():
        if not root.is_dir():
            print(f"{root} does not exist: the quotations of the {corpus} were not checked")
    print("\n".join(problems) or "No problem found.")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
