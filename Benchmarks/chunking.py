#!/usr/bin/env python3
"""The row `chunk.exact`: passages whose span holds exactly their text, and whose pages are right.

    chunking.py [--rows ID,ID] [--runs N]

`measure(area, runs)` adds the row to an area. `kapell-extract` says what the text of a document is, and where its pages
lie; from that, each passage is checked here, byte for byte.
"""

import json
import os
import pathlib
import subprocess
import sys

import chunking_data
import harness
from harness import ROOT, Failed, run_json

STATIC = ROOT / ".build/static"
EXTRACT = pathlib.Path(os.environ.get("KAPELL_EXTRACT") or STATIC / "kapell-extract")
BENCH = pathlib.Path(os.environ.get("KAPELL_BENCH") or STATIC / "kapell-bench")
PYTHON = pathlib.Path(os.environ.get("KAPELL_CHUNKING_PYTHON") or ROOT / ".build-bench/chunking/bin/python")
PEERS = ROOT / "Benchmarks/chunking_peers.py"
DATA = ROOT / ".build-bench/chunking-data"
ALL = ("chunk.exact",)
WAYS = [(by, overlap) for by in ("structure", "sentence", "tokens", "code") for overlap in (0, 40)]


def source(path):
    """The text of a document as bytes, and its pages as (number, start, end)."""
    with open(path, "rb") as file:
        done = subprocess.run([EXTRACT, "--name", path.name], stdin=file, capture_output=True, timeout=300)
    head, _, text = done.stdout.partition(b"\n")
    header = json.loads(head) if head else {"error": {"message": done.stderr.decode(errors="replace")}}
    if header.get("error"):
        raise Failed(f"kapell-extract did not read {path}: {header['error']['message']}")
    return text, [page[:3] for page in header["pages"]]


def is_exact(chunk, text, pages):
    start, end = chunk["start"], chunk["end"]
    if not 0 <= start < end <= len(text) or text[start:end] != chunk["text"].encode():
        return False
    held = [number for number, first, last in pages if first < end and start < last]
    return chunk["pages"] == ([held[0], held[-1]] if held else None)


def lost(chunks, text):
    """Bytes other than white space that lie in no passage."""
    bare, place = 0, 0
    for chunk in sorted(chunks, key=lambda chunk: chunk["start"]) + [{"start": len(text), "end": len(text)}]:
        if chunk["start"] > place:
            bare += len(b"".join(text[place:chunk["start"]].split()))
        place = max(place, chunk["end"])
    return bare


def ours(paths, sources):
    listed = DATA / "files.json"
    listed.write_text(json.dumps([str(path) for path in paths]))
    exact, count, bare, ways = 0, 0, 0, {}
    for by, overlap in WAYS:
        answer = run_json([BENCH, "chunks", "--extract", EXTRACT, "--files", listed, "--by", by, "--tokens", 160,
                           "--overlap", overlap, "--parents", 640])
        here = {"chunks": 0, "exact": 0, "lost": 0, "megabytes a second": answer["bytes"] / 1e6 / answer["seconds"]}
        for file in answer["files"]:
            text, pages = sources[file["path"]]
            here["chunks"] += len(file["chunks"])
            here["exact"] += sum(is_exact(chunk, text, pages) for chunk in file["chunks"])
            here["lost"] += lost(file["chunks"], text)
        ways[f"{by}, overlap {overlap}"] = here
        exact, count, bare = exact + here["exact"], count + here["chunks"], bare + here["lost"]
    return exact / count, {"chunks": count, "lost": bare, "ways": ways}


def theirs(sources):
    """The peer gets the same texts, and characters for offsets; it knows of no pages."""
    texts = DATA / "texts.json"
    texts.write_text(json.dumps({path: text.decode() for path, (text, _) in sources.items()}))
    ways = run_json([PYTHON, PEERS, texts])
    count = sum(way["chunks"] for way in ways.values())
    return sum(way["exact"] for way in ways.values()) / count, {"chunks": count, "ways": ways}


def measure(area, runs):
    paths = chunking_data.files(DATA / "documents", ROOT)
    sources = {str(path): source(path) for path in paths}
    own, details = ours(paths, sources)
    peer, peer_details = theirs(sources)
    # Both give the same passages each time, so one reading stands for all samples.
    area.add("chunk.exact", f"share of passages with exact spans and pages, {len(paths)} documents cut in {len(WAYS)} "
             "ways; peer langchain-text-splitters, spans alone", 1.0, ">=", [own] * runs)
    area.rows[-1]["peer"] = harness.round_to(peer)
    area.samples["chunk.exact"]["peer"] = [peer] * runs
    return {"ours": details, "peer": peer_details}


def main():
    _, runs = harness.options(__doc__, ALL)
    area = harness.Area("chunking")
    try:
        details = measure(area, runs)
    except (Failed, OSError) as failure:
        sys.exit(f"\nFailed: benchmark chunking\n  why:     {failure}\n  to mend: see Benchmarks/README.md")
    area.finish(order=ALL, **details)


if __name__ == "__main__":
    main()
