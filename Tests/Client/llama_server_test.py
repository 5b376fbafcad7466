#!/usr/bin/env python3
"""A real provider behind the gateway: llama.cpp's `llama-server`, on its OpenAI and on its Anthropic route.

    llama_server_test.py PROGRAM LLAMA_SERVER [WORDS]    PROGRAM is kapell; with WORDS, only the checks whose name holds them

Outside of CI: `make test-clients`. Starts two of LLAMA_SERVER, one for chat and one for vectors, with the default models of
KAPELL_HOME, and a server of Kapell's in front of them; the official clients ask both, and what they see must be the same.
Prints a line for each check and ends with `N passed, N failed`; the exit code is 1 when one failed.
"""

import atexit
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

import serving

serving.bare_environment()

import anthropic
import google.genai
import google.genai.types
import httpx
import openai

from checks import check, fails, need, run_checks, secrets
from clients import Clients

KEY = "sk-llama-0b7f93d2c1"
CONFIGURATION = """version: 1
models:
  providers:
    llama: {{kind: llamacpp, url: "{chat}/v1", key: "${{LLAMA_KEY}}"}}
    house: {{kind: openai-compatible, url: "{chat}/v1", key: "${{LLAMA_KEY}}", private: true}}
    claudish: {{kind: anthropic, url: "{chat}", key: "${{LLAMA_KEY}}", private: true}}
    locked: {{kind: llamacpp, url: "{chat}/v1", key: wrong}}
    vectors: {{kind: llamacpp, url: "{vectors}/v1", key: "${{LLAMA_KEY}}"}}
"""
ROUTES = ("llama", "house", "claudish")
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string", "enum": ["Tarn", "Vale"]}},
              "required": ["city"], "additionalProperties": False}
QUESTION = [{"role": "user", "content": "Which city is it?"}]
STORY = [{"role": "user", "content": "Tell me a very long story."}]


