#!/usr/bin/env python3
"""What reranking by late interaction does to nDCG@10, over HTTP. `make bench-late` runs it.

    retrieval_late.py [--questions N] [--depth N]

The pages of PostgreSQL's documentation are a collection of `kapell serve`; the questions are those of its printed
index that nothing was tuned on, every so manyth of them. Each search is asked without and with `rerank`, which orders
its best pages anew by the project's embedding model.
"""

import argparse
import json
import os
import sys
import time

import harness
import lexical
import models
from gateway_servers import KAPELL, Server
from harness import Failed, machine, round_to
from retrieval_clients import HTTP
from retrieval_data import COUNT, WIDE, documentation, embedded

PATH = "/kapell/v1/collections"
MODEL = "local/all-minilm-l6-v2"
SEARCHES = {"vectors": ("vector",), "words": ("text",), "both": ("vector", "text")}
PART = 100  # records of one request


def start():
    """A server whose home has the models and nothing else."""
    def files(server):
        place = server.folder / ".local/share/kapell"
        place.mkdir(parents=True)
        os.symlink(models.model("all-minilm-l6-v2").parents[1], place / "models")
        return {"kapell.yaml": f"version: 1\nserver:\n  host: 127.0.0.1\n  port: {server.port}\n"}

    return Server("kapell", "", "/readyz", files, lambda server: [
        KAPELL, "serve", "--config", server.folder / "kapell.yaml"])


def measure(count, depth):
    pages = documentation("pages")
    queries = json.loads((lexical.DATA / "queries.json").read_text(encoding="utf-8"))
    vectors = embedded("pages", [" ".join(text.split()[:400]) or "-" for text in pages])
    asked = embedded("questions", [query["text"] for query in queries])
    reported = [number for number, query in enumerate(queries) if not query["tuning"]]
    sample = [reported[place * len(reported) // count] for place in range(count)]
    rows, server = [], start()
    try:
        client = HTTP(server.port)
        client.json("POST", PATH, {"name": "pages", "dimensions": WIDE, "language": "en"})
        for begin in range(0, len(pages), PART):
            client.json("POST", f"{PATH}/pages/records", {"records": [
                {"id": str(number), "vector": vectors[number].tolist(), "text": pages[number] or "-"}
                for number in range(begin, min(begin + PART, len(pages)))]})
        for name, parts in SEARCHES.items():
            for rerank in ({}, {"rerank": MODEL}):
                found, began = [], time.perf_counter()
                for number in sample:
                    has = {"vector": asked[number].tolist(), "text": queries[number]["text"]}
                    # A reranker reads the question's words; without a weight they choose no candidates.
                    body = {part: has[part] for part in (*parts, "text")}
                    if "text" not in parts:
                        body = {**body, "text_weight": 0} if rerank else {"vector": has["vector"]}
                    answer = client.json("POST", f"{PATH}/pages/query", {
                        **body, **rerank, "limit": COUNT, "depth": depth, "include": []})
                    found.append([int(match["id"]) for match in answer["matches"]])
                figures = [lexical.ndcg([ids], [{**queries[number], "tuning": False}], False)
                           for ids, number in zip(found, sample)]
                rows.append({"search": name, "rerank": bool(rerank), "ndcg": round_to(sum(figures) / count),
                             "milliseconds": round_to((time.perf_counter() - began) * 1000 / count)})
                print(f"  {rows[-1]}", file=sys.stderr)
    finally:
        server.stop()
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=100, help="how many")
    parser.add_argument("--depth", type=int, default=20, help="how many pages are ordered anew")
    given = parser.parse_args()
    try:
        rows = measure(given.questions, given.depth)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-late\n  why: {failure}")
    (harness.RESULTS / "retrieval-late.json").write_text(json.dumps(
        {"machine": machine(), "questions": given.questions, "depth": given.depth, "rows": rows}, indent=2) + "\n",
        encoding="utf-8")
    print("| Search by | nDCG@10 | reranked | ms a question | reranked |\n|---|---:|---:|---:|---:|")
    for plain, again in zip(rows[::2], rows[1::2]):
        print(f"| {plain['search']} | {plain['ndcg']:.4f} | {again['ndcg']:.4f} | {plain['milliseconds']:g} | "
              f"{again['milliseconds']:g} |")


main()
