#!/usr/bin/env python3
"""Makes the index files of ImportTests: `make.py`, with faiss-cpu, hnswlib and numpy from PyPI.

Vector i has the components i, i + 0.5, -i; the labels of what has labels are 100 - i.
"""

import pathlib

import faiss
import hnswlib
import numpy

here = pathlib.Path(__file__).parent
vectors = numpy.array([[i, i + 0.5, -i] for i in range(12)], dtype="float32")
labels = numpy.array([100 - i for i in range(12)], dtype="int64")

flat = faiss.IndexFlatL2(3)
flat.add(vectors)
faiss.write_index(flat, str(here / "flat-l2.faiss"))
product = faiss.IndexFlatIP(3)
product.add(vectors)
faiss.write_index(product, str(here / "flat-ip.faiss"))
graph = faiss.IndexHNSWFlat(3, 4)
graph.add(vectors)
faiss.write_index(graph, str(here / "hnsw.faiss"))
mapped = faiss.IndexIDMap(faiss.IndexHNSWFlat(3, 4, faiss.METRIC_INNER_PRODUCT))
mapped.add_with_ids(vectors, labels)
faiss.write_index(mapped, str(here / "idmap-hnsw.faiss"))
second = faiss.IndexIDMap2(faiss.IndexFlatL2(3))
second.add_with_ids(vectors, labels)
faiss.write_index(second, str(here / "idmap2-flat.faiss"))
faiss.write_index(faiss.IndexLSH(3, 8), str(here / "lsh.faiss"))

index = hnswlib.Index("l2", 3)
index.init_index(16, M=4, ef_construction=20, random_seed=1, allow_replace_deleted=True)
index.add_items(vectors, labels)
index.mark_deleted(95)
index.save_index(str(here / "graph.hnswlib"))
