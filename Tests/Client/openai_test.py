#!/usr/bin/env python3
"""A running server, seen by the official `openai` package and by plain HTTP.

    openai_test.py BASE_URL [WORDS]     such as http://127.0.0.1:7272; with WORDS, only the checks whose name holds them

The server needs its default models, and a knowledge base `contracts` that is indexed. Prints a line for each check and
ends with `N passed, N failed`; the exit code is 1 when one failed.
"""

import base64
import http.client
import json
import math
import struct
import sys
import time
import urllib.parse
import urllib.request

import openai

from checks import check, fails, need, run_checks

BASE = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:7272").rstrip("/")
HOST = urllib.parse.urlsplit(BASE).netloc
KNOWLEDGE = "contracts"
QUESTION = "Within how many days must Tarn & Vale pay an invoice?"
PLAIN = urllib.request.build_opener(urllib.request.ProxyHandler({}))

client = openai.OpenAI(
    base_url=f"{BASE}/v1", api_key="unused", max_retries=0, timeout=120,
    http_client=openai.DefaultHttpxClient(trust_env=False))


def raw(method, path, body=None, headers=None, timeout=60):
    """One request with exactly these headers: the status and the body as text."""
    connection = http.client.HTTPConnection(HOST, timeout=timeout)
    try:
        try:
            connection.request(method, path, body=body, headers=headers or {})
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has answered before it read the whole body
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8")
    finally:
        connection.close()


def fetch(path, body=None):
    """JSON from Kapell's own routes."""
    request = urllib.request.Request(
        BASE + path, data=None if body is None else json.dumps(body).encode("utf-8"),
        headers={"content-type": "application/json"})
    with PLAIN.open(request, timeout=120) as response:
        return json.load(response)


def openai_error(text):
    """The error of a body in OpenAI's shape."""
    error = json.loads(text)["error"]
    need(set(error) == {"message", "type", "param", "code"}, f"members: {sorted(error)}")
    need(error["message"] and error["type"], "no message or no type")
    return error


# --- models ---------------------------------------------------------------------------------------------------------

names = [model.id for model in client.models.list()]
CHAT = next((name for name in names if "minilm" not in name.lower()), names[0])
EMBED = next((name for name in names if "minilm" in name.lower()), names[-1])


@check("the list of models holds a chat and an embedding model")
def _():
    need(len(names) >= 2 and CHAT != EMBED, f"there are {names}")
    need(all(name.startswith("local/") for name in names), f"there are {names}")


@check("each model can be retrieved by its name")
def _():
    for name in names:
        model = client.models.retrieve(name)
        need(model.id == name and model.object == "model" and model.owned_by == "local", str(model))


@check("an unknown model is not found")
def _():
    fails(openai.NotFoundError, lambda: client.models.retrieve("local/none"), "local/none")


# --- chat -----------------------------------------------------------------------------------------------------------

COUNTING = [{"role": "user", "content": "Name three colours of the rainbow."}]


def complete(messages=None, **options):
    options = {"model": CHAT, "temperature": 0, "seed": 7, "max_tokens": 24, **options}
    return client.chat.completions.create(messages=messages or COUNTING, **options)


@check("a whole completion has a text, a reason and its usage")
def _():
    answer = complete()
    choice = answer.choices[0]
    need(answer.object == "chat.completion" and answer.id.startswith("chatcmpl-"), str(answer))
    need(answer.model == CHAT and abs(answer.created - time.time()) < 600, str(answer))
    need(choice.index == 0 and choice.message.role == "assistant" and choice.message.content, str(choice))
    need(choice.finish_reason in ("stop", "length"), str(choice))
    usage = answer.usage
    need(usage.prompt_tokens > 5 and 0 < usage.completion_tokens <= 24, str(usage))
    need(usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, str(usage))


