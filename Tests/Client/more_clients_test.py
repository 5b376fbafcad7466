#!/usr/bin/env python3
"""The gateway, seen by what people write their programs with: `langchain-openai`, `litellm` as a client, and `instructor`.

    more_clients_test.py PROGRAM [WORDS]     PROGRAM is kapell; with WORDS, only the checks whose name holds them

Outside of CI: `make test-clients`. Starts a server of its own on a free port, in front of the embedded models of KAPELL_HOME
and of a provider that speaks OpenAI's chat completions. Prints a line for each check and ends with `N passed, N failed`;
the exit code is 1 when one failed.
"""

import asyncio
import json
import os
import sys
import typing

import serving

serving.bare_environment()
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # its prices are not fetched

import anthropic
import instructor
import instructor.core
import langchain_core.exceptions
import langchain_core.messages
import langchain_core.tools
import langchain_openai
import litellm
import openai
import pydantic

import upstream
from checks import check, fails, need, run_checks, secrets

SECRET = "sk-upstream-51c20b7e90"
CONFIGURATION = """version: 1
models:
  providers:
    up: {{kind: openai-compatible, url: "{address}", key: "${{UP_KEY}}", private: true}}
  aliases:
    busy: {{models: [up/busy], attempts: 1}}
    down: {{models: [up/down], attempts: 1}}
    {claude}: up/tools
"""
CLAUDE = "anthropic.claude-3-5-sonnet-20240620-v1:0"
LOCAL = "local/smollm2-135m-instruct"
VECTORS = "local/all-minilm-l6-v2"
SAY = "The quick brown fox"
CITIES = [{"city": "Tarn"}, {"city": "Vale"}]

provider = upstream.Upstream().start()
server = serving.Server(sys.argv[1], CONFIGURATION.format(address=provider.address, claude=CLAUDE), UP_KEY=SECRET)
secrets.append(SECRET)
BASE = server.base
LOOP = asyncio.new_event_loop()  # LangChain keeps its connections; they belong to one loop
litellm.suppress_debug_info = True
litellm.telemetry = False


class City(pydantic.BaseModel):
    """A city."""

    city: str


@langchain_core.tools.tool
def weather(city: str) -> str:
    """The weather of a city."""
    return "mild"


# --- LangChain ------------------------------------------------------------------------------------------------------------


def chat(model, **options):
    return langchain_openai.ChatOpenAI(
        model=model, base_url=f"{BASE}/v1", api_key="unused", max_retries=0, timeout=120, **options)


def langchain_text(name, options):
    @check(f"langchain, {name}: the provider answers, whole, streamed and asynchronously alike, with its usage")
    def _():
        model = chat("up/words", **options)
        whole = model.invoke(SAY)
        parts = list(model.stream(SAY))
        streamed = parts[0]
        for part in parts[1:]:
            streamed += part
        awaited = LOOP.run_until_complete(model.ainvoke([("system", "Repeat."), ("human", SAY)]))
        need(len(parts) > 4, f"{len(parts)} parts")
        for answer in (whole, streamed, awaited):
            need(answer.text == SAY, str(answer))
            usage = answer.usage_metadata
            need(usage and (usage["input_tokens"], usage["output_tokens"]) == (11, 7), str(usage))
            need(usage["input_token_details"]["cache_read"] == 3, str(usage))

    @check(f"langchain, {name}: tools are called in parallel, and their results are read, whole and streamed")
    def _():
        model = chat("up/tools", **options).bind_tools([weather])
        messages = [langchain_core.messages.HumanMessage("How is it?")]
        whole = model.invoke(messages)
        streamed = None
        for part in model.stream(messages):
            streamed = part if streamed is None else streamed + part
        for answer in (whole, streamed):
            need([call["args"] for call in answer.tool_calls] == CITIES, str(answer))
            results = [weather.invoke(call) for call in answer.tool_calls]
            last = model.invoke([*messages, answer, *results])
            need(last.text == "It is mild.", str(last))

    @check(f"langchain, {name}: an answer of a given form, by schema and by tool")
    def _():
        for method, name in (("json_schema", "up/schema"), ("function_calling", "up/tool")):
            answer = chat(name, **options).with_structured_output(City, method=method).invoke("Which?")
            need(answer == City(city="Tarn"), f"{method}: {answer}")
            asked = json.dumps(provider.requests[-1])
            need('"city"' in asked and ("response_format" in asked or '"tools"' in asked), asked)


langchain_text("chat completions", {"stream_usage": True})
langchain_text("responses", {"use_responses_api": True})


@check("langchain: the embedded model answers, whole and streamed alike")
def _():
    model = chat(LOCAL, temperature=0, max_completion_tokens=4, stream_usage=True)
    whole = model.invoke(SAY)
    parts = list(model.stream(SAY))
    need(whole.text and whole.text == "".join(part.text for part in parts), f"{whole.text!r}, {parts}")
    need(whole.usage_metadata["input_tokens"] > 5 and whole.usage_metadata["output_tokens"] <= 4, str(whole))


