#!/usr/bin/env python3
"""`Clients/python/kapell_langgraph.py`: LangGraph's conformance suite of checkpointers, and graphs of its own.

    langgraph_test.py PROGRAM [WORDS]     PROGRAM is kapell; with WORDS, only the checks whose name holds them

Outside of CI: `make test-clients`. Starts a server of its own on a free port. Prints a line for each check and ends with
`N passed, N failed`; the exit code is 1 when one failed.
"""

import asyncio
import concurrent.futures
import operator
import os
import pathlib
import subprocess
import sys
import typing

import serving

serving.bare_environment()
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Clients" / "python"))

from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import BASE_CAPABILITIES, EXTENDED_CAPABILITIES
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, Send, interrupt

from checks import check, fails, need, run_checks
from kapell_langgraph import KapellError, KapellSaver

server = serving.Server(sys.argv[1], "version: 1\n")


def on(thread, **more):
    return {"configurable": {"thread_id": thread, **more}}


# --- the suite ------------------------------------------------------------------------------------------------------------


@check("langgraph-checkpoint-conformance: every capability, base and extended")
def conformance():
    @checkpointer_test(name="KapellSaver")
    async def saver():
        async with KapellSaver(server.base) as one:
            yield one

    report = asyncio.run(validate(saver))
    report.print_report()
    for capability in BASE_CAPABILITIES | EXTENDED_CAPABILITIES:
        result = report.results[capability.value]
        need(result.detected and result.passed, f"{capability.value}: {result.failures}")
    need(report.conformance_level() == "FULL", report.conformance_level())


# --- graphs ---------------------------------------------------------------------------------------------------------------


class State(typing.TypedDict):
    name: str
    notes: typing.Annotated[list, operator.add]


def graph(saver, effects=None):
    """Two nodes at once, a graph inside, a question in the midst, a fan-out at the end."""
    inner = StateGraph(State)
    inner.add_node("deep", lambda state: {"notes": [f"deep {state['name']}"]})
    inner.add_edge(START, "deep")

    def ask(state):
        answer = interrupt({"question": f"Greet {state['name']}?"})
        if effects is not None:
            effects.append(answer)
        return {"notes": [f"answer {answer}"]}

    builder = StateGraph(State)
    builder.add_node("left", lambda state: {"notes": ["left"]})
    builder.add_node("right", lambda state: {"notes": ["right"]})
    builder.add_node("inner", inner.compile())
    builder.add_node("ask", ask)
    builder.add_node("each", lambda state: {"notes": [f"each {state['number']}"]})
    builder.add_edge(START, "left")
    builder.add_edge(START, "right")
    builder.add_edge(["left", "right"], "inner")
    builder.add_edge("inner", "ask")
    builder.add_conditional_edges("ask", lambda state: [Send("each", {"number": n}) for n in range(3)], ["each"])
    builder.add_edge("each", END)
    return builder.compile(checkpointer=saver)


# What the graph inside was given comes back out of it, and is added once more.
NOTES = [*["left", "right"] * 2, "deep Ada", "answer yes", "each 0", "each 1", "each 2"]


def history(graph, config):
    return [(state.values, state.next, state.metadata["step"], len(state.tasks)) for state in graph.get_state_history(config)]


def scenario(saver):
    """What a graph does on a thread: run, question, answer, a fork of its past, another run."""
    compiled = graph(saver)
    config = on("scenario")
    seen = [compiled.invoke({"name": "Ada", "notes": ["start"]}, config)["notes"]]
    seen.append(compiled.get_state(config).next)
    seen.append(compiled.invoke(Command(resume="yes"), config)["notes"])
    past = [state for state in compiled.get_state_history(config) if state.next == ("ask",)][0]
    fork = compiled.update_state(past.config, {"name": "Bob"})
    compiled.invoke(None, fork)
    seen.append(compiled.invoke(Command(resume="no"), config)["notes"])
    # The other branch is as it was.
    seen.append(compiled.get_state(past.config).values)
    seen.append(history(compiled, config))
    return seen