@check("a streamed completion has the same text, reason and usage as the whole one")
def _():
    whole = complete()
    text, reasons, usages, roles, ids = "", [], [], [], set()
    for chunk in complete(stream=True, stream_options={"include_usage": True}):
        ids.add(chunk.id)
        need(chunk.object == "chat.completion.chunk" and chunk.model == CHAT, str(chunk))
        if chunk.usage:
            usages.append(chunk.usage)
            need(chunk.choices == [], "the chunk of the usage has choices")
        for choice in chunk.choices:
            text += choice.delta.content or ""
            roles += [choice.delta.role] if choice.delta.role else []
            reasons += [choice.finish_reason] if choice.finish_reason else []
    need(text == whole.choices[0].message.content, f"{text!r} is not {whole.choices[0].message.content!r}")
    need(reasons == [whole.choices[0].finish_reason], str(reasons))
    need(roles == ["assistant"] and len(ids) == 1, f"{roles}, {ids}")
    need(len(usages) == 1 and usages[0].total_tokens == whole.usage.total_tokens, str(usages))


@check("a stream holds no usage unless it is asked for")
def _():
    need(all(chunk.usage is None and chunk.choices for chunk in complete(stream=True, max_tokens=2)), "it does")


@check("a seed makes sampled text repeatable")
def _():
    first, second = (complete(temperature=1, seed=11).choices[0].message.content for _ in range(2))
    need(first == second, f"{first!r} is not {second!r}")


@check("max_tokens and max_completion_tokens end an answer with the reason length")
def _():
    for option in ("max_tokens", "max_completion_tokens"):
        answer = complete(**{"max_tokens": None, option: 3})
        need(answer.choices[0].finish_reason == "length", str(answer.choices[0]))
        need(answer.usage.completion_tokens == 3, str(answer.usage))


@check("a stop text ends an answer, is not part of it, and is the same streamed")
def _():
    text = complete().choices[0].message.content
    middle = len(text) // 2
    stop = text[middle:middle + 4]
    before = text[:text.index(stop)]
    answer = complete(stop=stop).choices[0]
    need(answer.message.content == before and answer.finish_reason == "stop", f"{answer} for {stop!r} of {text!r}")
    answer = complete(stop=["never to be seen", stop]).choices[0]
    need(answer.message.content == before, str(answer))
    chunks = [chunk.choices[0] for chunk in complete(stop=stop, stream=True)]
    streamed = "".join(choice.delta.content or "" for choice in chunks)
    need(streamed == before and chunks[-1].finish_reason == "stop", f"{streamed!r} is not {before!r}")


@check("system and developer messages are read")
def _():
    user = {"role": "user", "content": "Who are you?"}
    plain = complete([user]).usage.prompt_tokens
    for role in ("system", "developer"):
        with_role = complete([{"role": role, "content": "You are a pirate. " * 20}, user]).usage.prompt_tokens
        need(with_role > plain + 40, f"{role}: {with_role} tokens, {plain} without")


@check("content in parts is the same as content in one text")
def _():
    one = complete([{"role": "user", "content": "Say hello."}])
    parts = complete([{"role": "user", "content": [{"type": "text", "text": "Say hello."}]}])
    need(one.choices[0].message.content == parts.choices[0].message.content, "the texts differ")
    need(one.usage.prompt_tokens == parts.usage.prompt_tokens, "the prompts differ")


@check("a conversation with an assistant's turn is taken")
def _():
    answer = complete([
        {"role": "user", "content": "My name is Ada."}, {"role": "assistant", "content": "Hello Ada."},
        {"role": "user", "content": "What is my name?"}])
    need(answer.choices[0].message.content, "no text")


@check("another client can cancel: a closed stream frees the model at once")
def _():
    stream = complete([{"role": "user", "content": "Tell me a very long story."}], stream=True, max_tokens=3000)
    for _ in zip(range(5), stream):
        pass
    stream.close()
    began = time.monotonic()
    complete(max_tokens=1)
    took = time.monotonic() - began
    need(took < 5, f"the next answer took {took:.1f} s")


@check("a client that disconnects from a whole completion frees the model, too")
def _():
    slow = client.with_options(timeout=1)
    try:
        slow.chat.completions.create(
            model=CHAT, messages=[{"role": "user", "content": "Tell me a very long story."}], max_tokens=3000,
            temperature=1, seed=3)
    except openai.APITimeoutError:
        pass
    began = time.monotonic()
    complete(max_tokens=1)
    took = time.monotonic() - began
    need(took < 5, f"the next answer took {took:.1f} s")


