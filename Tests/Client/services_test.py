#!/usr/bin/env python3
"""Vectors, rankings and images of providers, seen by the official clients of OpenAI, Cohere, Ollama and Google.

    services_test.py PROGRAM [WORDS]
"""

import sys

import serving

serving.bare_environment()

import cohere
import google.genai
import google.genai.errors
import google.genai.types
import httpx
import ollama
import openai

import services_upstream
from checks import check, fails, need, run_checks, secrets

SECRET = "sk-services-5f0a7c19"
CONFIGURATION = """version: 1
models:
  providers:
    openai: {{url: "{root}/v1", key: "${{UP_KEY}}", private: true}}
    cohere: {{url: "{root}", key: "${{UP_KEY}}", private: true}}
    gemini: {{url: "{root}", key: "${{UP_KEY}}", private: true}}
    ollama: {{url: "{root}", private: true}}
    tei: {{kind: tgi, url: "{root}", private: true}}
    gone: {{kind: openai-compatible, url: "http://127.0.0.1:9/v1", private: true}}
    anthropic: {{url: "{root}", key: "${{UP_KEY}}", private: true}}
  aliases:
    safe: {{models: [gone/text-embedding-3-small, openai/text-embedding-3-small], attempts: 1}}
    unsafe: {{models: [gone/text-embedding-3-small, openai/another], attempts: 1}}
    strict-vectors: {{models: [openai/text-embedding-3-small], strict: true}}
"""
services = services_upstream.Services().start()
server = serving.Server(sys.argv[1], CONFIGURATION.format(root=services.root), UP_KEY=SECRET)
secrets.append(SECRET)
BASE = server.base
openai_client = openai.OpenAI(base_url=f"{BASE}/v1", api_key="none", max_retries=0)
cohere_client = cohere.ClientV2(api_key="none", base_url=BASE)
ollama_client = ollama.Client(host=BASE)
gemini_client = google.genai.Client(
    api_key="none", http_options=google.genai.types.HttpOptions(base_url=BASE))

# --- ready to be taken over ------------------------------------------------------------------------------------------------

TEXTS = ["t4", "t7", "t9"]
EMBEDDERS = ["openai/text-embedding-3-small", "cohere/embed-v4.0", "gemini/gemini-embedding-001", "ollama/nomic", "tei/bge"]


def openai_vectors(model, texts):
    answer = openai_client.embeddings.create(model=model, input=texts)  # the package asks for base64, and decodes it
    need(answer.usage.prompt_tokens == 3 * len(texts), f"the usage is {answer.usage}")
    return [item.embedding for item in answer.data]


def cohere_vectors(model, texts):
    answer = cohere_client.embed(model=model, texts=texts, input_type="search_document", embedding_types=["float"])
    need(answer.meta.billed_units.input_tokens == 3 * len(texts), f"the usage is {answer.meta}")
    return answer.embeddings.float_


def ollama_vectors(model, texts):
    answer = ollama_client.embed(model=model, input=texts)
    need(answer.prompt_eval_count == 3 * len(texts), f"the usage is {answer.prompt_eval_count}")
    return answer.embeddings


def gemini_vectors(model, texts):
    answer = gemini_client.models.embed_content(model=model, contents=texts)
    return [item.values for item in answer.embeddings]


for name, vectors in (("openai", openai_vectors), ("cohere", cohere_vectors), ("ollama", ollama_vectors),
                      ("google-genai", gemini_vectors)):
    @check(f"{name}: vectors of every provider, in order")
    def vectors_of_providers(vectors=vectors):
        for model in EMBEDDERS:
            found = [list(vector) for vector in vectors(model, TEXTS)]
            need(found == [[4, 1], [7, 1], [9, 1]], f"{model}: {found}")

    @check(f"{name}: a list that is too long for the provider goes in pieces")
    def long_lists(vectors=vectors):
        for model, pieces in (("cohere/embed-v4.0", 3), ("gemini/gemini-embedding-001", 2), ("tei/bge", 7)):
            if name == "google-genai" and model.startswith("gemini"):
                continue
            before = len(services.requests)
            found = vectors(model, [f"t{place}" for place in range(200)])
            need([vector[0] for vector in found] == list(range(200)), f"{model}: the order is lost")
            need(len(services.requests) - before == pieces, f"{model}: {len(services.requests) - before} requests")


@check("vectors: tokens in the place of texts pass to OpenAI's wire, and are refused on others")
def tokens():
    answer = openai_client.embeddings.create(model="text-embedding-3-small", input=[[1, 2, 3], [4]])
    need([item.embedding[0] for item in answer.data] == [3, 1], f"{answer.data}")
    fails(openai.BadRequestError, lambda: openai_client.embeddings.create(model="cohere/embed-v4.0", input=[[1]]), "texts")


