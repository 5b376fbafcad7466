"""The peer of `ingest.py`: LlamaIndex's ingestion pipeline, run in an environment of its own, one process a sample.

    ingest_peers.py batches PAGES MODEL CHUNK            how fast it embeds with batches of some sizes
    ingest_peers.py run PAGES STORE MODEL CHUNK BATCH    one ingestion, into STORE or into what STORE holds

Both print one line of JSON. Imports, the loading of the model and one embedding to warm it up are not counted.
"""

import json
import os
import pathlib
import resource
import sys
import time

sys.path.pop(0)  # this folder has a `workflows` of its own, which is not the one that LlamaIndex imports
os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import torch
from llama_index.core import Document, SimpleDirectoryReader
from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.core.vector_stores import SimpleVectorStore, VectorStoreQuery
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.readers.file import HTMLTagReader
from tokenizers import Tokenizer

BATCHES = (4, 8, 16, 32, 64)
QUESTION = "Which lock does VACUUM FULL take?"


class Counting(HuggingFaceEmbedding):
    """Counts the texts for which vectors are computed."""

    _texts: int = 0

    def _get_text_embeddings(self, texts):
        self._texts += len(texts)
        return super()._get_text_embeddings(texts)


def embedder(model, batch):
    torch.set_num_threads(os.cpu_count() or 1)
    made = Counting(model, device="cpu", embed_batch_size=batch)
    made.get_text_embedding("A text of some words, so that everything is loaded.")
    return made


def splitter(model, chunk):
    """Cuts to at most `chunk` tokens as the model counts them, with its two marks; nothing comes twice."""
    tokenizer = Tokenizer.from_file(str(pathlib.Path(model, "tokenizer.json")))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return SentenceSplitter(
        chunk_size=chunk, chunk_overlap=0,
        tokenizer=lambda text: tokenizer.encode(text, add_special_tokens=False).ids), tokenizer


def read(pages):
    # A folder above the pages may begin with a dot, which it would take for hidden.
    reader = SimpleDirectoryReader(
        pages, filename_as_id=True, exclude_hidden=False, file_extractor={".html": HTMLTagReader(tag="body")})
    # The names of tags and files are not embedded, as they are not with us.
    return [Document(id_=document.id_, text=document.text, metadata={"file_name": document.metadata["file_name"]},
                     excluded_embed_metadata_keys=["file_name"], excluded_llm_metadata_keys=["file_name"])
            for document in reader.load_data()]


def batches(pages, model, chunk):
    nodes = splitter(model, chunk)[0](read(pages))
    embedding = embedder(model, BATCHES[0])
    speeds = {}
    for batch in BATCHES:
        embedding.embed_batch_size = batch
        began = time.perf_counter()
        embedding(nodes)
        speeds[batch] = len(nodes) / (time.perf_counter() - began)
    print(json.dumps(speeds))


def run(pages, store, model, chunk, batch):
    store = pathlib.Path(store)
    cut, tokenizer = splitter(model, chunk)
    embedding = embedder(model, batch)
    embedding._texts = 0
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    steps = {}

    def step(name):
        steps[name] = time.perf_counter() - began - sum(steps.values())

    is_new = not store.exists()
    vectors = SimpleVectorStore() if is_new else SimpleVectorStore.from_persist_path(str(store / "vectors.json"))
    texts = SimpleDocumentStore() if is_new else SimpleDocumentStore.from_persist_path(str(store / "texts.json"))
    # What has not changed is known by the store of documents; the cache would only take time beside it.
    pipeline = IngestionPipeline(transformations=[cut, embedding], vector_store=vectors, docstore=SimpleDocumentStore(),
                                 docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE, disable_cache=True)
    if not is_new:
        pipeline.docstore = SimpleDocumentStore.from_persist_path(str(store / "documents.json"))
    step("open")
    documents = read(pages)
    step("read")
    nodes = pipeline.run(documents=documents)
    step("pipeline")
    texts.add_documents(nodes)
    store.mkdir(exist_ok=True)
    vectors.persist(str(store / "vectors.json"))
    texts.persist(str(store / "texts.json"))
    pipeline.docstore.persist(str(store / "documents.json"))
    step("persist")
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)

    found = vectors.query(VectorStoreQuery(query_embedding=embedding.get_query_embedding(QUESTION), similarity_top_k=3))
    print(json.dumps({
        "seconds": seconds, "steps": steps, "documents": len(documents), "embedded": embedding._texts,
        "passages": len(vectors.data.embedding_dict),
        # As the model reads them: with its two marks, and no more than its window.
        "tokens": sum(min(len(tokenizer.encode(node.get_content(MetadataMode.EMBED)).ids), embedding.max_length)
                      for node in nodes),
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "memory_mb": after.ru_maxrss * 1024 / 1e6,
        "found": [texts.get_node(name).metadata["file_name"] for name in found.ids],
    }))


if __name__ == "__main__":
    command, *given = sys.argv[1:]
    if command == "batches":
        batches(given[0], given[1], int(given[2]))
    else:
        run(*given[:3], int(given[3]), int(given[4]))
