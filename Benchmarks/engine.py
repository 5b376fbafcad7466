#!/usr/bin/env python3
"""The area `engine`: the embedded engine behind HTTP, beside `llama-server`. `make bench-engine` runs it.

    engine.py [--rows ID,ID] [--runs N]
"""

import contextlib
import itertools
import random
import signal
import statistics
import sys
import time

import engine_schema
import engine_servers
import engine_texts
import harness
from engine_client import Exchange, ask
from engine_stops import measure_stops
from engine_texts import chat, long_chat, story
from harness import Failed

ALL = ("engine.write", "engine.four", "engine.sixteen", "engine.sixteen.p99", "engine.prefix", "engine.json",
       "engine.json.peer", "engine.lookup", "engine.embed", "engine.cancel", "engine.cancel.read", "engine.memory")
WRITTEN = 256
TEXTS = 64  # of engine.embed
TASKS = (("Summarise the lease in one sentence.", 80), ("Write the lease again, word for word.", 190))  # engine.lookup
SLOTS = ((4, 512), (16, 512), (16, 2048), (64, 512), (64, 2048))  # of llama-server --embedding, with its batch
shares = []  # what the client took of the processors


@contextlib.contextmanager
def servers(streams, *names):
    """Both sides with so many streams, warm; or those that are named."""
    started = {}
    try:
        for name in names or ("kapell", "llama"):
            started[name] = getattr(engine_servers, name)(streams)
            warm(started[name], streams)
        yield started
    finally:
        for server in started.values():
            server.stop()


def warm(server, streams):
    """The model is loaded, and every stream has been used."""
    ask([Exchange(server, long_chat(story(40, "warm"), 8)) for _ in range(streams)])


def in_turn(what, runs, measures):
    """The figures of each measure, taken in turn with the run's number; the one that goes first changes."""
    found, names = {name: [] for name in measures}, list(measures)
    for number in range(runs):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            found[name].append(measures[name](number))
            first = next(iter(found[name][-1].items()))
            print(f"  {what:<8} {number + 1}/{runs} {name}: {first[1]:.5g} {first[0]}", file=sys.stderr)
    return found


def column(samples, figure):
    return [sample[figure] for sample in samples]


def equal_work(found):
    """Both sides must have read as many tokens; a chat template that differs would make the figures worthless."""
    read = {name: statistics.median(column(samples, "tokens_read")) for name, samples in found.items()}
    if max(read.values()) > 1.02 * min(read.values()):
        raise Failed(f"the same prompts are not as long on both sides: {read}")


def written(exchanges):
    """Of exchanges that ran at the same time."""
    spent = max(one.ended for one in exchanges) - min(one.began for one in exchanges)
    return {"tokens_per_second": sum(one.tokens for one in exchanges) / spent,
            "pace": statistics.mean(one.pace for one in exchanges),
            "first": max(one.first for one in exchanges), "seconds": spent,
            "tokens_written": sum(one.tokens for one in exchanges),
            "tokens_read": sum(one.usage["prompt_tokens"] for one in exchanges)}


def add(area, row_id, what, bar, direction, found, figure, ours="kapell", peer="llama"):
    area.add(row_id, what, bar, direction, column(found[ours], figure), column(found[peer], figure))


def measure_writing(area, runs, row_id, streams):
    """`streams` answers at once."""
    with servers(streams) as sides:
        def measure(server, number):
            return written(ask([Exchange(server, long_chat(story(40, f"{row_id} {number} {stream}"), WRITTEN))
                                for stream in range(streams)], shares=shares))

        found = in_turn(row_id[7:], runs, {name: lambda number, server=server: measure(server, number)
                                           for name, server in sides.items()})
    equal_work(found)
    what = "one stream" if streams == 1 else f"{streams} streams at once"
    add(area, row_id, f"tokens written per second through HTTP, {what} of {WRITTEN}", 0.97, ">=", found,
        "tokens_per_second")
    return {row_id: found}


