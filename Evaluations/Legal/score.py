#!/usr/bin/env python3
"""Asks a running server every question of one half, and scores the answers as README.md says.

    kapell serve                                   # a project with the knowledge bases contracts and licences
    python3 Evaluations/Legal/score.py --half tune --json tune.json
    python3 Evaluations/Legal/score.py --half tune --answers answers.jsonl    # answers that are there already

Needs nothing but Python. The baseline quotes the best passage of a search by words alone (BM25); it never refuses.
Of the half that is held out only the sums are printed; --show is for the other one.
"""

import argparse
import json
import math
import re
import statistics
import time
import urllib.request
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
STRAIGHT = str.maketrans("“”‘’\u00a0", "\"\"'' ")
# The folder of licences has links; a citation of a link counts as one of the file behind it.
LINKS = {"GPL": "GPL-3", "LGPL": "LGPL-3", "GFDL": "GFDL-1.3"}
EXACT = (".md", ".txt")


def folded(text):
    return " ".join(text.translate(STRAIGHT).lower().split())


def letters(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def holds(text, value):
    """Whether the value stands in the text as whole words and whole numbers."""
    whole = r"(?<![a-z0-9])(?<![0-9][.,])" + re.escape(folded(value)) + r"(?![a-z0-9]|[.,][0-9])"
    return re.search(whole, folded(text)) is not None


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


def needs_met(item, citations):
    needs = {p["need"] for p in item["evidence"] if p["need"] is not None}
    met = {
        p["need"] for p in item["evidence"] for c in citations if overlaps(c, p, item["minimal"])
    }
    return needs <= met


def verdict_of(answer):
    """What the answer's own first word says, if it says anything: a quotation does not count."""
    first = re.match(r"\s*(yes|no)\b", answer, re.IGNORECASE)
    return first.group(1).lower() if first else None


def score(item, answer):
    """The measures of one item; None where one does not apply."""
    citations = answer.get("citations") or []
    refused = bool(answer.get("refused")) or "error" in answer
    marks = {"exact": all(c.get("exact", True) for c in citations) if citations else None}
    if not item["answerable"]:
        marks["refused"] = refused
        return marks
    text = re.sub(r"\s*\[\d+\]", "", answer.get("answer") or "")
    marks["answered"] = not refused
    marks["retrieved"] = needs_met(item, answer.get("retrieved") or []) if "retrieved" in answer else None
    marks["cited"] = not refused and needs_met(item, citations)
    marks["minimal"] = marks["cited"] and all(
        any(overlaps(c, p, item["minimal"]) for p in item["evidence"]) for c in citations
    )
    verdict = verdict_of(text) if item["kind"] == "yes_no" else None
    marks["right"] = (
        not refused
        and all(any(holds(text, way) for way in fact["any"]) for fact in item["answer"])
        and not any(holds(text, wrong) for wrong in item["must_not"])
        and verdict in (None, item.get("verdict"))
    )
    return marks


def wilson(hits, count, z=1.96):
    if count == 0:
        return None
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return [round(max(0, middle - half), 3), round(min(1, middle + half), 3)]


def post(url, body):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json"}, method="POST"
    )
    return urllib.request.urlopen(request, timeout=120)


def get(url):
    return json.load(urllib.request.urlopen(url, timeout=60))


def texts(server, name):
    """The documents' texts as bytes, by number, so that citations can be compared with them."""
    root = f"{server}/kapell/v1/knowledge/{name}/documents"
    found = {}
    for document in get(root)["documents"]:
        if not document.get("error"):
            found[document["id"]] = get(f"{root}/{document['id']}")["text"].encode()
    return found


def ask(server, item, documents):
    """One question, as a stream: the answer, what was found, and the seconds to the first verified sentence."""
    root = f"{server}/kapell/v1/knowledge/{item['corpus']}"
    begin, first, answer, retrieved, event = time.monotonic(), None, {}, None, None
    with post(f"{root}/ask", {"question": item["question"], "stream": True}) as stream:
        for line in stream:
            line = line.decode().rstrip("\n")
            if line.startswith("event:"):
                event = line[6:].strip()
            elif line.startswith("data:") and event == "answer":
                first = first or time.monotonic() - begin
            elif line.startswith("data:") and event == "retrieved":
                retrieved = json.loads(line[5:])["results"][:5]
            elif line.startswith("data:") and event in ("done", "error"):
                answer = json.loads(line[5:])
    for citation in answer.get("citations", []):
        text = documents.get(citation["document_id"], b"")
        citation["exact"] = text[citation["start"]:citation["end"]] == citation["text"].encode()
    return answer | {"id": item["id"], "retrieved": retrieved or [], "seconds": first}