@check("a graph with branches, an inner graph, a question and a fork goes as with LangGraph's own saver")
def same_as_memory():
    with KapellSaver(server.base) as saver:
        found, expected = scenario(saver), scenario(InMemorySaver())
        for number, (one, other) in enumerate(zip(found, expected, strict=True)):
            need(one == other, f"part {number}: {one} is not {other}")


@check("a question is answered after the server was killed; what ran before does not run again")
def killed():
    effects = []
    with KapellSaver(server.base) as saver:
        graph(saver, effects).invoke({"name": "Ada", "notes": []}, on("killed"), durability="sync")
    server.crash()
    with KapellSaver(server.base) as saver:
        compiled = graph(saver, effects)
        state = compiled.get_state(on("killed"))
        need(state.next == ("ask",) and state.interrupts[0].value == {"question": "Greet Ada?"}, f"{state}")
        notes = compiled.invoke(Command(resume="yes"), on("killed"))["notes"]
        need(notes == NOTES and effects == ["yes"], f"{notes} {effects}")


@check("the example asks in one process and goes on in another")
def example():
    said = []
    for words in (["offer", "a discount"], ["offer", "--answer", "yes"]):
        done = subprocess.run(
            [sys.executable, ROOT / "Examples" / "LangGraph" / "approval.py", *words], capture_output=True, text=True,
            env=dict(os.environ, KAPELL_URL=server.base, PYTHONPATH=str(ROOT / "Clients" / "python")), check=False)
        need(done.returncode == 0, done.stderr)
        said.append(done.stdout.split("\n")[:-1])
    need(said == [["writing the draft", "Send it?"], ["sent"]], f"{said}")


@check("what was acknowledged is there after the server was killed in the midst of many writes")
def acknowledged():
    done = []

    def write(worker):
        with KapellSaver(server.base) as saver:
            for number in range(200):
                config = on(f"worker {worker}", checkpoint_ns="")
                checkpoint = {"v": 4, "id": f"{number:04}", "ts": "", "channel_values": {"a": number},
                              "channel_versions": {"a": number}, "versions_seen": {}}
                saver.put(config, checkpoint, {"step": number}, {"a": number})
                done.append((worker, number))

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        running = [pool.submit(write, worker) for worker in range(8)]
        while len(done) < 100:
            for one in running:
                if one.done():
                    one.result()
        server.process.kill()
        for one in running:
            need(isinstance(one.exception(), KapellError), f"{one.exception()}")
    server.crash()
    with KapellSaver(server.base) as saver:
        for worker, number in done:
            found = saver.get_tuple(on(f"worker {worker}", checkpoint_id=f"{number:04}"))
            need(found and found.checkpoint["channel_values"] == {"a": number}, f"{worker} {number}: {found}")


@check("many threads and an event loop use one saver at once")
def together():
    with KapellSaver(server.base) as saver:
        compiled = graph(saver)

        def whole(number):
            compiled.invoke({"name": "Ada", "notes": []}, on(f"together {number}"))
            return compiled.invoke(Command(resume="yes"), on(f"together {number}"))["notes"]

        async def all_at_once():
            async def one(number):
                await compiled.ainvoke({"name": "Ada", "notes": []}, on(f"loop {number}"))
                return (await compiled.ainvoke(Command(resume="yes"), on(f"loop {number}")))["notes"]

            return await asyncio.gather(*(one(number) for number in range(16)))

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            for notes in [*pool.map(whole, range(16)), *asyncio.run(all_at_once())]:
                need(notes == NOTES, f"{notes}")


@check("pruning keeps what a delta channel is built from")
def deltas():
    class Deltas(typing.TypedDict):
        log: typing.Annotated[list, DeltaChannel(lambda state, writes: [*state, *sum(writes, [])], snapshot_frequency=4)]

    with KapellSaver(server.base) as saver:
        builder = StateGraph(Deltas)
        builder.add_node("note", lambda state: {"log": [len(state["log"])]})
        builder.add_edge(START, "note")
        compiled = builder.compile(checkpointer=saver)
        for _ in range(7):
            expected = compiled.invoke({"log": ["turn"]}, on("deltas"))["log"]
        before = len(list(saver.list(on("deltas"))))
        saver.prune(["deltas"])
        after = len(list(saver.list(on("deltas"))))
        need(1 < after < before, f"{before} checkpoints before, {after} after")
        need(compiled.get_state(on("deltas")).values["log"] == expected, "the state is another one")
        need(compiled.invoke({"log": ["turn"]}, on("deltas"))["log"][: len(expected)] == expected, "it does not go on")