@check("vectors: what Cohere alone knows passes to Cohere, and is refused for others")
def bytes_of_cohere():
    answer = cohere_client.embed(
        model="embed-v4.0", texts=TEXTS, input_type="search_query", embedding_types=["float", "int8"])
    need(answer.embeddings.int8 == [[4, 1], [7, 1], [9, 1]], f"{answer.embeddings}")
    fails(cohere.core.ApiError, lambda: cohere_client.embed(
        model="openai/text-embedding-3-small", texts=TEXTS, input_type="search_query", embedding_types=["int8"]),
        "embedding_types")


@check("vectors: losses are named, and refused in strict mode")
def losses():
    body = {"model": "openai/m", "texts": TEXTS, "input_type": "clustering", "embedding_types": ["float"]}
    status, headers, _ = server.post("/v2/embed", body)
    need(status == 200 and headers["x-kapell-losses"] == "dropped: input_type", f"{status} {headers}")
    before = len(services.requests)
    status, _, text = server.post("/v2/embed", body, {"x-kapell-strict": "true"})
    need(status >= 400 and "input_type" in text, text)
    fails(cohere.core.ApiError, lambda: cohere_vectors("strict-vectors", TEXTS), "input_type")
    need(len(services.requests) == before, "the provider was asked")


@check("vectors: an alias moves on to the same model elsewhere, never to another one")
def fallback():
    need(openai_vectors("safe", ["t4"]) == [[4, 1]], "no vectors")
    fails(openai.APIStatusError, lambda: openai_vectors("unsafe", ["t4"]))
    fails(openai.APIStatusError, lambda: openai_vectors("openai/down", ["t4"]), "Down for repairs")


@check("vectors: the run has each attempt and the cost, and no text")
def account():
    status, headers, _ = server.post("/v1/embeddings", {"model": "text-embedding-3-small", "input": TEXTS})
    events = server.run(headers)
    kinds = [event["type"] for event in events]
    need(status == 200 and "model.attempt" in kinds and "cost" in kinds, f"{kinds}")
    need('"embedding": {"count": 9' in headers["x-kapell-cost"].replace('":', '": ').replace(",", ", ")
         or '"count":9' in headers["x-kapell-cost"], headers["x-kapell-cost"])
    need("t7" not in str(events), "a text is in the journal")


@check("vectors: a provider without embedding models is refused in each client's own shape")
def no_vectors():
    for kind, call in ((openai.BadRequestError, openai_vectors), (cohere.core.ApiError, cohere_vectors),
                       (ollama.ResponseError, ollama_vectors), (google.genai.errors.APIError, gemini_vectors)):
        fails(kind, lambda: call("anthropic/claude", ["a"]), "no embedding models")


@check("cohere: documents in order, from Cohere and from Text Embeddings Inference; others refuse")
def ranks():
    for model in ("rerank-v3.5", "tei/bge-reranker"):
        answer = cohere_client.rerank(model=model, query="q", documents=["t5", "t9", "t7"], top_n=2)
        found = [(result.index, result.relevance_score) for result in answer.results]
        need(found == [(1, 0.09), (2, 0.07)], f"{model}: {found}")
    fails(cohere.core.ApiError, lambda: cohere_client.rerank(model="openai/gpt", query="q", documents=["a"]), "rank")
    fails(cohere.core.ApiError, lambda: cohere_client.rerank(model="default", query="q", documents=["a"]), "rank")


@check("openai: images pass, whole, streamed and as a form; a cut stream is an error")
def images():
    answer = openai_client.images.generate(model="gpt-image-1", prompt="a cat", size="1024x1024")
    need(answer.data[0].b64_json == "aGk=" and answer.usage.output_tokens == 272, f"{answer}")
    need(services.requests[-1][1] == {"model": "gpt-image-1", "prompt": "a cat", "size": "1024x1024"}, "it changed")
    raw = openai_client.images.with_raw_response.generate(model="gpt-image-1", prompt="a cat")
    need('"image_output"' in raw.headers["x-kapell-cost"], raw.headers["x-kapell-cost"])
    edited = openai_client.images.edit(model="openai/gpt-image-1", image=("a.png", b"\x89PNG", "image/png"), prompt="b")
    need(edited.data[0].b64_json == "aGk=", f"{edited}")
    need(b"openai/gpt-image-1" not in services.requests[-1][1]["form"], "the model's name is not replaced")
    stream = openai_client.images.generate(model="gpt-image-1", prompt="a cat", stream=True, partial_images=1)
    need([event.type for event in stream] == ["image_generation.partial_image", "image_generation.completed"], "events")
    fails(openai.APIError, lambda: list(openai_client.images.generate(model="gpt-image-1", prompt="cut", stream=True)))
    fails(openai.BadRequestError, lambda: openai_client.images.generate(model="default", prompt="a"), "draws no images")


# --------------------------------------------------------------------------------------------------------------------------

if __name__ == "__main__":
    code = 1
    try:
        code = run_checks(sys.argv[2] if len(sys.argv) > 2 else "")
    finally:
        server.stop()
    sys.exit(code)
