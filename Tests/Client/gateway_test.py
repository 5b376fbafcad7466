#!/usr/bin/env python3
"""The gateway, seen by the official clients of six providers: `openai`, `anthropic`, `google-genai`, `boto3`, `cohere` and
`ollama`, none of them changed; in front of the embedded model, and of a provider that speaks OpenAI's chat completions,
Anthropic's messages and Gemini's generateContent.

    gateway_test.py PROGRAM [WORDS]     PROGRAM is kapell; with WORDS, only the checks whose name holds them

Starts a server of its own on a free port. The models of KAPELL_HOME are used; nothing else of it is touched. Prints a line
for each check and ends with `N passed, N failed`; the exit code is 1 when one failed.
"""

import json
import os
import subprocess
import sys
import time

import serving

serving.bare_environment()

import anthropic
import botocore.exceptions
import cohere
import google.genai
import google.genai.errors
import google.genai.types
import httpx
import ollama
import openai

import upstream
from checks import check, fails, need, run_checks, secrets
from clients import SAY, Clients

CLAUDE = "anthropic.claude-3-5-sonnet-20240620-v1:0"
SECRET = "sk-upstream-8d1f0c6a42"
CONFIGURATION = """version: 1
models:
  providers:
    up: {{kind: openai-compatible, url: "{address}", key: "${{UP_KEY}}", private: true}}
    claude: {{kind: anthropic, url: "{address}", key: "${{UP_KEY}}", private: true}}
    flash: {{kind: gemini, url: "{address}beta", key: "${{UP_KEY}}", private: true}}
    keyless: {{kind: openai, url: "{address}", key: "${{NOT_SET_KEY}}", private: true}}
  aliases:
    {claude}: local/smollm2-135m-instruct
    weather: up/tools
    backup: {{models: [up/down, up/words], attempts: 1}}
    strict: {{models: [up/words], strict: true}}
    slowpoke: {{models: [up/slow]}}
    busy: {{models: [up/busy], attempts: 1}}
"""
PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
CITIES = [{"city": "Tarn"}, {"city": "Vale"}]

provider = upstream.Upstream().start()
server = serving.Server(
    sys.argv[1], CONFIGURATION.format(address=provider.address, claude=CLAUDE), UP_KEY=SECRET)
secrets.append(SECRET)
BASE = server.base
LOCAL = "local/smollm2-135m-instruct"

clients = Clients(BASE)
chatgpt, claude, gemini = clients.chatgpt, clients.claude, clients.gemini
bedrock, command, llama = clients.bedrock, clients.command, clients.llama
GEMINI_TOOL = google.genai.types.Tool(function_declarations=[google.genai.types.FunctionDeclaration(
    name="weather", description="The weather of a city.", parameters_json_schema=PARAMETERS)])
GEMINI_MANUAL = google.genai.types.AutomaticFunctionCallingConfig(disable=True)


# --- text, whole and streamed, of the embedded model and of the provider --------------------------------------------------


def text_checks(name, ask):
    @check(f"{name}: the embedded model answers, whole and streamed alike, with its usage")
    def _():
        whole, read, written = ask(LOCAL, False)
        need(whole and read > 5 and 0 < written <= 16, f"{whole!r} {read} {written}")
        streamed = ask(LOCAL, True)
        need(streamed == (whole, read, written), f"{streamed}, and whole {(whole, read, written)}")

    for provider in ("up", "claude", "flash"):
        @check(f"{name}: the provider {provider} answers, whole and streamed alike, with its usage")
        def _(provider=provider):
            for stream in (False, True):
                answer = ask(f"{provider}/words", stream)
                need(answer == (SAY, 11, 7), f"{answer}, stream {stream}")

    @check(f"{name}: a provider whose key is missing says which variable it wants")
    def _():
        for stream in (False, True):
            fails(Exception, lambda: ask("keyless/words", stream), "NOT_SET_KEY")

    @check(f"{name}: an alias falls back to its next model")
    def _():
        for stream in (False, True):
            need(ask("backup", stream)[0] == SAY, f"stream {stream}")


for dialect, function in clients.dialects.items():
    text_checks(dialect, function)