def baseline(server, item):
    """The best passage by words alone, quoted whole."""
    with post(
        f"{server}/kapell/v1/knowledge/{item['corpus']}/search", {"question": item["question"], "limit": 200}
    ) as reply:
        results = json.load(reply)["results"]
    worded = sorted((r for r in results if r["lexical_rank"]), key=lambda r: r["lexical_rank"])
    best = worded[:1]
    return {
        "id": item["id"], "refused": not best, "answer": best[0]["text"] if best else "", "citations": best,
        "retrieved": worded[:5], "seconds": None,
    }


def table(items, answers):
    """Each measure for all items and for each kind."""
    groups = defaultdict(lambda: defaultdict(list))
    for item in items:
        for name, value in score(item, answers[item["id"]]).items():
            if value is not None:
                for group in ("all", item["corpus"], item["kind"]):
                    groups[group][name].append(bool(value))
    rows = {
        group: {
            name: {"hits": sum(v), "of": len(v), "share": round(sum(v) / len(v), 3), "interval": wilson(sum(v), len(v))}
            for name, v in measures.items()
        }
        for group, measures in groups.items()
    }
    times = sorted(a["seconds"] for a in answers.values() if a.get("seconds") is not None)
    if times:
        rows["all"]["seconds"] = {
            "p50": round(statistics.median(times), 3), "p95": round(times[int(0.95 * (len(times) - 1))], 3),
        }
    return rows


def show(rows):
    names = ["retrieved", "cited", "minimal", "right", "answered", "refused", "exact"]
    print(f"{'':16}" + "".join(f"{name:>14}" for name in names))
    for group, measures in rows.items():
        cells = []
        for name in names:
            m = measures.get(name)
            cells.append(f"{m['hits']}/{m['of']} {m['share']:.3f}" if m else "")
        print(f"{group:16}" + "".join(f"{cell:>14}" for cell in cells))
    whole = rows["all"]
    print("  ".join(f"{n} {m['interval'][0]:.3f}–{m['interval'][1]:.3f}" for n, m in whole.items() if "interval" in m))
    if "seconds" in whole:
        print(f"seconds to the first verified sentence: p50 {whole['seconds']['p50']}, p95 {whole['seconds']['p95']}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--half", choices=["tune", "heldout"], default="tune")
    parser.add_argument("--server", default="http://127.0.0.1:7272")
    parser.add_argument("--answers", help="answers as JSON lines, instead of a server")
    parser.add_argument("--save", help="write the answers here, as JSON lines")
    parser.add_argument("--json", help="write the measures here")
    parser.add_argument("--baseline", action="store_true", help="measure the plain quoting of BM25 as well")
    parser.add_argument("--show", action="store_true", help="print each item of the tune half that fails")
    options = parser.parse_args()
    items = [json.loads(line) for line in (HERE / f"{options.half}.jsonl").read_text().splitlines()]
    if options.answers:
        answers = {a["id"]: a for a in map(json.loads, Path(options.answers).read_text().splitlines())}
    else:
        documents = {name: texts(options.server, name) for name in ("contracts", "licences")}
        for name in documents:  # So that the first question does not pay for loading the model.
            ask(options.server, {"id": "", "corpus": name, "question": "Is it warm?"}, documents[name])
        answers = {item["id"]: ask(options.server, item, documents[item["corpus"]]) for item in items}
    if options.save:
        Path(options.save).write_text("".join(json.dumps(a) + "\n" for a in answers.values()))
    report = {"half": options.half, "kapell": table(items, answers)}
    show(report["kapell"])
    if options.baseline and not options.answers:
        plain = {item["id"]: baseline(options.server, item) for item in items}
        report["bm25"] = table(items, plain)
        print("\nThe best passage by words alone (BM25):")
        show(report["bm25"])
    if options.show and options.half == "tune":
        for item in items:
            failed = [n for n, v in score(item, answers[item["id"]]).items() if v is False and n != "answered"]
            if failed:
                print(f"\n{item['id']} {item['kind']} fails {', '.join(failed)}: {item['question']}")
                print(f"    {answers[item['id']].get('answer', '')[:400]}")
    if options.json:
        Path(options.json).write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
