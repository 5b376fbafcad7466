"""The data of `lexical.py`: Debian's postgresql-doc-15, its pages and the queries of its printed index."""

import html.parser
import json
import pathlib
import re
import subprocess
import tempfile
import zlib

from harness import Failed, run

PACKAGE = "postgresql-doc-15"
BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "dt", "dd", "li", "pre", "td", "th", "tr", "table", "br", "dl", "ul"}
SKIPPED = {"navheader", "navfooter", "toc"}
WORDS = 60  # of a passage


class Page(html.parser.HTMLParser):
    """The text of a page, without what only leads to other pages."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.skipping, self.depth, self.head = [], None, 0, False

    def handle_starttag(self, tag, attributes):
        if tag == "head":
            self.head = True
        if tag == "div":
            self.depth += 1
            if self.skipping is None and SKIPPED & set((dict(attributes).get("class") or "").split()):
                self.skipping = self.depth
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag == "head":
            self.head = False
        if tag == "div":
            if self.skipping == self.depth:
                self.skipping = None
            self.depth -= 1
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data):
        if self.skipping is None and not self.head:
            self.parts.append(data)

    def text(self):
        return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "\n", "".join(self.parts))).strip()


class Entries(html.parser.HTMLParser):
    """The entries of the printed index: the words, those of the entries above them first, and the pages."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.words, self.pages, self.found = [], [], set(), []
        self.inside, self.link = False, False

    def handle_starttag(self, tag, attributes):
        if tag == "dd":
            self.stack.append(self.last)
        elif tag == "dt":
            self.inside, self.words, self.pages = True, [], set()
        elif tag == "a" and self.inside:
            given = dict(attributes)
            self.link = True
            if given.get("class") == "indexterm":
                self.pages.add(given["href"].partition("#")[0])

    def handle_endtag(self, tag):
        if tag == "dd" and self.stack:
            self.stack.pop()
        elif tag == "a":
            self.link = False
        elif tag == "dt" and self.inside:
            self.inside = False
            self.last = re.sub(r"[,\s]+$", "", re.sub(r"\s+", " ", "".join(self.words))).strip(" ,")
            if self.pages:
                self.found.append((" ".join(self.stack + [self.last]), sorted(self.pages)))

    def handle_data(self, data):
        if self.inside and not self.link:
            self.words.append(data)


def prepare(place):
    """Writes pages.jsonl, passages.jsonl and queries.json into `place`, once."""
    place = pathlib.Path(place)
    if (place / "queries.json").exists():
        return place
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kapell-bench-") as folder:
        try:
            subprocess.run(["apt-get", "-q", "download", PACKAGE], cwd=folder, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            raise Failed(f"{PACKAGE} could not be downloaded; the area lexical needs Debian's apt-get, and "
                         "`apt-get update` may help") from None
        package = next(pathlib.Path(folder).glob("*.deb"))
        run(["dpkg-deb", "-x", package, pathlib.Path(folder, "root")])
        pages = pathlib.Path(folder, "root/usr/share/doc", PACKAGE, "html")
        write(place, pages)
    return place


def write(place, pages):
    names, texts = [], []
    for path in sorted(pages.glob("*.html")):
        if path.name == "bookindex.html":
            continue
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        names.append(path.name)
        texts.append(page.text())
    passages = []
    for text in texts:
        words = text.split(" ")
        passages += [" ".join(words[start:start + WORDS]) for start in range(0, len(words), WORDS)]
    for name, rows in (("pages", texts), ("passages", passages)):
        with open(place / f"{name}.jsonl", "w", encoding="utf-8") as file:
            for number, text in enumerate(rows):
                file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
    entries = Entries()
    entries.feed((pages / "bookindex.html").read_text(encoding="utf-8"))
    queries = {}
    for text, found in entries.found:
        known = [names.index(name) for name in found if name in names]
        if known and re.search(r"\w", text):
            queries.setdefault(text, set()).update(known)
    # Which half a query is in depends on its text alone.
    rows = [{"text": text, "pages": sorted(found), "tuning": zlib.crc32(text.encode()) % 2 == 0}
            for text, found in sorted(queries.items())]
    (place / "queries.json").write_text(json.dumps(rows, ensure_ascii=False))