# --- tools ----------------------------------------------------------------------------------------------------------------

CHAT_TOOL = {"type": "function",
             "function": {"name": "weather", "description": "The weather of a city.", "parameters": PARAMETERS}}


@check("openai chat: tools are called in parallel, and their results are read, whole and streamed")
def _():
    messages = [{"role": "user", "content": "How is it?"}]
    options = {"model": "weather", "tools": [CHAT_TOOL]}
    whole = chatgpt.chat.completions.create(messages=messages, **options).choices[0]
    with chatgpt.chat.completions.stream(messages=messages, **options) as events:
        for _ in events:
            pass
        streamed = events.get_final_completion().choices[0]
    for choice in (whole, streamed):
        need(choice.finish_reason == "tool_calls", str(choice))
        need([json.loads(call.function.arguments) for call in choice.message.tool_calls] == CITIES, str(choice))
    messages.append(whole.message.to_dict())
    messages += [{"role": "tool", "tool_call_id": call.id, "content": "mild"} for call in whole.message.tool_calls]
    need(chatgpt.chat.completions.create(messages=messages, **options).choices[0].message.content == "It is mild.", "")


@check("openai responses: tools are called in parallel, and their results are read, whole and streamed")
def _():
    tool = {"type": "function", "name": "weather", "description": "The weather.", "parameters": PARAMETERS, "strict": False}
    options = {"model": "weather", "tools": [tool]}
    whole = chatgpt.responses.create(input="How is it?", **options)
    with chatgpt.responses.stream(input="How is it?", **options) as events:
        for _ in events:
            pass
        streamed = events.get_final_response()
    for answer in (whole, streamed):
        calls = [item for item in answer.output if item.type == "function_call"]
        need([json.loads(call.arguments) for call in calls] == CITIES, str(answer))
    items = [{"role": "user", "content": "How is it?"}] + [item.to_dict() for item in whole.output]
    items += [{"type": "function_call_output", "call_id": item.call_id, "output": "mild"}
              for item in whole.output if item.type == "function_call"]
    need(chatgpt.responses.create(input=items, **options).output_text == "It is mild.", "the result was not read")


@check("anthropic: tools are called in parallel, and their results are read, whole and streamed")
def _():
    options = {"model": "weather", "max_tokens": 100,
               "tools": [{"name": "weather", "description": "The weather of a city.", "input_schema": PARAMETERS}]}
    messages = [{"role": "user", "content": "How is it?"}]
    whole = claude.messages.create(messages=messages, **options)
    with claude.messages.stream(messages=messages, **options) as events:
        for _ in events:
            pass
        streamed = events.get_final_message()
    for answer in (whole, streamed):
        need(answer.stop_reason == "tool_use", str(answer))
        need([block.input for block in answer.content if block.type == "tool_use"] == CITIES, str(answer))
    messages += [{"role": "assistant", "content": [block.to_dict() for block in whole.content]},
                 {"role": "user", "content": [{"type": "tool_result", "tool_use_id": block.id, "content": "mild"}
                                              for block in whole.content if block.type == "tool_use"]}]
    need(claude.messages.create(messages=messages, **options).content[0].text == "It is mild.", "the result was not read")


@check("gemini: tools are called in parallel, and their results are read, whole and streamed")
def _():
    types = google.genai.types
    config = types.GenerateContentConfig(tools=[GEMINI_TOOL], automatic_function_calling=GEMINI_MANUAL)
    question = types.Content(role="user", parts=[types.Part(text="How is it?")])
    whole = gemini.models.generate_content(model="weather", contents=[question], config=config)
    need([call.args for call in whole.function_calls] == CITIES, str(whole))
    parts = list(gemini.models.generate_content_stream(model="weather", contents=[question], config=config))
    need([call.args for part in parts for call in part.function_calls or []] == CITIES, str(parts))
    results = [types.Part(function_response=types.FunctionResponse(id=call.id, name=call.name, response={"result": "mild"}))
               for call in whole.function_calls]
    contents = [question, whole.candidates[0].content, types.Content(role="user", parts=results)]
    answer = gemini.models.generate_content(model="weather", contents=contents, config=config)
    need("mild" in answer.text, answer.text)