@check("langchain: the embedded model calls the tool that it must, and answers in a given form")
def _():
    model = chat(LOCAL, temperature=0, seed=7, max_completion_tokens=300)
    call, = model.bind_tools([weather], tool_choice="weather").invoke("How is it in Tarn?").tool_calls
    need(call["name"] == "weather" and isinstance(call["args"]["city"], str), str(call))
    for method in ("json_schema", "function_calling"):
        answer = model.with_structured_output(City, method=method).invoke("Name a city.")
        need(isinstance(answer, City), f"{method}: {answer}")


@check("langchain: vectors of the embedded model, of texts and of a question")
def _():
    vectors = langchain_openai.OpenAIEmbeddings(
        model=VECTORS, base_url=f"{BASE}/v1", api_key="unused", max_retries=0, check_embedding_ctx_length=False)
    first, second = vectors.embed_documents(["The lease ends in May.", "A bird sings."])
    asked = vectors.embed_query("When does the lease end?")
    near, far = (sum(a * b for a, b in zip(asked, vector)) for vector in (first, second))
    need(len(first) == 384 and near > far + 0.2, f"{len(first)} numbers; {near} and {far}")


@check("langchain: each failure is the error that its programs catch")
def _():
    for options in ({}, {"use_responses_api": True}):
        fails(openai.NotFoundError, lambda o=options: chat("local/none", **o).invoke("Hi"), "local/none")
        fails(openai.RateLimitError, lambda o=options: chat("busy", **o).invoke("Hi"))
        fails(openai.AuthenticationError, lambda o=options: chat("up/key", **o).invoke("Hi"))
        fails(openai.InternalServerError, lambda o=options: chat("down", **o).invoke("Hi"))
        # LangChain makes a plain ValueError of a response that failed.
        fails((openai.APIError, ValueError), lambda o=options: list(chat("up/cut", **o).stream(SAY)))
    fails(langchain_core.exceptions.ContextOverflowError, lambda: chat(LOCAL).invoke("word " * 20_000), "tokens")


# --- LiteLLM as a client: one call, five dialects -------------------------------------------------------------------------