# --- bad input ------------------------------------------------------------------------------------------------------------


def put(saver, thread, value, **more):
    checkpoint = {"v": 4, "id": "1", "ts": "", "channel_values": {"a": value}, "channel_versions": {"a": "1"},
                  "versions_seen": {}, **more}
    return saver.put(on(thread, checkpoint_ns=""), checkpoint, {"step": 0}, {"a": "1"})


@check("a state of 100 MB is refused with 413 and a remedy, and nothing of it is kept")
def large():
    with KapellSaver(server.base) as saver:
        for size in (100_000_000, 160_000_000):
            error = fails(KapellError, lambda: put(saver, "large", b"x" * size), "MB")
            need(error.status == 413 and error.code == "tooLarge" and error.remedy, f"{error.status} {error}")
        error = fails(KapellError, lambda: saver.put_writes(
            on("large", checkpoint_id="1"), [("a", b"x" * 100_000_000)], "task"), "MB")
        need(error.status == 413, f"{error.status} {error}")
        need(saver.get_tuple(on("large")) is None, "a part was kept")
        put(saver, "large", b"x" * 20_000_000)
        need(len(saver.get_tuple(on("large")).checkpoint["channel_values"]["a"]) == 20_000_000, "20 MB are not kept")
        saver.delete_thread("large")


@check("hostile names are names, or are refused by name")
def names():
    hostile = ["../../x", "'; DROP TABLE writes; --", "a/b?c#d%00", "\u202e\U0001f9b4", "e\u0301", "\xe9", " ", "null", 7]
    with KapellSaver(server.base) as saver:
        for number, name in enumerate(hostile):
            put(saver, name, number)
        for number, name in enumerate(hostile):
            found = saver.get_tuple(on(name))
            need(found.checkpoint["channel_values"] == {"a": number}, f"{name!r}: {found}")
            saver.delete_thread(name)
            need(saver.get_tuple(on(name)) is None, f"{name!r} is still there")
        for name, word in (("", "empty"), ("a\0b", "U+0000"), ("x" * 2_000, "bytes"), ("\ud800", "half a character")):
            error = fails(KapellError, lambda: put(saver, name, 1), word)
            need(error.status == 400, f"{name!r}: {error.status} {error}")
        fails(ValueError, lambda: saver.prune(["x"], strategy="all"), "keep_latest")
        put(saver, "taken", 1)
        error = fails(KapellError, lambda: saver.copy_thread("taken", "taken"), "already")
        need(error.status == 409, f"{error.status}")


@check("a server that is not there, or is another, is named; a connection that was closed is made anew")
def connections():
    error = fails(KapellError, lambda: KapellSaver("http://127.0.0.1:9").get_tuple(on("t")), "127.0.0.1:9", "kapell serve")
    need(error.code == "network", error.code)
    fails(KapellError, lambda: KapellSaver(f"{server.base}/elsewhere").get_tuple(on("t")), "nothing at")
    fails(ValueError, lambda: KapellSaver("ftp://x"), "http://127.0.0.1:7272")
    with KapellSaver(server.base) as saver:
        for _ in range(3):
            put(saver, "closed", 1)
            need(len(saver._client._idle) == 1, "the connection is not kept")
            saver._client._idle[0].sock.shutdown(2)
        error = fails(KapellError, lambda: KapellSaver(server.base, headers={"host": "evil.example"}).get_tuple(on("t")))
        need(error.status == 403, f"{error.status}")


# --------------------------------------------------------------------------------------------------------------------------

if __name__ == "__main__":
    code = 1
    try:
        code = run_checks(sys.argv[2] if len(sys.argv) > 2 else "")
    finally:
        server.stop()
    sys.exit(code)
