#!/usr/bin/env python3
"""The peers of `lexical.py`: bm25s ranks pages; tantivy and SQLite's FTS5 index and search passages, with one thread.

    lexical_peers.py rank --data FOLDER [--k1 K1] [--b B]
    lexical_peers.py tantivy --data FOLDER
    lexical_peers.py fts5 --data FOLDER
    lexical_peers.py versions
"""

import argparse
import importlib.metadata
import json
import pathlib
import re
import resource
import sqlite3
import tempfile
import time


def seconds():
    """The processor time of this process, all threads."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def read(folder, name):
    with open(pathlib.Path(folder, name + ".jsonl"), encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def queries(folder):
    return [query["text"] for query in json.loads(pathlib.Path(folder, "queries.json").read_text(encoding="utf-8"))]


def rank(options):
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    stop = None if options.stop == "none" else options.stop

    def cut(texts, **more):
        return bm25s.tokenize(texts, stopwords=stop, stemmer=stemmer, show_progress=False, **more)

    texts = read(options.data, "pages")
    index = bm25s.BM25(method="lucene", k1=options.k1, b=options.b)
    index.index(cut(texts), show_progress=False)
    ranks = []
    asked = queries(options.data)
    for words in cut(asked, return_ids=False):
        words = [word for word in words if word in index.vocab_dict]
        if not words:
            ranks.append([])
            continue
        found, scores = index.retrieve([words], k=10, show_progress=False, n_threads=1)
        ranks.append([int(page) for page, score in zip(found[0], scores[0]) if score > 0])
    return {"ranks": ranks}


def tantivy_run(options):
    import tantivy

    texts = read(options.data, "passages")
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("id", stored=False, fast=True)
    schema.add_text_field("text", stored=False, tokenizer_name="en_stem", index_option="position")
    with tempfile.TemporaryDirectory(prefix="kapell-bench-") as folder:
        index = tantivy.Index(schema.build(), path=folder)
        documents = [tantivy.Document(id=number, text=text) for number, text in enumerate(texts)]
        began, wall = seconds(), time.perf_counter()
        writer = index.writer(heap_size=500_000_000, num_threads=1)
        for document in documents:
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        built, built_wall = seconds() - began, time.perf_counter() - wall
        index.reload()
        searcher = index.searcher()
        # Words alone, in lower case, so that nothing in them is an operator.
        asked = [" ".join(re.findall(r"\w+", text)).lower() for text in queries(options.data)]
        parsed = [index.parse_query(text, ["text"]) for text in asked]
        nothing = index.parse_query("zzzzqqqq", ["text"])

        whole = measure(lambda: [searcher.search(index.parse_query(text, ["text"]), 10, count=False) for text in asked])
        search = measure(lambda: [searcher.search(query, 10, count=False) for query in parsed])
        floor = measure(lambda: [searcher.search(nothing, 10, count=False) for _ in asked])
        whole, search, floor = (value / len(asked) for value in (whole, search, floor))
        size = sum(path.stat().st_size for path in pathlib.Path(folder).iterdir())
        found = sum(len(searcher.search(query, 10, count=False).hits) for query in parsed)
    return {"index_seconds": built, "index_wall": built_wall, "qps_with_parser": 1 / whole, "qps_search": 1 / search,
            "qps_search_less_call": 1 / (search - floor), "bytes": size, "found": found, "documents": len(texts)}


def fts5(options):
    """FTS5 without the texts, its index merged into one; queries are any of their words. Not a bar: what it would be."""
    words = [re.findall(r"\w+", text.lower()) for text in queries(options.data)]
    asked = [" OR ".join(f'"{word}"' for word in dict.fromkeys(found)) for found in words]
    result = {"version": sqlite3.sqlite_version}
    for name in ("passages", "pages"):
        texts = read(options.data, name)
        base = sqlite3.connect(":memory:")
        base.execute("CREATE VIRTUAL TABLE t USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')")
        began = seconds()
        base.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", enumerate(texts))
        base.commit()
        built = seconds() - began
        base.execute("INSERT INTO t (t) VALUES ('optimize')")

        def search(query):
            return [row for row, in base.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10", [query])]

        if name == "pages":
            result["ranks"] = [search(query) if query else [] for query in asked]
            continue
        whole = measure(lambda: [search(query) for query in asked if query])
        floor = measure(lambda: [search('"zzzzqqqq"') for _ in asked])
        sizes = "SELECT (SELECT sum(length(block)) FROM t_data) + (SELECT sum(length(sz)) FROM t_docsize)"
        result |= {"documents": len(texts), "index_seconds": built, "bytes": base.execute(sizes).fetchone()[0],
                   "qps_search": len(asked) / whole, "qps_search_less_call": len(asked) / (whole - floor)}
    return result


def measure(calls):
    """Seconds of one round of calls."""
    calls()
    began, rounds = seconds(), 0
    while seconds() - began < 1.0:
        calls()
        rounds += 1
    return (seconds() - began) / rounds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("rank", "tantivy", "fts5", "versions"))
    parser.add_argument("--data")
    parser.add_argument("--k1", type=float, default=1.5)
    parser.add_argument("--b", type=float, default=0.75)
    parser.add_argument("--stop", default="none")
    options = parser.parse_args()
    if options.command == "rank":
        print(json.dumps(rank(options)))
    elif options.command == "tantivy":
        print(json.dumps(tantivy_run(options)))
    elif options.command == "fts5":
        print(json.dumps(fts5(options)))
    else:
        print(json.dumps({name: importlib.metadata.version(name) for name in ("bm25s", "tantivy", "PyStemmer")}))


main()