@check("bedrock converse: tools are called in parallel, and their results are read, whole and streamed")
def _():
    options = {"modelId": "weather", "toolConfig": {"tools": [{"toolSpec": {
        "name": "weather", "description": "The weather of a city.", "inputSchema": {"json": PARAMETERS}}}]}}
    messages = [{"role": "user", "content": [{"text": "How is it?"}]}]
    whole = bedrock.converse(messages=messages, **options)
    need(whole["stopReason"] == "tool_use", str(whole))
    uses = [part["toolUse"] for part in whole["output"]["message"]["content"] if "toolUse" in part]
    need([use["input"] for use in uses] == CITIES, str(whole))
    inputs = {}
    for event in bedrock.converse_stream(messages=messages, **options)["stream"]:
        delta = event.get("contentBlockDelta")
        if delta and "toolUse" in delta["delta"]:
            place = delta["contentBlockIndex"]
            inputs[place] = inputs.get(place, "") + delta["delta"]["toolUse"]["input"]
    need([json.loads(text) for _, text in sorted(inputs.items())] == CITIES, str(inputs))
    messages += [whole["output"]["message"], {"role": "user", "content": [
        {"toolResult": {"toolUseId": use["toolUseId"], "content": [{"text": "mild"}]}} for use in uses]}]
    answer = bedrock.converse(messages=messages, **options)
    need(answer["output"]["message"]["content"][0]["text"] == "It is mild.", str(answer))


@check("cohere: tools are called in parallel, and their results are read, whole and streamed")
def _():
    options = {"model": "weather", "tools": [CHAT_TOOL]}
    messages = [{"role": "user", "content": "How is it?"}]
    whole = command.chat(messages=messages, **options)
    need([json.loads(call.function.arguments) for call in whole.message.tool_calls] == CITIES, str(whole))
    texts = {}
    for event in command.chat_stream(messages=messages, **options):
        if event.type in ("tool-call-start", "tool-call-delta"):
            call = event.delta.message.tool_calls
            texts[event.index] = texts.get(event.index, "") + (call.function.arguments or "")
    need([json.loads(text) for _, text in sorted(texts.items())] == CITIES, str(texts))
    messages += [{"role": "assistant", "tool_calls": whole.message.tool_calls}]
    messages += [{"role": "tool", "tool_call_id": call.id, "content": "mild"} for call in whole.message.tool_calls]
    need(command.chat(messages=messages, **options).message.content[0].text == "It is mild.", "the result was not read")


@check("ollama: tools are called in parallel, and their results are read, whole and streamed")
def _():
    options = {"model": "weather", "tools": [CHAT_TOOL]}
    messages = [{"role": "user", "content": "How is it?"}]
    whole = llama.chat(messages=messages, **options)
    need([dict(call.function.arguments) for call in whole.message.tool_calls] == CITIES, str(whole))
    parts = list(llama.chat(messages=messages, stream=True, **options))
    calls = [call for part in parts for call in part.message.tool_calls or []]
    need([dict(call.function.arguments) for call in calls] == CITIES, str(parts))
    messages += [whole.message] + [{"role": "tool", "tool_name": "weather", "content": "mild"}] * 2
    need(llama.chat(messages=messages, **options).message.content == "It is mild.", "the result was not read")


@check("ollama: models of this process are listed and shown, and named where they are loaded")
def _():
    name = "local/smollm2-135m-instruct"
    llama.chat(model=name, messages=[{"role": "user", "content": "Hi"}], options={"num_predict": 1})
    listed = {model.model: model for model in llama.list().models}
    need(listed[name].size > 50_000_000 and listed[name].details.family == "llama", str(listed))
    shown = llama.show(name)
    need("im_start" in shown.template and shown.details.parameter_size == "134.5M", str(shown))
    need("completion" in shown.capabilities and shown.modelinfo["llama.context_length"] >= 2_048, str(shown))
    need(llama.show("local/all-minilm-l6-v2").capabilities == ["embedding"], "the embedding model")
    loaded = {model.model: model for model in llama.ps().models}
    need(loaded[name].size > 50_000_000 and loaded[name].context_length > 0, str(loaded))
    need(fails(ollama.ResponseError, lambda: llama.show("local/none"), "local/none").status_code == 404, "")