class LlamaServer:
    """`llama-server` on a free port, with one model, ready."""

    def __init__(self, program, model, *options):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.log = open(os.path.join(folder.name, f"{port}.log"), "w+")
        self.process = subprocess.Popen(
            [program, "--model", model, "--host", "127.0.0.1", "--port", str(port), "--api-key", KEY, "--parallel", "2",
             "--threads", "2", *options],
            stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        atexit.register(self.stop)
        began = time.monotonic()
        while True:
            if self.process.poll() is not None or time.monotonic() - began > 120:
                raise SystemExit(f"llama-server does not get ready; its log:\n{open(self.log.name).read()[-3000:]}")
            try:
                if httpx.get(f"{self.base}/health", trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)

    def busy(self):
        """How many answers it writes now."""
        slots = httpx.get(
            f"{self.base}/slots", headers={"authorization": f"Bearer {KEY}"}, trust_env=False, timeout=30).json()
        return sum(slot["is_processing"] for slot in slots)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


folder = tempfile.TemporaryDirectory(prefix="kapell-llama-")
models = serving.models(os.path.abspath(sys.argv[1]), folder.name)
llama = LlamaServer(
    sys.argv[2], models / "local" / "smollm2-135m-instruct.gguf", "--jinja", "--chat-template-file",
    pathlib.Path(__file__).with_name("tools.jinja"), "--ctx-size", "4096", "--slots", "--no-cache-prompt")
vectors = LlamaServer(
    sys.argv[2], models / "local" / "all-minilm-l6-v2.gguf", "--embedding", "--pooling", "mean", "--ctx-size", "1024")
server = serving.Server(
    sys.argv[1], CONFIGURATION.format(chat=llama.base, vectors=vectors.base), LLAMA_KEY=KEY)
secrets.append(KEY)
clients, direct = Clients(server.base), Clients(llama.base, key=KEY)
chatgpt, claude, gemini = clients.chatgpt, clients.claude, clients.gemini


# --- text and usage -------------------------------------------------------------------------------------------------------


def text_checks(name, ask):
    @check(f"{name}: text and usage are llama-server's own, whole and streamed, on each route")
    def _():
        # What the same model says without a gateway; OpenAI's responses ask for more tokens.
        own = direct.openai_responses if name == "openai responses" else direct.openai_chat
        for route in ROUTES:
            for stream in (False, True):
                expected, seen = own("any", stream), ask(f"{route}/any", stream)
                need(seen == expected, f"{route}, stream {stream}: {seen}, but by itself {expected}")


for name, function in clients.dialects.items():
    text_checks(name, function)


@check("on its Anthropic route, an Anthropic client sees what it sees without a gateway")
def _():
    for stream in (False, True):
        expected = direct.anthropic_messages("any", stream)
        for route in ROUTES:
            seen = clients.anthropic_messages(f"{route}/any", stream)
            need(seen == expected, f"{route}, stream {stream}: {seen}, but by itself {expected}")


@check("the journal holds llama-server's own usage, also of streams")
def _():
    body = {"messages": QUESTION, "max_tokens": 5, "temperature": 0}
    own = direct.chatgpt.chat.completions.create(model="any", **body).usage
    for route in ROUTES:
        for path, stream in (("/v1/chat/completions", False), ("/v1/chat/completions", True), ("/v1/messages", True)):
            status, headers, text = server.post(path, {"model": f"{route}/any", "stream": stream, **body})
            need(status == 200 and headers["x-kapell-model"] == f"{route}/any", f"{path}: {status} {text}")
            ended = next(event for event in server.run(headers) if event["type"] == "run.finished")
            usage = ended["data"]["usage"]
            need((usage["input_tokens"], usage["output_tokens"]) == (own.prompt_tokens, own.completion_tokens),
                 f"{route} {path}, stream {stream}: {usage}, but by itself {own}")


@check("what only llama.cpp knows goes through: its own fields of requests, and its timings")
def _():
    answer = chatgpt.chat.completions.create(
        model="llama/any", messages=QUESTION, max_tokens=8, extra_body={"min_p": 0.2, "ignore_eos": True})
    need(answer.usage.completion_tokens == 8, str(answer.usage))
    need(answer.model_extra["timings"]["predicted_n"] == 8, str(answer.model_extra))


# --- tools and forms ------------------------------------------------------------------------------------------------------


TOOL = {"type": "function", "function": {"name": "weather", "description": "The weather.", "parameters": PARAMETERS}}


@check("tools reach the model's template, and its answer comes back, text or call, whole and streamed")
def _():
    # A model as small as this one seldom calls a tool; be it a call or not, it is what llama-server says by itself.
    def of_openai(client, model):
        options = {"model": model, "messages": QUESTION, "max_tokens": 60, "temperature": 0, "tools": [TOOL]}
        whole = client.chat.completions.create(**options)
        with client.chat.completions.stream(**options, stream_options={"include_usage": True}) as events:
            for _ in events:
                pass
            streamed = events.get_final_completion()
        for answer in (whole, streamed):
            choice = answer.choices[0]
            calls = [call.function.arguments for call in choice.message.tool_calls or []]
            yield choice.message.content or "", calls, choice.finish_reason, answer.usage.prompt_tokens

    def of_anthropic(client, model):
        options = {"model": model, "messages": QUESTION, "max_tokens": 60, "extra_body": {"temperature": 0},
                   "tools": [{"name": "weather", "description": "The weather.", "input_schema": PARAMETERS}]}
        whole = client.messages.create(**options)
        with client.messages.stream(**options) as events:
            for _ in events:
                pass
            streamed = events.get_final_message()
        for answer in (whole, streamed):
            text = "".join(block.text for block in answer.content if block.type == "text")
            calls = [block.input for block in answer.content if block.type == "tool_use"]
            usage = answer.usage
            yield text, calls, answer.stop_reason, usage.input_tokens + (usage.cache_read_input_tokens or 0)

    bare = direct.chatgpt.chat.completions.create(model="any", messages=QUESTION, max_tokens=1).usage.prompt_tokens
    for ask, own, client, same in (
        (of_openai, direct.chatgpt, chatgpt, ("llama", "house")), (of_anthropic, direct.claude, claude, ("llama", "claudish")),
    ):
        expected = list(ask(own, "any"))
        need(expected[0][3] > bare + 40, f"the template does not show the tools: {expected}, and without {bare}")
        for route in ROUTES:
            seen = list(ask(client, f"{route}/any"))
            if route in same:
                need(seen == expected, f"{ask.__name__} {route}: {seen}, but by itself {expected}")
            else:  # translated: the template may show the fields of the tool in another order
                need(all(answer[3] > bare + 40 for answer in seen), f"{ask.__name__} {route}: {seen}, without {bare}")


@check("the result of a tool is read, and the conversation goes on")
def _():
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Tarn"}'}}
    messages = QUESTION + [{"role": "assistant", "content": None, "tool_calls": [call]},
                           {"role": "tool", "tool_call_id": "call_1", "content": "mild"}]
    for route in ROUTES:
        answer = chatgpt.chat.completions.create(
            model=f"{route}/any", messages=messages, tools=[TOOL], max_tokens=8, temperature=0)
        own = direct.chatgpt.chat.completions.create(
            model="any", messages=messages, tools=[TOOL], max_tokens=8, temperature=0)
        need(answer.usage.completion_tokens > 0, str(answer))
        if route != "claudish":
            need(answer.choices[0].message.content == own.choices[0].message.content, f"{answer}, but by itself {own}")
            need(answer.usage.prompt_tokens == own.usage.prompt_tokens, f"{answer.usage}, but by itself {own.usage}")


@check("an answer has the form that it must have, from four dialects")
def _():
    form = {"type": "json_schema", "json_schema": {"name": "city", "schema": PARAMETERS, "strict": True}}
    config = google.genai.types.GenerateContentConfig(
        response_mime_type="application/json", response_json_schema=PARAMETERS, max_output_tokens=50, temperature=0)
    for route in ("llama", "house"):
        model = f"{route}/any"
        for text in (
            chatgpt.chat.completions.create(
                model=model, messages=QUESTION, response_format=form, max_tokens=50).choices[0].message.content,
            chatgpt.responses.create(model=model, input="Which city is it?", max_output_tokens=50, text={
                "format": {"type": "json_schema", "name": "city", "schema": PARAMETERS, "strict": True}}).output_text,
            gemini.models.generate_content(model=model, contents="Which city is it?", config=config).text,
            clients.llama.chat(model=model, messages=QUESTION, format=PARAMETERS).message.content,
        ):
            need(json.loads(text)["city"] in ("Tarn", "Vale"), text)


# --- the end, and errors --------------------------------------------------------------------------------------------------


def idle(what, pause):
    """Waits until llama-server writes nothing."""
    began = time.monotonic()
    time.sleep(pause)
    while llama.busy():
        need(time.monotonic() - began < 20, f"{what}: llama-server still writes after 20 s")
        time.sleep(pause)


@check("when the client goes, llama-server stops writing: streamed, translated, and before the first byte")
def _():
    long = {"messages": STORY, "max_tokens": 3000}
    for route in ROUTES:
        model = f"{route}/any"
        for path, body in (
            ("/v1/chat/completions", {"model": model, "stream": True, **long}),
            ("/v1/messages", {"model": model, "stream": True, **long}),
            (f"/v1beta/models/{model}:streamGenerateContent?alt=sse",
             {"contents": [{"parts": [{"text": STORY[0]["content"]}]}], "generationConfig": {"maxOutputTokens": 3000}}),
        ):
            with httpx.Client(trust_env=False, timeout=60) as client:
                with client.stream("POST", server.base + path, json=body) as response:
                    need(response.status_code == 200, f"{path}: {response.status_code}")
                    pieces = response.iter_bytes()
                    for _ in range(3):
                        next(pieces)
                    need(llama.busy() == 1, f"{route} {path}: nothing is written")
            idle(f"{route} {path}", 0.2)
        for path in ("/v1/chat/completions", "/v1/messages"):
            try:
                httpx.post(
                    server.base + path, json={"model": model, "ignore_eos": True, **long}, timeout=1.5, trust_env=False)
                raise AssertionError(f"{route} {path}: it was over before the client went")
            except httpx.ReadTimeout:
                pass
            # It looks for its client when nothing has happened for a second; each look at its slots is something.
            idle(f"{route} {path}, whole", 2.5)


@check("a prompt beyond its window is each client's own error for that")
def _():
    long = [{"role": "user", "content": "word " * 6_000}]
    for route in ROUTES:
        model = f"{route}/any"
        error = fails(openai.BadRequestError, lambda m=model: chatgpt.chat.completions.create(model=m, messages=long))
        need(error.code == "context_length_exceeded", str(error))
        fails(anthropic.BadRequestError,
              lambda m=model: claude.messages.create(model=m, messages=long, max_tokens=5), "too long")


@check("a wrong key of the provider is told without it")
def _():
    fails(openai.AuthenticationError,
          lambda: chatgpt.chat.completions.create(model="locked/any", messages=QUESTION, max_tokens=5))
    fails(anthropic.AuthenticationError,
          lambda: claude.messages.create(model="locked/any", messages=QUESTION, max_tokens=5))


# --- vectors --------------------------------------------------------------------------------------------------------------

TEXTS = ["The lease ends in May.", "A bird sings.", "x"]


@check("the embedded model's vectors are those of llama-server")
def _():
    own = openai.OpenAI(base_url=f"{vectors.base}/v1", api_key=KEY, max_retries=0).embeddings.create(
        model="any", input=TEXTS, encoding_format="float")
    seen = chatgpt.embeddings.create(model="local/all-minilm-l6-v2", input=TEXTS)
    for left, right in zip(own.data, seen.data, strict=True):
        near = sum(a * b for a, b in zip(left.embedding, right.embedding, strict=True))
        need(near > 0.9999, f"they differ: {near}")
    need(own.usage.prompt_tokens == seen.usage.prompt_tokens, f"{own.usage} and {seen.usage}")


@check("vectors of the provider")
def _():
    own = openai.OpenAI(base_url=f"{vectors.base}/v1", api_key=KEY, max_retries=0).embeddings.create(
        model="any", input=TEXTS, encoding_format="float")
    seen = chatgpt.embeddings.create(model="vectors/any", input=TEXTS, encoding_format="float")
    for left, right in zip(own.data, seen.data, strict=True):
        need(max(abs(a - b) for a, b in zip(left.embedding, right.embedding, strict=True)) < 1e-4, "they differ")
    need(own.usage.prompt_tokens == seen.usage.prompt_tokens, f"{own.usage} and {seen.usage}")


try:
    code = run_checks(sys.argv[3] if len(sys.argv) > 3 else "")
finally:
    server.stop()
sys.exit(code)