# --- chat: errors ---------------------------------------------------------------------------------------------------


@check("an unknown chat model is a NotFoundError that names what there is")
def _():
    error = fails(openai.NotFoundError, lambda: complete(model="gpt-4o"), "gpt-4o", CHAT)
    need(error.status_code == 404 and error.type == "invalid_request_error", str(error.body))


@check("an embedding model cannot chat")
def _():
    fails(openai.BadRequestError, lambda: complete(model=EMBED), EMBED, "embedding model")
    fails(openai.BadRequestError, lambda: client.embeddings.create(model=CHAT, input="x"), CHAT, "no vectors")
    complete(max_tokens=1)


@check("values of the wrong type or out of range are refused, and named")
def _():
    for key, value in [
        ("temperature", "warm"), ("temperature", 3), ("max_tokens", 0), ("max_tokens", 1.5), ("seed", "x"), ("n", 0),
        ("stop", 5), ("stop", ["a"] * 17), ("top_p", 2), ("stream", "yes"),
    ]:
        body = {"model": CHAT, "messages": COUNTING, key: value}
        status, text = raw("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
        need(status == 400 and f"`{key}`" in openai_error(text)["message"], f"{key}={value!r}: {status} {text}")


@check("messages that are no messages are refused, and named")
def _():
    for messages, word in [
        (None, "messages"), ([], "messages"), ("hello", "messages"), ([{"content": "x"}], "role"),
        ([{"role": "tool", "content": "x"}], "tool_call_id"), ([{"role": "user"}], "content"),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0K"}}]}], "image"),
        (["hello"], "messages[0]"),
    ]:
        body = {"model": CHAT, "messages": messages}
        status, text = raw("POST", "/v1/chat/completions", json.dumps(body), {"content-type": "application/json"})
        need(400 <= status < 500 and word in openai_error(text)["message"], f"{messages!r}: {status} {text}")


@check("what is not supported is refused, not ignored")
def _():
    for word, options in [
        ("top_logprobs", {"top_logprobs": 2}), ("lora", {"extra_body": {"lora": [{"path": "/etc/passwd"}]}}),
        ("modalities", {"modalities": ["text", "audio"]}),
    ]:
        fails(openai.BadRequestError, lambda options=options: complete(**options), word)
    schema = {"type": "object", "properties": {"a": {"type": "array", "uniqueItems": True}}, "required": ["a"]}
    form = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    fails(openai.BadRequestError, lambda: complete(response_format=form), "uniqueItems")


@check("an answer keeps to the form that was asked for, and a call can be forced")
def _():
    schema = {
        "type": "object", "properties": {"name": {"type": "string", "maxLength": 12}, "age": {"type": "integer", "minimum": 1, "maximum": 99}},
        "required": ["name", "age"], "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema, "strict": True}}
    person = json.loads(complete(response_format=form, max_tokens=100).choices[0].message.content)
    need(list(person) == ["name", "age"] and 1 <= person["age"] <= 99, str(person))
    answer = complete(response_format={"type": "json_object"}, max_tokens=200).choices[0]
    need(answer.finish_reason == "length" or isinstance(json.loads(answer.message.content), dict), str(answer))
    tool = {"type": "function", "function": {"name": "tell", "parameters": schema}}
    call = complete(tools=[tool], tool_choice="required", max_tokens=100).choices[0]
    need(call.finish_reason == "tool_calls" and call.message.tool_calls[0].function.name == "tell", str(call))
    need(json.loads(call.message.tool_calls[0].function.arguments)["age"] >= 1, str(call))
    complete(frequency_penalty=0.5, logit_bias={"5": 1}, tools=[tool])


@check("a chat has several answers, and tells how likely its tokens were, whole and streamed")
def _():
    options = {"n": 3, "logprobs": True, "top_logprobs": 2, "max_tokens": 8, "temperature": 0}
    whole = complete(**options)
    need([choice.index for choice in whole.choices] == [0, 1, 2], str(whole))
    need(whole.usage.completion_tokens == sum(len(choice.logprobs.content) for choice in whole.choices), str(whole.usage))
    alone = complete(max_tokens=8, temperature=0)
    need(whole.usage.prompt_tokens == alone.usage.prompt_tokens, f"{whole.usage} {alone.usage}")
    for choice in whole.choices:
        tokens = choice.logprobs.content
        need("".join(token.token for token in tokens) == choice.message.content, str(choice))
        need(all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in tokens), str(tokens))
        need(all(token.top_logprobs[0].logprob >= token.logprob - 1e-4 for token in tokens), str(tokens))
    texts, likely, ends, usage = ["", "", ""], [0, 0, 0], set(), None
    for piece in complete(stream=True, stream_options={"include_usage": True}, **options):
        usage = piece.usage or usage
        for choice in piece.choices:
            texts[choice.index] += choice.delta.content or ""
            likely[choice.index] += len(choice.logprobs.content) if choice.logprobs else 0
            if choice.finish_reason:
                ends.add(choice.index)
    need(all(texts), str(texts))
    need(likely == [8, 8, 8] and ends == {0, 1, 2} and usage.completion_tokens == 24, f"{likely} {ends} {usage}")
    warm = complete(n=4, max_tokens=12, temperature=1.5, seed=7)
    need(len({choice.message.content for choice in warm.choices}) > 1, str(warm))


@check("a text is gone on with, several times, with the likelihood of each token")
def _():
    options = {"model": CHAT, "prompt": "The capital of France is", "max_tokens": 6, "temperature": 0}
    whole = client.completions.create(**options, n=2, logprobs=2)
    need(len(whole.choices) == 2 and all("Paris" in choice.text for choice in whole.choices), str(whole))
    need(whole.usage.completion_tokens == 12 and len(whole.choices[0].logprobs.tokens) == 6, str(whole))
    pieces = [piece.choices[0].text for piece in client.completions.create(**options, stream=True) if piece.choices]
    need("Paris" in "".join(pieces), str(pieces))


@check("a prompt beyond the window is refused with both numbers, whole and streamed")
def _():
    long = [{"role": "user", "content": "word " * 60_000}]
    for stream in (False, True):
        error = fails(openai.APIStatusError, lambda stream=stream: complete(long, stream=stream), "tokens", "window")
        need(error.status_code in (400, 413), f"status {error.status_code}")
        numbers = [int(word) for word in error.message.replace(";", " ").split() if word.isdigit()]
        need(len(numbers) >= 2 and max(numbers) >= 60_000 and min(numbers) <= 32_768, error.message)
    complete(max_tokens=1)


@check("a body that is not JSON, or no object, is refused with the place")
def _():
    for body, word in [("{\"model\": ", "JSON"), ("hello", "JSON"), ("", "JSON"), ("[1]", "object"),
                       ("\xff\xfe", "JSON")]:
        for path in ("/v1/chat/completions", "/v1/embeddings"):
            status, text = raw("POST", path, body.encode("latin-1"), {"content-type": "application/json"})
            need(status == 400 and word in openai_error(text)["message"], f"{body!r}: {status} {text}")


@check("JSON nested 100,000 deep is refused")
def _():
    for body in ("[" * 100_000, '{"a":' * 100_000, '{"messages":' + "[" * 100_000 + "]" * 100_000 + "}"):
        status, text = raw("POST", "/v1/chat/completions", body, {"content-type": "application/json"})
        need(status == 400 and openai_error(text)["message"], f"{status} {text[:200]}")


@check("a body of 10 MB is refused with 413, a chat's of 40 MB")
def _():
    for path, size in (("/v1/chat/completions", 40_000_000), ("/v1/embeddings", 10_000_000),
                       (f"/kapell/v1/knowledge/{KNOWLEDGE}/ask", 10_000_000)):
        body = json.dumps({"model": CHAT, "messages": [{"role": "user", "content": "x" * size}]})
        status, text = raw("POST", path, body, {"content-type": "application/json"})
        need(status == 413 and "MB" in json.loads(text)["error"]["message"], f"{status} {text[:200]}")


@check("an unknown path and a wrong method are answered with JSON")
def _():
    status, text = raw("GET", "/v1/none")
    need(status == 404 and "/v1/none" in openai_error(text)["message"], f"{status} {text}")
    status, text = raw("GET", "/kapell/v1/none")
    need(status == 404 and json.loads(text)["error"]["remedy"], f"{status} {text}")
    status, text = raw("GET", "/v1/chat/completions")
    need(status in (404, 405) and openai_error(text), f"{status} {text}")


# --- embeddings -----------------------------------------------------------------------------------------------------

TEXTS = ["The lease ends in May.", "A bird sings.", "Kündigung: drei Monate, 契約 \U0001F600", "x"]


@check("embeddings as numbers and as base64 are equal to 1e-6")
def _():
    floats = client.embeddings.create(model=EMBED, input=TEXTS, encoding_format="float")
    asked = client.embeddings.create(model=EMBED, input=TEXTS)  # the package asks for base64, and decodes it
    status, text = raw(
        "POST", "/v1/embeddings", json.dumps({"model": EMBED, "input": TEXTS, "encoding_format": "base64"}),
        {"content-type": "application/json"})
    need(status == 200, text)
    for index, (number, decoded, encoded) in enumerate(zip(floats.data, asked.data, json.loads(text)["data"])):
        data = base64.b64decode(encoded["embedding"], validate=True)
        own = struct.unpack(f"<{len(data) // 4}f", data)
        need(number.index == decoded.index == encoded["index"] == index, "the order is not kept")
        need(len(number.embedding) == len(decoded.embedding) == len(own) == 384, "the lengths differ")
        for left, middle, right in zip(number.embedding, decoded.embedding, own):
            need(abs(left - middle) <= 1e-6 and abs(left - right) <= 1e-6, f"{left}, {middle}, {right}")
    need(floats.usage.prompt_tokens == floats.usage.total_tokens > len(TEXTS), str(floats.usage))


@check("embeddings have unit length")
def _():
    for item in client.embeddings.create(model=EMBED, input=TEXTS, encoding_format="float").data:
        length = math.sqrt(sum(value * value for value in item.embedding))
        need(abs(length - 1) < 1e-5, f"length {length}")


@check("a text has the same vector alone and among others, and a text of its own meaning")
def _():
    alone = client.embeddings.create(model=EMBED, input=TEXTS[0]).data[0].embedding
    among = client.embeddings.create(model=EMBED, input=TEXTS + ["When does the lease end?"]).data
    need(sum(a * b for a, b in zip(alone, among[0].embedding)) > 0.9999, "the vectors differ")
    near = sum(a * b for a, b in zip(among[4].embedding, among[0].embedding))
    far = sum(a * b for a, b in zip(among[4].embedding, among[1].embedding))
    need(near > far + 0.2, f"related {near:.2f}, unrelated {far:.2f}")


@check("an input that is empty, or no text, is refused")
def _():
    for value in ("", [], ["a", ""], [1, 2], [[1, 2]], None, {"a": 1}, ["a"] * 3000):
        body = {"model": EMBED, "input": value}
        status, text = raw("POST", "/v1/embeddings", json.dumps(body), {"content-type": "application/json"})
        need(400 <= status < 500 and "input" in openai_error(text)["message"], f"{str(value)[:40]}: {status} {text}")


@check("other dimensions, formats and models are refused")
def _():
    fails(openai.BadRequestError, lambda: client.embeddings.create(model=EMBED, input="a", dimensions=1000), "384", "1000")
    short = client.embeddings.create(model=EMBED, input=TEXTS[0], dimensions=100).data[0].embedding
    need(len(short) == 100 and abs(math.sqrt(sum(value * value for value in short)) - 1) < 1e-5, f"{len(short)}")
    fails(openai.NotFoundError, lambda: client.embeddings.create(model="text-embedding-3-small", input="a"), EMBED)
    fails(
        openai.BadRequestError,
        lambda: client.embeddings.create(model=EMBED, input="a", encoding_format="int8"), "encoding_format")


# --- knowledge ------------------------------------------------------------------------------------------------------

documents = {}


def source(passage):
    """The bytes of the text of the document that a passage comes from."""
    number = passage["document_id"]
    if number not in documents:
        document = fetch(f"/kapell/v1/knowledge/{KNOWLEDGE}/documents/{number}")
        need(document["name"] == passage["document"], f"{document['name']} is not {passage['document']}")
        documents[number] = (document["text"].encode("utf-8"), document)
    return documents[number]


def need_verbatim(passages):
    """Every passage is the text of its document from `start` to `end`, in bytes, on the page it names."""
    need(passages, "there are none")
    for passage in passages:
        text, document = source(passage)
        quoted = text[passage["start"]:passage["end"]]
        need(quoted == passage["text"].encode("utf-8"), f"{quoted[:80]!r} is not {passage['text'][:80]!r}")
        if passage["page"] is not None:
            pages = [
                page["number"] for page in document["pages"] if page["start"] <= passage["start"] < page["end"]]
            need(passage["page"] in pages, f"page {passage['page']}, but the span is on {pages}")


def events(path, body):
    """The events of a stream, in order, as pairs of a name and its data."""
    request = urllib.request.Request(
        BASE + path, data=json.dumps(body).encode("utf-8"), headers={"content-type": "application/json"})
    with PLAIN.open(request, timeout=120) as response:
        need(response.headers["content-type"].startswith("text/event-stream"), str(response.headers))
        name, data = None, []
        for line in response.read().decode("utf-8").split("\n"):
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                data.append(line[6:])
            elif not line and data:
                yield name, json.loads("\n".join(data))
                name, data = None, []


@check("the knowledge bases and their documents are listed")
def _():
    entry = next(entry for entry in fetch("/kapell/v1/knowledge")["knowledge"] if entry["name"] == KNOWLEDGE)
    listed = fetch(f"/kapell/v1/knowledge/{KNOWLEDGE}/documents")["documents"]
    need(entry["documents"] == len(listed) > 0 and entry["passages"] > 0, str(entry))
    need(sum(item["passages"] for item in listed if item["status"] == "indexed") == entry["passages"], str(entry))
    need(all(item["error"]["message"] for item in listed if item["status"] == "failed"), "a failure without a reason")


@check("a search returns passages that are verbatim, best first")
def _():
    results = fetch(f"/kapell/v1/knowledge/{KNOWLEDGE}/search", {"question": QUESTION, "limit": 5})["results"]
    need(0 < len(results) <= 5, f"{len(results)} results")
    need_verbatim(results)
    scores = [result["score"] for result in results]
    need(scores == sorted(scores, reverse=True), str(scores))


@check("an answer has citations that are verbatim, verdicts, usage and a run")
def _():
    answer = fetch(f"/kapell/v1/knowledge/{KNOWLEDGE}/ask", {"question": QUESTION})
    need(set(answer) >= {"answer", "refused", "citations", "verdicts", "usage", "run"}, str(sorted(answer)))
    need(answer["answer"] and not answer["refused"] and answer["verdicts"], str(answer))
    need_verbatim(answer["citations"])
    for index, _ in enumerate(answer["citations"], 1):
        need(f"[{index}]" in answer["answer"], f"the mark [{index}] is not in the answer")
    run = fetch(f"/kapell/v1/runs/{answer['run']}")
    need(run["kind"] == "ask" and run["status"] == "succeeded" and run["events"], str(run)[:300])


@check("a streamed answer says the same as a whole one")
def _():
    path = f"/kapell/v1/knowledge/{KNOWLEDGE}/ask"
    whole = fetch(path, {"question": QUESTION})
    seen = list(events(path, {"question": QUESTION, "stream": True}))
    order = [name for name, _ in seen]
    need(order[0] == "run" and order[-1] == "done" and "retrieved" in order, str(order))
    done = seen[-1][1]
    need("".join(data["text"] for name, data in seen if name == "answer") == done["answer"], "the pieces differ")
    cited = [{key: data[key] for key in data if key != "index"} for name, data in seen if name == "citation"]
    need(cited == done["citations"], "the citations differ")
    need(done["answer"] == whole["answer"] and done["citations"] == whole["citations"], "it says something else")
    need_verbatim(cited)


@check("a question that the documents do not answer is refused, not invented")
def _():
    answer = fetch(
        f"/kapell/v1/knowledge/{KNOWLEDGE}/ask", {"question": "Who won the football world cup in 1998?"})
    need(answer["refused"] and not answer["citations"] and answer["reason"], str(answer)[:300])


@check("mistakes in a question have their status, streamed too")
def _():
    for path, body, status, word in [
        (f"{KNOWLEDGE}/ask", {"question": ""}, 400, "empty"), (f"{KNOWLEDGE}/ask", {}, 400, "question"),
        (f"{KNOWLEDGE}/ask", {"question": 5}, 400, "question"), ("none/ask", {"question": "x"}, 404, "none"),
        ("none/search", {"question": "x"}, 404, "none"),
        (f"{KNOWLEDGE}/ask", {"question": "x" * 100_000}, 413, "100000"),
        (f"{KNOWLEDGE}/search", {"question": "x" * 100_000}, 413, "100000"),
        (f"{KNOWLEDGE}/search", {"question": "x", "limit": 0}, 400, "limit"),
        (f"{KNOWLEDGE}/search", {"question": "x", "limit": "3"}, 400, "limit"),
        (f"{KNOWLEDGE}/search", {"question": "  "}, 400, "empty"),
    ]:
        for stream in (False, True) if path.endswith("ask") else (False,):
            got, text = raw(
                "POST", f"/kapell/v1/knowledge/{path}", json.dumps({**body, "stream": stream}),
                {"content-type": "application/json"})
            error = json.loads(text)["error"]
            need(got == status and word in error["message"], f"{path} {str(body)[:60]}: {got} {text[:300]}")
            need(set(error) == {"code", "message", "remedy", "retryable"}, str(sorted(error)))


@check("files cannot be indexed over the port")
def _():
    status, _ = raw(
        "POST", f"/kapell/v1/knowledge/{KNOWLEDGE}/ingest", json.dumps({"paths": ["/etc"]}),
        {"content-type": "application/json"})
    need(status == 404, f"status {status}")


@check("documents and runs that are not there are not found")
def _():
    documents = f"knowledge/{KNOWLEDGE}/documents"
    for path in (f"{documents}/0", f"{documents}/x", "runs/none", "knowledge/none/documents"):
        status, text = raw("GET", f"/kapell/v1/{path}")
        need(status == 404 and json.loads(text)["error"]["remedy"], f"{path}: {status} {text}")


# --- the server itself ----------------------------------------------------------------------------------------------


@check("requests in the name of another site are refused")
def _():
    port = HOST.rsplit(":", 1)[-1]
    for headers in (
        {"Host": "evil.example"}, {"Host": f"evil.example:{port}"}, {"Host": f"127.0.0.1.evil.example:{port}"},
        {"Host": "127.0.0.1:1"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
        {"Origin": f"http://{HOST}.evil.example"}, {"Origin": f"https://{HOST}"},
    ):
        for path in ("/v1/models", "/ui", f"/kapell/v1/knowledge/{KNOWLEDGE}/documents", "/healthz"):
            status, text = raw("GET", path, headers=headers)
            need(status == 403 and json.loads(text)["error"]["message"], f"{headers} {path}: {status} {text[:200]}")


@check("requests in the server's own name are taken")
def _():
    port = HOST.rsplit(":", 1)[-1]
    local = f"localhost:{port}"
    for headers in ({"Host": local}, {"Origin": f"http://{HOST}"}, {"Origin": f"http://{local}"}):
        status, text = raw("GET", "/v1/models", headers=headers)
        need(status == 200, f"{headers}: {status} {text}")


@check("one connection serves whole and streamed answers one after another")
def _():
    connection = http.client.HTTPConnection(HOST, timeout=60)
    sockets = set()
    for path, body in [
        ("/v1/embeddings", {"model": EMBED, "input": "a"}),
        ("/v1/chat/completions", {"model": CHAT, "messages": COUNTING, "max_tokens": 2}),
        ("/v1/chat/completions", {"model": CHAT, "messages": COUNTING, "max_tokens": 2, "stream": True}),
        (f"/kapell/v1/knowledge/{KNOWLEDGE}/search", {"question": QUESTION}),
        (f"/kapell/v1/knowledge/{KNOWLEDGE}/ask", {"question": QUESTION}),
        (f"/kapell/v1/knowledge/{KNOWLEDGE}/ask", {"question": QUESTION, "stream": True}),
        ("/v1/embeddings", {"model": EMBED, "input": "b"}),
    ]:
        connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
        response = connection.getresponse()
        text = response.read().decode("utf-8")
        need(response.status == 200, f"{path}: {response.status} {text[:200]}")
        need(connection.sock is not None, f"{path}: the server ends the connection")
        sockets.add(connection.sock)
    connection.close()
    need(len(sockets) == 1, f"{len(sockets)} connections")


@check("/healthz and /readyz say so")
def _():
    need(fetch("/healthz") == {"status": "ok"}, "healthz")
    need(fetch("/readyz") == {"status": "ready"}, "readyz")


@check("the page is there, with its policy, and no other file")
def _():
    with PLAIN.open(BASE + "/ui", timeout=30) as response:
        need("text/html" in response.headers["content-type"], str(response.headers))
        need("default-src 'self'" in response.headers["content-security-policy"], str(response.headers))
    for path in ("/ui/none.js", "/ui/..%2f..%2fetc%2fpasswd", "/ui/../../etc/passwd"):
        need(raw("GET", path)[0] == 404, path)


def metrics():
    """Prometheus' text format: values by name and labels. Anything else is an error."""
    values, kinds = {}, {}
    status, text = raw("GET", "/metrics")
    need(status == 200 and text.endswith("\n"), f"status {status}")
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            need(name not in kinds and kind in ("counter", "gauge", "histogram"), line)
            kinds[name] = kind
        elif line and not line.startswith("#"):
            series, value = line.rsplit(" ", 1)
            name, _, labels = series.partition("{")
            need(name in kinds, f"no type: {line}")
            pairs = []
            if labels:
                need(labels.endswith("}"), line)
                rest = labels[:-1]
                while rest:
                    label, rest = rest.split('="', 1)
                    need(label.isidentifier(), line)
                    quoted = ""
                    while not rest.startswith('"'):
                        size = 2 if rest.startswith("\\") else 1
                        quoted, rest = quoted + rest[:size], rest[size:]
                    pairs.append((label, quoted))
                    rest = rest[1:].removeprefix(",")
            key = (name, tuple(pairs))
            need(key not in values, f"twice: {line}")
            values[key] = float(value)
            need(kinds[name] != "counter" or values[key] >= 0, line)
    return values


@check("the metrics can be parsed, and count tokens and requests")
def _():
    key = ("kapell_output_tokens_total", (("model", CHAT),))
    before = metrics()
    answer = complete(max_tokens=4)
    after = metrics()
    need(after[key] - before.get(key, 0) == answer.usage.completion_tokens, f"{before.get(key)} and {after[key]}")
    counted = [dict(labels) for name, labels in after if name == "kapell_http_requests_total"]
    for status in ("200", "400", "403", "404", "413"):
        need(any(labels["status"] == status for labels in counted), f"no request with status {status} is counted")
    need(after[("kapell_journal_dropped_total", ())] == 0, "the journal dropped events")
    need(after[("kapell_model_loaded", (("model", CHAT),))] == 1, "the chat model is not shown as loaded")


@check("after all of it the server still answers")
def _():
    need(complete(max_tokens=1).choices, "no choice")
    need(fetch("/readyz") == {"status": "ready"}, "readyz")


sys.exit(run_checks(sys.argv[2] if len(sys.argv) > 2 else ""))