@check("a form that the answer must have reaches the provider from every dialect that can say it")
def _():
    def asked():
        body = provider.requests[-1]
        return body["response_format"]["json_schema"]["schema"]["properties"] == PARAMETERS["properties"]

    schema = dict(PARAMETERS, additionalProperties=False)
    form = {"type": "json_schema", "json_schema": {"name": "city", "schema": schema, "strict": True}}
    ask = [{"role": "user", "content": "Which?"}]
    chatgpt.chat.completions.create(model="up/schema", messages=ask, response_format=form)
    need(asked(), "openai chat")
    chatgpt.responses.create(model="up/schema", input="Which?", text={
        "format": {"type": "json_schema", "name": "city", "schema": schema, "strict": True}})
    need(asked(), "openai responses")
    claude.messages.create(model="up/schema", messages=ask, max_tokens=50, extra_body={
        "output_config": {"format": {"type": "json_schema", "schema": schema}}})
    need(asked(), "anthropic")
    gemini.models.generate_content(model="up/schema", contents="Which?", config=google.genai.types.GenerateContentConfig(
        response_mime_type="application/json", response_json_schema=schema))
    need(asked(), "gemini")
    command.chat(model="up/schema", messages=ask, response_format={"type": "json_object", "json_schema": schema})
    need(asked(), "cohere")
    llama.chat(model="up/schema", messages=ask, format=schema)
    need(asked(), "ollama")


# --- Bedrock by environment alone -----------------------------------------------------------------------------------------