PATHS = {
    "openai": {"prefix": "openai/", "api_base": f"{BASE}/v1", "api_key": "unused"},
    "anthropic": {"prefix": "anthropic/", "api_base": BASE, "api_key": "unused"},
    "gemini": {"prefix": "gemini/", "api_base": f"{BASE}/v1beta", "api_key": "unused"},
    "bedrock": {"prefix": "bedrock/converse/", "aws_bedrock_runtime_endpoint": BASE, "aws_region_name": "us-east-1",
                "aws_access_key_id": "any", "aws_secret_access_key": "any"},
    "cohere": {"prefix": "cohere_chat/", "api_base": f"{BASE}/v2/chat", "api_key": "unused"},
    "ollama": {"prefix": "ollama_chat/", "api_base": BASE},
}
TOOL = {"type": "function", "function": {
    "name": "weather", "description": "The weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}


def complete(path, model, messages, **options):
    place = dict(PATHS[path])
    options = {"timeout": 120, "num_retries": 0, "max_retries": 0, **place, **options}
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    return litellm.completion(model=options.pop("prefix") + model, messages=messages, **options)


def streamed(path, model, messages, **options):
    """The whole answer out of the pieces of a stream.

    As `cohere`, LiteLLM reads lines of JSON; the official client, and so the server, has server-sent events.
    """
    if path == "cohere":
        return complete(path, model, messages, **options)
    parts = list(complete(path, model, messages, stream=True, stream_options={"include_usage": True}, **options))
    return litellm.stream_chunk_builder(parts)


def litellm_checks(path):
    @check(f"litellm as {path}: the provider answers, whole and streamed alike, with its usage")
    def _():
        for answer in (complete(path, "up/words", SAY), streamed(path, "up/words", SAY)):
            need(answer.choices[0].message.content == SAY, str(answer))
            need(answer.choices[0].finish_reason == "stop", str(answer))
            need((answer.usage.prompt_tokens, answer.usage.completion_tokens) == (11, 7), str(answer.usage))

    @check(f"litellm as {path}: tools are called in parallel, and their results are read, whole and streamed")
    def _():
        messages = [{"role": "user", "content": "How is it?"}]
        model = CLAUDE if path == "bedrock" else "up/tools"  # of Bedrock's models LiteLLM knows which ones have tools
        for answer in (complete(path, model, messages, tools=[TOOL]), streamed(path, model, messages, tools=[TOOL])):
            message = answer.choices[0].message
            need(message.tool_calls, str(answer))
            need([json.loads(call.function.arguments) for call in message.tool_calls] == CITIES, str(answer))
            results = [{"role": "tool", "tool_call_id": call.id, "name": "weather", "content": "mild"}
                       for call in message.tool_calls]
            last = complete(path, model, [*messages, message.model_dump(exclude_none=True), *results], tools=[TOOL])
            need("mild" in last.choices[0].message.content, str(last))

    @check(f"litellm as {path}: each failure is LiteLLM's own class for it")
    def _():
        fails(litellm.NotFoundError, lambda: complete(path, "local/none", "Hi"), "local/none")
        fails(litellm.RateLimitError, lambda: complete(path, "busy", "Hi"))
        # Anthropic's own status of it, 529, is an internal error to LiteLLM.
        fails((litellm.ServiceUnavailableError, litellm.InternalServerError), lambda: complete(path, "down", "Hi"))
        try:
            answer = streamed(path, "up/cut", SAY)
        except Exception:
            return
        raise AssertionError(f"a stream that was cut is taken for whole: {answer}")


for path in PATHS:
    litellm_checks(path)


@check("litellm: an answer of a given form reaches the provider in three dialects")
def _():
    for path in ("openai", "gemini", "ollama"):
        answer = complete(path, "up/schema", "Which?", response_format=City)
        need(City.model_validate_json(answer.choices[0].message.content) == City(city="Tarn"), str(answer))
        sent = provider.requests[-1]
        # With Gemini's dialect LiteLLM says the schema in the prompt, for models that it does not know.
        need("city" in json.dumps(sent if path == "gemini" else sent["response_format"]), str(sent))


@check("litellm: OpenAI's responses, whole and streamed")
def _():
    options = {"model": "openai/up/words", "input": SAY, "api_base": f"{BASE}/v1", "api_key": "unused"}
    whole = litellm.responses(**options)
    *_, last = litellm.responses(**options, stream=True)
    for answer in (whole, last.response):
        need(answer.output[0].content[0].text == SAY, str(answer))
        need((answer.usage.input_tokens, answer.usage.output_tokens) == (11, 7), str(answer.usage))


@check("litellm: the embedded models answer and embed")
def _():
    answer = complete("openai", LOCAL, SAY, max_tokens=4, temperature=0)
    need(answer.choices[0].message.content and answer.usage.completion_tokens <= 4, str(answer))
    place = {"api_base": f"{BASE}/v1", "api_key": "unused"}
    vectors = litellm.embedding(model=f"openai/{VECTORS}", input=["a", "b"], **place)
    need([len(item["embedding"]) for item in vectors.data] == [384, 384], "the vectors have other lengths")
    fails(litellm.NotFoundError, lambda: litellm.embedding(model="openai/local/none", input=["a"], **place), "local/none")
    long = fails(litellm.BadRequestError, lambda: complete("openai", LOCAL, "word " * 20_000))
    need(isinstance(long, litellm.ContextWindowExceededError), f"{type(long).__name__}: {long}")


# --- instructor -----------------------------------------------------------------------------------------------------------


def asked(client, model, **options):
    return client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": "Which?"}], max_retries=0, **options)


def instructed(mode):
    return instructor.from_openai(openai.OpenAI(base_url=f"{BASE}/v1", api_key="unused", max_retries=0), mode=mode)


@check("instructor: an answer of a given form, by tool and by schema, whole and in parts")
def _():
    for mode, model in ((instructor.Mode.TOOLS, "up/tool"), (instructor.Mode.JSON_SCHEMA, "up/schema"),
                        (instructor.Mode.JSON, "up/schema"), (instructor.Mode.RESPONSES_TOOLS, "up/tool")):
        client = instructed(mode)
        answer = asked(client, model, response_model=City)
        need(answer.model_dump() == {"city": "Tarn"}, f"{mode}: {answer}")
        if mode is not instructor.Mode.RESPONSES_TOOLS:
            *_, last = asked(client, model, response_model=instructor.Partial[City], stream=True)
            need(last.city == "Tarn", f"{mode}: {last}")


@check("instructor: an answer of a given form from the embedded model, by tool and by schema")
def _():
    for mode in (instructor.Mode.TOOLS, instructor.Mode.JSON_SCHEMA):
        answer = asked(instructed(mode), LOCAL, response_model=City, temperature=0, seed=7, max_tokens=300)
        need(isinstance(answer, City), f"{mode}: {answer}")


@check("instructor: several calls of tools at once")
def _():
    class Weather(City):
        pass

    answers = asked(instructed(instructor.Mode.PARALLEL_TOOLS), "up/tools", response_model=typing.Iterable[Weather])
    need([answer.model_dump() for answer in answers] == CITIES, str(answers))


@check("instructor with Anthropic's client: an answer of a given form by tool")
def _():
    client = instructor.from_anthropic(anthropic.Anthropic(base_url=BASE, api_key="unused", max_retries=0))
    answer = asked(client, "up/tool", response_model=City, max_tokens=50)
    need(answer.model_dump() == {"city": "Tarn"}, str(answer))


@check("instructor: what fails is not taken for an answer, and says why")
def _():
    error = instructor.core.InstructorRetryException
    client = instructed(instructor.Mode.TOOLS)
    fails(error, lambda: asked(client, "local/none", response_model=City), "local/none")
    fails(error, lambda: asked(client, "busy", response_model=City))


try:
    code = run_checks(sys.argv[2] if len(sys.argv) > 2 else "")
finally:
    server.stop()
sys.exit(code)
