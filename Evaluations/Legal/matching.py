"""Whether a citation touches a passage of an item, as README.md says; for the fitting of weights."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The folder of licences has links; a citation of a link counts as one of the file behind it.
LINKS = {"GPL": "GPL-3", "LGPL": "LGPL-3", "GFDL": "GFDL-1.3"}


def letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def nearly_in(short, long):
    """Whether `short` stands in `long` with at most one wrong letter in twenty: for what a machine has read."""
    budget, width = len(short) // 20, len(short)
    row = [0] * (len(long) + 1)
    for i, letter in enumerate(short, 1):
        above, row = row, [i] + [0] * len(long)
        for j, other in enumerate(long, 1):
            row[j] = min(above[j - 1] + (letter != other), above[j] + 1, row[j - 1] + 1)
        if min(row) > budget:
            return False
    return width > 0 and min(row) <= budget


def same_document(cited, named):
    name = cited.split("/")[-1]
    return LINKS.get(name, name) == named


def overlaps(citation, passage, minimal=()):
    """Whether a citation, or a passage that was found, touches a passage of an item."""
    if not same_document(citation["document"], passage["document"]):
        return False
    if "start" in passage:
        return citation["start"] < passage["end"] and passage["start"] < citation["end"]
    ours, theirs = letters(citation["text"]), letters(passage["quote"])
    if ours and (ours in theirs or theirs in ours):
        return True
    for small in minimal:
        if small["document"] == passage["document"] and small.get("need") == passage.get("need"):
            cells = [letters(cell) for cell in small.get("cells", [])] or [letters(small["quote"])]
            if all(cell in ours for cell in cells):
                return True
    if "scan" in passage["document"]:
        return nearly_in(theirs, ours) or any(nearly_in(letters(s["quote"]), ours) for s in minimal)
    return False