@check("a boto3 program works unchanged with the endpoint in the environment alone")
def _():
    program = f"""
import boto3, json
client = boto3.client("bedrock-runtime")
answer = client.invoke_model(modelId="{CLAUDE}", body=json.dumps({{
    "anthropic_version": "bedrock-2023-05-31", "max_tokens": 20,
    "messages": [{{"role": "user", "content": [{{"type": "text", "text": "Say hello."}}]}}]}}))
print(json.loads(answer["body"].read())["content"][0]["text"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False,
        env=dict(os.environ, AWS_ENDPOINT_URL_BEDROCK_RUNTIME=BASE, AWS_ACCESS_KEY_ID="any", AWS_SECRET_ACCESS_KEY="any",
                 AWS_DEFAULT_REGION="us-east-1"))
    need(done.returncode == 0 and done.stdout.strip(), done.stderr[-500:])


# --- errors ---------------------------------------------------------------------------------------------------------------


@check("a model that there is not is each client's own error for that")
def _():
    ask = [{"role": "user", "content": "Hi"}]
    fails(openai.NotFoundError, lambda: chatgpt.chat.completions.create(model="local/none", messages=ask), "local/none")
    fails(openai.NotFoundError, lambda: chatgpt.responses.create(model="local/none", input="Hi"), "local/none")
    fails(anthropic.NotFoundError,
          lambda: claude.messages.create(model="local/none", messages=ask, max_tokens=9), "local/none")
    error = fails(google.genai.errors.ClientError,
                  lambda: gemini.models.generate_content(model="local/none", contents="Hi"), "local/none")
    need(error.code == 404, str(error))
    error = fails(botocore.exceptions.ClientError, lambda: bedrock.converse(
        modelId="local/none", messages=[{"role": "user", "content": [{"text": "Hi"}]}]), "local/none")
    need(error.response["Error"]["Code"] == "ResourceNotFoundException", str(error.response))
    error = fails(cohere.errors.NotFoundError, lambda: command.chat(model="local/none", messages=ask), "local/none")
    error = fails(ollama.ResponseError, lambda: llama.chat(model="local/none", messages=ask), "local/none")
    need(error.status_code == 404, str(error))


@check("a provider that is busy is a rate limit to each client, with the time to wait")
def _():
    ask = [{"role": "user", "content": "Hi"}]
    error = fails(openai.RateLimitError, lambda: chatgpt.chat.completions.create(model="busy", messages=ask))
    need(error.response.headers["retry-after"] == "7", str(error.response.headers))
    error = fails(anthropic.RateLimitError, lambda: claude.messages.create(model="busy", messages=ask, max_tokens=9))
    need(error.response.headers["retry-after"] == "7", str(error.response.headers))
    error = fails(google.genai.errors.ClientError, lambda: gemini.models.generate_content(model="busy", contents="Hi"))
    need(error.code == 429, str(error))
    error = fails(botocore.exceptions.ClientError, lambda: bedrock.converse(
        modelId="busy", messages=[{"role": "user", "content": [{"text": "Hi"}]}]))
    need(error.response["Error"]["Code"] == "ThrottlingException", str(error.response))
    fails(cohere.errors.TooManyRequestsError, lambda: command.chat(model="busy", messages=ask))
    need(fails(ollama.ResponseError, lambda: llama.chat(model="busy", messages=ask)).status_code == 429, "")


@check("a wrong key at the provider is told without the key")
def _():
    error = fails(openai.APIStatusError, lambda: chatgpt.chat.completions.create(
        model="up/key", messages=[{"role": "user", "content": "Hi"}]))
    need(error.status_code == 401, str(error))


@check("a stream that is cut is an error to every client, never a whole answer")
def _():
    for name, ask in clients.dialects.items():
        try:
            answer = ask("up/cut", True)
        except (openai.APIError, anthropic.APIError, google.genai.errors.APIError, botocore.exceptions.ClientError,
                botocore.exceptions.EventStreamError, cohere.core.ApiError, ollama.ResponseError, httpx.HTTPError):
            continue
        except (AttributeError, TypeError, KeyError):
            # Clients without an error within streams see no end of the answer: no usage, no reason.
            need(name in ("cohere", "gemini"), f"{name} sees no error")
            continue
        raise AssertionError(f"{name} takes it for whole: {answer}")


@check("a body that is too large, no JSON, or no object has the dialect's own error")
def _():
    for path in ("/v1/chat/completions", "/v1/messages", "/v1beta/models/x:generateContent", "/model/x/converse",
                 "/v2/chat", "/api/chat"):
        status, _, body = server.post(path, [])
        need(status == 400 and isinstance(json.loads(body), dict), f"{path}: {status} {body[:200]}")
    status, _, body = server.post("/v1/messages", {"x": "a" * 50_000_000})
    need(status == 413 and json.loads(body)["type"] == "error", f"{status} {body[:200]}")


# --- what an answer says about itself -------------------------------------------------------------------------------------


@check("the header names run, model and losses; the journal has attempts, losses and usage")
def _():
    body = {"model": "up/words", "max_tokens": 20, "top_k": 3, "container": "c1",
            "messages": [{"role": "user", "content": SAY}]}
    status, headers, _ = server.post("/v1/messages", body)
    need(status == 200 and headers["x-kapell-model"] == "up/words", str(headers))
    need("dropped: container" in headers["x-kapell-losses"], str(headers))
    events = server.run(headers)
    kinds = [event["type"] for event in events]
    need("model.attempt" in kinds and "model.output" in kinds, str(kinds))
    output = next(event["data"] for event in events if event["type"] == "model.output")
    need("dropped: container" in output["losses"], str(output))
    usage = next(event["data"]["usage"] for event in events if event["type"] == "run.finished")
    need(usage["input_tokens"] == 11 and usage["cached_tokens"] == 3 and usage["output_tokens"] == 7, str(usage))


@check("strict mode refuses what would be lost, by header and by alias")
def _():
    body = {"max_tokens": 20, "container": "c1", "messages": [{"role": "user", "content": SAY}]}
    for model, headers in (("up/words", {"x-kapell-strict": "true"}), ("strict", {})):
        status, _, text = server.post("/v1/messages", {"model": model, **body}, headers)
        need(status == 400 and "container" in json.loads(text)["error"]["message"], f"{model}: {status} {text}")


@check("what the same dialect can carry passes untouched")
def _():
    body = {"model": "up/words", "messages": [{"role": "user", "content": SAY}], "logit_bias": {"5": 1}, "zebra": [1.50]}
    status, headers, text = server.post("/v1/chat/completions", body)
    need(status == 200 and headers["x-kapell-losses"] is None, str(headers))
    need(json.loads(text)["id"] == "chatcmpl-1", text)
    sent = provider.requests[-1]
    need(sent["zebra"] == [1.5] and sent["logit_bias"] == {"5": 1} and sent["model"] == "words", str(sent))


@check("when the client goes, the provider's connection is closed at once")
def _():
    for path, body in (("/v1/chat/completions", {"stream": True}), ("/v1/messages", {"stream": True, "max_tokens": 99})):
        before = len(provider.closed)
        with httpx.Client(trust_env=False) as client:
            with client.stream("POST", BASE + path, json={
                    "model": "slowpoke", "messages": [{"role": "user", "content": "Hi"}], **body}) as response:
                next(response.iter_bytes())
        gone = time.monotonic()
        while len(provider.closed) == before:
            need(time.monotonic() - gone < 5, f"{path}: the provider still writes")
            time.sleep(0.01)


def signature_checks(provider):
    @check(f"openai chat: a signature of the provider {provider} survives a client that drops it, whole and streamed")
    def _():
        options = {"model": f"{provider}/signed", "tools": [CHAT_TOOL]}
        for stream in (False, True):
            messages = [{"role": "user", "content": f"How is it? {stream}"}]
            if stream:
                with chatgpt.chat.completions.stream(messages=messages, **options) as events:
                    for _ in events:
                        pass
                    answer = events.get_final_completion()
            else:
                answer = chatgpt.chat.completions.create(messages=messages, **options)
            kept = answer.choices[0].message.to_dict()
            call = answer.choices[0].message.tool_calls[0]
            dropped = {"role": "assistant", "tool_calls": [{"id": call.id, "type": "function", "function": {
                "name": call.function.name, "arguments": call.function.arguments}}]}
            for message in (dropped, kept):
                result = {"role": "tool", "tool_call_id": call.id, "content": "mild"}
                answer = chatgpt.chat.completions.create(messages=messages + [message, result], **options)
                need(answer.choices[0].message.content == "It is mild.", str(answer))

    @check(f"anthropic: a signature of the provider {provider} survives a client that drops it, and one that keeps it")
    def _():
        options = {"model": f"{provider}/signed", "max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024},
                   "tools": [{"name": "weather", "description": "The weather.", "input_schema": PARAMETERS}]}
        messages = [{"role": "user", "content": "How is it?"}]
        with claude.messages.stream(messages=messages, **options) as events:
            for _ in events:
                pass
            answer = events.get_final_message()
        blocks = [block.to_dict() for block in answer.content]
        calls = [block for block in blocks if block["type"] == "tool_use"]
        result = {"type": "tool_result", "tool_use_id": calls[0]["id"], "content": "mild"}
        for content in (calls, blocks):
            again = messages + [{"role": "assistant", "content": content}, {"role": "user", "content": [result]}]
            answer = claude.messages.create(messages=again, **options)
            need(answer.content[-1].text == "It is mild.", str(answer))


for provider_name in ("up", "claude", "flash"):
    signature_checks(provider_name)


@check("anthropic: tokens are counted before a request is sent")
def _():
    count = claude.messages.count_tokens(model="up/words", messages=[{"role": "user", "content": SAY}])
    need(3 <= count.input_tokens <= 20, str(count))


@check("gemini: tokens are counted before a request is sent, of this process's models, too")
def _():
    for model in ("up/words", "default"):
        count = gemini.models.count_tokens(model=model, contents=SAY)
        need(3 <= count.total_tokens <= 20, f"{model}: {count}")


@check("no key is in the journal or in what the server has printed")
def _():
    for path in server.home.rglob("*"):
        if path.is_file() and not path.is_symlink() and "models" not in path.parts:
            need(SECRET.encode() not in path.read_bytes(), str(path))
    server.log.seek(0)
    need(SECRET not in server.log.read(), "the log")


try:
    code = run_checks(sys.argv[2] if len(sys.argv) > 2 else "")
finally:
    server.stop()
sys.exit(code)