def measure_sixteen(area, wanted, runs):
    # Lengths and times are the same in every run, the words are not.
    random_ = random.Random("sixteen")
    prompts = [20 + number * 980 // 15 for number in range(16)]
    answers = [32 + number * 224 // 15 for number in range(16)]
    random_.shuffle(prompts)
    random_.shuffle(answers)
    starts = [0.0, *(random_.random() for _ in range(15))]
    with servers(16) as sides:
        def measure(server, number):
            return written(ask([Exchange(server, long_chat(story(prompt, f"sixteen {number} {prompt}"), answer))
                                for prompt, answer in zip(prompts, answers)], starts, shares=shares))

        found = in_turn("sixteen", runs, {name: lambda number, server=server: measure(server, number)
                                          for name, server in sides.items()})
    equal_work(found)
    what = "16 streams within a second, prompts of 20 to 1,000 tokens, answers of 32 to 256"
    if "engine.sixteen" in wanted:
        add(area, "engine.sixteen", f"tokens written per second, {what}", 1.1, ">=", found, "tokens_per_second")
    if "engine.sixteen.p99" in wanted:
        add(area, "engine.sixteen.p99", f"seconds to the first token, the longest of {what}", 0.9, "<=", found, "first")
    return {"engine.sixteen": found}


def measure_prefix(area, runs):
    with servers(4) as sides:
        def measure(server, number):
            prefix = f"{engine_texts.mark()} {engine_texts.words(980, f'prefix {number}')}"
            firsts = []
            for question in ("What did the teacher see?", "Who is in the village?"):
                one, = ask([Exchange(server, long_chat(f"{prefix}\n\n{question}", 8))])
                firsts.append(one.first)
                time.sleep(0.1)
            return {"again": firsts[1], "first": firsts[0], "cached": cached(one)}

        found = in_turn("prefix", runs, {name: lambda number, server=server: measure(server, number)
                                         for name, server in sides.items()})
    area.add("engine.prefix", "seconds to the first token: a prefix of 1,000 tokens again, beside its first time", 0.1,
             "<=", column(found["kapell"], "again"), column(found["kapell"], "first"))
    return {"engine.prefix": found}


def cached(exchange):
    """Tokens of the prompt that the server says it knew."""
    return (exchange.usage.get("prompt_tokens_details") or {}).get("cached_tokens")


def measure_json(area, wanted, runs):
    form = engine_schema.response_format(engine_schema.FIELDS)
    lengths, faults = {}, {"kapell": 0, "llama": 0}

    def question(number):
        return engine_texts.about(engine_texts.lease(f"json {number}"), "Write a record in JSON with all that it says.")

    with servers(1, *(("kapell", "llama") if "engine.json.peer" in wanted else ("kapell",))) as sides:
        def bound(name, server, number):
            one, = ask([Exchange(server, chat(question(number), 1024, response_format=form))], shares=shares)
            if reason := engine_schema.wrong(one.text, engine_schema.FIELDS):
                if name == "kapell":
                    raise Failed(f"an answer does not fit its schema: {reason}\n{one.text}")
                faults[name] += 1
            lengths[name] = one.tokens
            return written([one])

        def free(name, server, number):
            # As many tokens as the answer under the schema had that came before.
            return written(ask([Exchange(server, long_chat(question(number), lengths[name]))], shares=shares))

        begun = {name: bound(name, server, "begin")["first"] for name, server in sides.items()}  # compiles the schema
        found = in_turn("json", runs, {
            f"{name} {way.__name__}": lambda number, way=way, name=name, server=server: way(name, server, number)
            for name, server in sides.items() for way in (bound, free)})
    what = "tokens written per second under a schema of 20 fields"
    if "engine.json" in wanted:
        add(area, "engine.json", f"{what}, beside none", 0.9, ">=", found, "tokens_per_second", "kapell bound",
            "kapell free")
    if "engine.json.peer" in wanted:
        add(area, "engine.json.peer", what, 1.2, ">=", found, "tokens_per_second", "kapell bound", "llama bound")
    return {"engine.json": found, "answers outside of the schema": faults,
            "seconds to the first token, schema seen for the first time": begun}


def quoted(answer, text):
    """The share of the text's sentences that are in the answer, word for word."""
    sentences = text.rstrip(".").split(". ")
    return sum(sentence in answer for sentence in sentences) / len(sentences)


def measure_lookup(area, runs):
    def measure(server, lookup, seed):
        found = []
        text = engine_texts.lease(seed)
        for order, limit in TASKS:
            body = chat(engine_texts.about(text, order), limit, lookup=lookup)
            found += ask([Exchange(server, body)], shares=shares)
        spent, tokens = sum(one.seconds for one in found), sum(one.tokens for one in found)
        arrivals = [one.arrivals() for one in found]
        return {"tokens_per_second": tokens / spent, "seconds": spent, "tokens_written": tokens,
                "writing": sum(times[-1] - times[0] for times in arrivals), "quoted": quoted(found[-1].text, text)}

    def same(server, seed):
        """Whether both ways write the same text; no time is taken."""
        order, limit = TASKS[-1]
        messages = engine_texts.about(engine_texts.lease(seed), order)
        return len({ask([Exchange(server, chat(messages, limit, lookup=way))])[0].text for way in (True, False)}) == 1

    with servers(1, "kapell") as sides:
        found = in_turn("lookup", runs, {
            name: lambda number, lookup=lookup: measure(sides["kapell"], lookup, f"lookup {number}")
            for name, lookup in (("with", True), ("without", False))})
        equal = [same(sides["kapell"], f"lookup {number}") for number in range(runs)]
    add(area, "engine.lookup", "tokens written per second, a lease summarised and quoted, beside no prompt look-up",
        1.3, ">=", found, "tokens_per_second", "with", "without")
    return {"engine.lookup": found, "the same text with look-up and without": f"{sum(equal)} of {len(equal)}"}


def embedded(server, seed):
    """Texts per second of 64 requests at once, each with one text."""
    random_ = random.Random(seed)
    exchanges = []
    for number in range(TEXTS):
        text = f"{engine_texts.mark()} {engine_texts.words(random_.randint(44, 243), f'{seed} {number}')}"
        body = {"model": f"local/{engine_servers.EMBEDDER}", "input": text}
        exchanges.append(Exchange(server, body, "/v1/embeddings"))
    ask(exchanges, shares=shares)
    spent = max(one.ended for one in exchanges) - min(one.began for one in exchanges)
    sizes = {len(one.json()["data"][0]["embedding"]) for one in exchanges}
    if sizes != {384}:
        raise Failed(f"{server.name} gave vectors of {sizes} numbers")
    return {"texts_per_second": TEXTS / spent, "tokens_read": sum(one.usage["prompt_tokens"] for one in exchanges)}


def measure_embeddings(area, runs):
    speeds = {}
    for slots, batch in SLOTS:
        peer = engine_servers.llama_embeddings(slots, batch)
        try:
            embedded(peer, "warm")
            speeds[slots, batch] = max(embedded(peer, "warm")["texts_per_second"] for _ in range(2))
        finally:
            peer.stop()
    best = max(speeds, key=speeds.get)
    print(f"  llama-server is fastest with {best[0]} slots and a batch of {best[1]}", file=sys.stderr)
    with contextlib.ExitStack() as stack:
        sides = {"kapell": engine_servers.kapell(4)}
        stack.callback(sides["kapell"].stop)
        sides["llama"] = engine_servers.llama_embeddings(*best)
        stack.callback(sides["llama"].stop)
        for server in sides.values():
            embedded(server, "warm")
        found = in_turn("embed", runs, {name: lambda number, server=server: embedded(server, f"embed {number}")
                                        for name, server in sides.items()})
    equal_work(found)
    add(area, "engine.embed", f"texts of 50 to 250 tokens embedded per second, {TEXTS} requests at once", 1.0, ">=",
        found, "texts_per_second")
    return {"engine.embed": found, "llama-server --embedding": {
        f"{slots} slots, batch {batch}": speed for (slots, batch), speed in speeds.items()}}


def measure_memory(area, runs):
    def measure(name, number):
        with servers(4, name) as sides:
            seen = []
            exchanges = [Exchange(sides[name], long_chat(story(1980, f"memory {number} {stream}"), 48))
                         for stream in range(4)]
            ask(exchanges, watch=lambda: seen.append(engine_servers.resident(sides[name].pid)))
            whole, own = max(seen)
            return {"resident": whole, "without_files": own, "tokens_read": sum(
                one.usage["prompt_tokens"] for one in exchanges), "written": sum(one.tokens for one in exchanges)}

    found = in_turn("memory", runs, {name: lambda number, name=name: measure(name, number)
                                     for name in ("kapell", "llama")})
    equal_work(found)
    add(area, "engine.memory", "resident MB with SmolLM2, four streams of 2,048 tokens, the most while they run", 1.05,
        "<=", found, "resident")
    return {"engine.memory": found}


def measure(area, wanted, runs):
    details = {}
    if "engine.write" in wanted:
        details |= measure_writing(area, runs, "engine.write", 1)
    if "engine.four" in wanted:
        details |= measure_writing(area, runs, "engine.four", 4)
    if wanted & {"engine.sixteen", "engine.sixteen.p99"}:
        details |= measure_sixteen(area, wanted, runs)
    if "engine.prefix" in wanted:
        details |= measure_prefix(area, runs)
    if wanted & {"engine.json", "engine.json.peer"}:
        details |= measure_json(area, wanted, runs)
    if "engine.lookup" in wanted:
        details |= measure_lookup(area, runs)
    if "engine.embed" in wanted:
        details |= measure_embeddings(area, runs)
    if wanted & {"engine.cancel", "engine.cancel.read"}:
        with servers(4, "kapell") as sides:
            measure_stops(area, wanted, sides["kapell"])
    if "engine.memory" in wanted:
        details |= measure_memory(area, runs)
    if shares:
        details["processor time of the client, share of one"] = {
            "median": statistics.median(shares), "most": max(shares)}
    return details


def main():
    wanted, runs = harness.options(__doc__, ALL)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through every `finally`, so that no server stays behind
    area = harness.Area("engine")
    try:
        details = measure(area, wanted, runs)
        area.finish(order=ALL, **details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-engine\n  why: {failure}")


main()
