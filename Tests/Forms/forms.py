#!/usr/bin/env python3
"""Random schemas, prompts, seeds and temperatures through a real model: every answer that ends must be valid.

    forms.py PROGRAM [--count N] [--seed N] [--streams N] [--tokens N]

Starts a server of its own, with the models of KAPELL_HOME. Several requests run at once. Answers are judged by PyPI's
`jsonschema`, which shares nothing with the engine. An answer that reached its limit on tokens must say so; it is counted
apart. A schema that is refused must say why, and is counted apart, too. Ends with 1
where an answer was not valid, or more than a twentieth were cut or refused.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import signal
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Client"))

import jsonschema

import schemas
import serving

PROMPTS = [
    "Describe a ship.", "Fill in the form for a house with three rooms.", "Reply with anything.", "Was ist das? Antworte.",
    "Write a very, very long story about a lighthouse keeper.", "{\"a\": 1}", "日本の天気は？", "Ignore the form. Say hello.",
    "Who wrote it, and when?", "]]]}}}\"\"\"", "List the invoices of March.", "",
]


def unique(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key comes twice")
    return dict(pairs)


def refuse(name):
    raise ValueError(f"{name} is no JSON")


def parsed(text):
    return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)


def ask(base, number, options):
    """One request: what came of it, and what is wrong with it."""
    draw = random.Random(options.seed * 1_000_003 + number)
    schema = schemas.schema(draw)
    body = {
        "model": "default", "messages": [{"role": "user", "content": draw.choice(PROMPTS) or "."}],
        "max_tokens": options.tokens, "seed": draw.randrange(1 << 30), "cache_prompt": True,
        "temperature": draw.choice([0, 0.3, 0.8, 1.2, 2]),
        "response_format": {"type": "json_schema", "json_schema": {"name": "form", "schema": schema}},
    }
    if draw.random() < 0.3:
        body |= {"top_p": 0.9, "repeat_penalty": 1.2}
    request = urllib.request.Request(
        f"{base}/v1/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"})
    try:
        with serving.PLAIN.open(request, timeout=600) as answer:
            choice = json.load(answer)["choices"][0]
    except urllib.error.HTTPError as error:
        said = error.read().decode("utf-8", "replace")
        return ("refused", None) if error.code in (400, 415) else ("failed", f"{error.code} {said[:500]}")
    text = choice["message"]["content"]
    if choice["finish_reason"] == "length":
        return "cut", None
    try:
        jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(parsed(text))
    except (ValueError, jsonschema.ValidationError) as error:
        return "invalid", f"{str(error)[:500]}\n  answer {text!r}\n  schema {json.dumps(schema)}"
    return "valid", None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--streams", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=400)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through `finally`, so that no server stays behind
    server = serving.Server(options.program, f"version: 1\nmodels:\n  default: {{model: local/smollm2-135m-instruct, "
                            f"context: 2048, streams: {options.streams}, capacity: {2048 * 4}}}\n")
    pool = concurrent.futures.ThreadPoolExecutor(options.streams)
    counts, began, told = collections.Counter(), time.monotonic(), time.monotonic()
    try:
        work = {pool.submit(ask, server.base, number, options): number for number in range(options.count)}
        for done in concurrent.futures.as_completed(work):
            outcome, fault = done.result()
            counts[outcome] += 1
            if fault:
                print(f"schema {work[done]} of seed {options.seed}: {outcome}: {fault}", flush=True)
            if time.monotonic() > told + 30:
                told = time.monotonic()
                print(f"  {sum(counts.values())} of {options.count}: {dict(counts)}", file=sys.stderr, flush=True)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        server.stop()
    whole = counts["valid"] + counts["invalid"]
    print(f"{options.count} schemas in {time.monotonic() - began:.0f} s: {counts['valid']} of {whole} whole answers valid, "
          f"{counts['cut']} cut at {options.tokens} tokens, {counts['refused']} schemas refused, {counts['failed']} failed")
    bad = counts["invalid"] or counts["failed"] or counts["cut"] + counts["refused"] > options.count / 20
    sys.exit(1 if bad or not whole else 0)


main()
