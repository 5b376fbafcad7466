#!/usr/bin/env python3
"""The peers of the area `workflows`: LangGraph with its SQLite saver, DBOS, and SQLite alone. `workflows.py` calls it.

    workflows_peers.py COMMAND [--OPTION VALUE …]

Prints one line of JSON. Each command is a process of its own; what only one peer needs is imported in its command.
"""

import argparse
import json
import os
import pathlib
import resource
import signal
import sqlite3
import subprocess
import sys
import time


def processor():
    """Seconds of processor time of this process: all threads, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def connect(path):
    """SQLite as the journal uses it: a write-ahead log, and each commit on the disk when it returns."""
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def add_line(path, line):
    """The line is in the system's hands when this returns, and survives this process."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, f"{line}\n".encode())
    os.close(file)


def lines(path):
    try:
        return pathlib.Path(path).read_text().splitlines()
    except OSError:
        return []


def message(number):
    """200 bytes, others for each number."""
    text = f"message {number} "
    while len(text) < 200:
        text += f"{(number * 7919 + len(text)) % 1000} "
    return text[:200]


def saver(folder):
    from langgraph.checkpoint.sqlite import SqliteSaver

    connection = connect(f"{folder}/checkpoints.sqlite")
    return connection, SqliteSaver(connection)


def loop(steps, nodes, checkpointer=None, act=lambda state: None):
    """Nodes that follow each other round and round."""
    from typing import TypedDict

    from langgraph.graph import END, START, StateGraph

    class State(TypedDict):
        total: int

    def work(state):
        act(state)
        return {"total": state["total"] + 1}

    builder = StateGraph(State)
    for name in nodes:
        builder.add_node(name, work)
    builder.add_edge(START, nodes[0])
    for name, then in zip(nodes, nodes[1:]):
        builder.add_edge(name, then)
    builder.add_conditional_edges(nodes[-1], lambda state: nodes[0] if state["total"] < steps else END)
    return builder.compile(checkpointer=checkpointer)


def talk(steps, checkpointer, act=lambda number: None, reducer=None):
    """One message a step, kept in the state."""
    import operator
    from typing import Annotated, TypedDict

    from langgraph.graph import END, START, StateGraph

    class State(TypedDict):
        messages: Annotated[list, reducer or operator.add]

    def say(state):
        number = len(state["messages"])
        act(number)
        return {"messages": [message(number)]}

    builder = StateGraph(State)
    builder.add_node("say", say)
    builder.add_edge(START, "say")
    builder.add_conditional_edges("say", lambda state: "say" if len(state["messages"]) < steps else END)
    return builder.compile(checkpointer=checkpointer)


def thread(steps):
    return {"configurable": {"thread_id": "1"}, "recursion_limit": steps + 10}


def superstep(given):
    """LangGraph without a checkpointer."""
    graph = loop(given.steps, ("first", "second"))
    for _ in range(2):  # the first run warms up
        began = processor()
        done = graph.invoke({"total": 0}, {"recursion_limit": given.steps + 10})
        spent = processor() - began
        assert done["total"] == given.steps
    return {"microseconds": spent / given.steps * 1e6}


def commits(given):
    """SQLite alone: a table as of a log, one row and one commit a step."""
    connection = connect(f"{given.folder}/floor.sqlite")
    connection.isolation_level = None
    connection.execute(
        "CREATE TABLE events (run TEXT, sequence INTEGER, type TEXT, version INTEGER, time INTEGER, data TEXT, "
        "PRIMARY KEY (run, sequence)) WITHOUT ROWID")
    run, data = "0" * 26, json.dumps({"step": 0, "writes": {"act": [["total", 0]]}, "next": ["act"], "sum": "00000000"})
    began, spent = time.perf_counter(), processor()
    for number in range(given.steps):
        connection.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", (run, number, "workflow.step", 1, time.time_ns(), data))
    seconds, spent = time.perf_counter() - began, processor() - spent
    connection.close()
    return {"microseconds": seconds / given.steps * 1e6, "processor": spent / given.steps * 1e6}


def durable(given):
    """LangGraph, each step on the disk before the next one."""
    connection, checkpointer = saver(given.folder)
    checkpointer.setup()
    graph = loop(given.steps, ("act",), checkpointer)
    began, spent = time.perf_counter(), processor()
    done = graph.invoke({"total": 0}, thread(given.steps), durability="sync")
    seconds, spent = time.perf_counter() - began, processor() - spent
    assert done["total"] == given.steps
    connection.close()
    return {"microseconds": seconds / given.steps * 1e6, "processor": spent / given.steps * 1e6}


def stored_bytes(given):
    """What LangGraph stores of one message a step; with `--delta`, in a channel that stores changes."""
    reducer = None
    if given.delta:
        from langgraph.channels import DeltaChannel

        # Such a channel gets the writes of a step in a list.
        reducer = DeltaChannel(lambda held, writes: held + [item for write in writes for item in write])
    connection, checkpointer = saver(given.folder)
    done = talk(given.steps, checkpointer, reducer=reducer).invoke(
        {"messages": []}, thread(given.steps), durability="sync")
    assert len(done["messages"]) == given.steps
    connection.close()
    return {"bytes": sum(path.stat().st_size for path in pathlib.Path(given.folder).iterdir())}


def drive(given):
    """A run with an effect in each step; begins it, or goes on with it."""
    effects = f"{given.folder}/effects"
    connection, checkpointer = saver(given.folder)

    def act(state):
        add_line(effects, f"act-{state['total']}")

    graph = loop(given.steps, ("act",), checkpointer, act)
    is_there = checkpointer.get_tuple(thread(given.steps)) is not None
    print("ready", flush=True)
    began = time.monotonic_ns()
    done = graph.invoke(None if is_there else {"total": 0}, thread(given.steps), durability="sync")
    seconds = (time.monotonic_ns() - began) / 1e9
    assert done["total"] == given.steps
    connection.close()
    return {"lines": lines(effects), "seconds": seconds}


def prefix(given):
    """One node that does something and then asks, again and again."""
    from typing import TypedDict

    from langgraph.graph import END, START, StateGraph
    from langgraph.types import Command, interrupt

    effects = f"{given.folder}/effects"

    class State(TypedDict):
        done: bool

    def ask(state):
        for number in range(given.questions):
            add_line(effects, str(number))
            assert interrupt(f"Go on after {number}?")
        return {"done": True}

    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_edge(START, "ask")
    builder.add_edge("ask", END)
    connection, checkpointer = saver(given.folder)
    graph = builder.compile(checkpointer=checkpointer)
    done = graph.invoke({"done": False}, thread(10), durability="sync")
    answers = 0
    while "__interrupt__" in done:
        answers += 1
        done = graph.invoke(Command(resume=True), thread(10), durability="sync")
    assert answers == given.questions and done["done"]
    connection.close()
    return {"effects": len(lines(effects))}


def cancel(given):
    """Cancels a run after four of twenty effects, and counts those that happen after the cancel has returned."""
    import asyncio
    from typing import TypedDict

    from langgraph.graph import END, START, StateGraph

    effects = f"{given.folder}/effects"

    class State(TypedDict):
        done: bool

    async def task(state):
        for number in range(20):
            add_line(effects, number)
            await asyncio.sleep(0.02)
        return {"done": True}

    def plain(state):
        for number in range(20):
            add_line(effects, number)
            time.sleep(0.02)
        return {"done": True}

    def program(state):
        numbers = " ".join(str(number) for number in range(20))
        subprocess.run(["/bin/sh", "-c", f'for n in {numbers}; do echo $n >>"$0"; sleep 0.02; done', effects])
        return {"done": True}

    builder = StateGraph(State)
    builder.add_node("act", {"task": task, "effects": plain, "program": program}[given.tool])
    builder.add_edge(START, "act")
    builder.add_edge("act", END)
    graph = builder.compile()

    async def main():
        run = asyncio.create_task(graph.ainvoke({"done": False}))
        while len(lines(effects)) < 4:
            await asyncio.sleep(0.001)
        run.cancel()
        try:
            await run
        except asyncio.CancelledError:
            pass
        before = len(lines(effects))
        await asyncio.sleep(0.8)  # time for all of the others
        return {"before": before, "after": len(lines(effects)) - before}

    return asyncio.run(main())


def store(given):
    """Leaves a run as a process leaves it that dies in its 51st step."""
    _, checkpointer = saver(given.folder)
    graph = talk(100, checkpointer, lambda number: os.kill(os.getpid(), signal.SIGKILL) if number == 50 else None)
    graph.invoke({"messages": []}, thread(100), durability="sync")


def resume(given):
    """Goes on with that run. The process ends in the step that comes first, and tells the time."""
    def act(number):
        print(json.dumps({"step": number, "nanoseconds": time.monotonic_ns()}), flush=True)
        os._exit(0)

    _, checkpointer = saver(given.folder)
    talk(100, checkpointer, act).invoke(None, thread(100), durability="sync")


def work(given):
    """One worker of DBOS. It begins when a line comes on its standard input, with runs of its own."""
    import logging

    from dbos import DBOS

    logging.disable(logging.WARNING)
    DBOS(config={
        "name": "bench", "system_database_url": given.url, "executor_id": given.name, "log_level": "ERROR",
        "sys_db_pool_size": max(20, given.width * 2), "application_version": given.name})

    @DBOS.step()
    def act(total):
        return total + 1

    @DBOS.workflow()
    def run(steps):
        total = 0
        while total < steps:
            total = act(total)
        return total

    DBOS.launch()
    if given.runs:
        assert DBOS.start_workflow(run, 10).get_result() == 10  # warms up
    print("ready", flush=True)
    sys.stdin.readline()
    began, spent = time.monotonic_ns(), processor()
    steps = sum(
        handle.get_result() for handle in [DBOS.start_workflow(run, given.steps) for _ in range(given.runs)])
    ended, spent = time.monotonic_ns(), processor() - spent
    DBOS.destroy()
    return {"steps": steps, "began": began, "ended": ended, "processor": spent}


def versions(given):
    from importlib.metadata import version

    return {name: version(name) for name in ("langgraph", "langgraph-checkpoint-sqlite", "dbos")} | {
        "python": sys.version.split()[0], "sqlite": sqlite3.sqlite_version}


COMMANDS = {
    "superstep": superstep, "commits": commits, "durable": durable, "bytes": stored_bytes, "drive": drive,
    "prefix": prefix, "cancel": cancel, "store": store, "resume": resume, "work": work, "versions": versions,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--folder")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--tool")
    parser.add_argument("--delta", action="store_true")
    parser.add_argument("--url")
    parser.add_argument("--name", default="worker")
    parser.add_argument("--runs", type=int, default=8)
    parser.add_argument("--width", type=int, default=8)
    given = parser.parse_args()
    print(json.dumps(COMMANDS[given.command](given)), flush=True)


main()
