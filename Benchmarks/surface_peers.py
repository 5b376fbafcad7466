#!/usr/bin/env python3
"""The peers of the area `surface`, each as its documentation advises. Prints one line of JSON; surface.py calls it.

    surface_peers.py schema --set FILE.json --with jsonschema|jsonschema_rs [--report]
    surface_peers.py session --turns N
    surface_peers.py versions
"""

import argparse
import asyncio
import gc
import importlib.metadata
import json
import pathlib
import resource


def cpu_time():
    """Seconds of processor time since the program began: all threads, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def per_call(body, at_least=0.4):
    """Seconds of one call: the mean of as many as take `at_least` seconds, after one call to warm up."""
    body()
    gc.collect()
    began, calls, spent = cpu_time(), 0, 0.0
    while spent < at_least:
        body()
        calls += 1
        spent = cpu_time() - began
    return spent / calls


def schema(options):
    # Both libraries: a validator object, compiled once, for the draft that all schemas here are of.
    if options.peer == "jsonschema":
        from jsonschema import Draft202012Validator
    else:
        from jsonschema_rs import Draft202012Validator
    checks = []
    for tool in json.loads(pathlib.Path(options.set).read_text()):
        validator = Draft202012Validator(tool["schema"])
        for key in ("valid", "invalid"):
            for instance in tool[key]:
                checks.append((validator, instance, key == "valid"))
                if validator.is_valid(instance) != (key == "valid"):
                    raise SystemExit(f"{tool['name']}: {json.dumps(instance)} should be {key}")
    if options.report:
        pairs = [(validator.iter_errors, instance) for validator, instance, _ in checks]

        def body():
            for check, instance in pairs:
                list(check(instance))
    else:
        pairs = [(validator.is_valid, instance) for validator, instance, _ in checks]

        def body():
            for check, instance in pairs:
                check(instance)

    return {"microseconds": per_call(body) / len(checks) * 1e6, "instances": len(checks)}


def session(options):
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart, ToolReturnPart
    from pydantic_ai.models.function import FunctionModel
    from pydantic_ai.usage import RequestUsage, UsageLimits

    async def reply(messages, info):
        # The last message holds either the prompt or what the tool has returned.
        part = messages[-1].parts[-1]
        if isinstance(part, ToolReturnPart):
            return ModelResponse(
                parts=[TextPart("There are 6 pieces in stock.")], usage=RequestUsage(input_tokens=60, output_tokens=8))
        number = len(messages) // 4
        call = ToolCallPart("stock", json.dumps({"article": f"A-{number}"}), tool_call_id=f"call_{number}")
        return ModelResponse(parts=[call], usage=RequestUsage(input_tokens=50, output_tokens=10))

    # Coroutines, because functions would be sent to a thread; and no limit, which is 50 requests by itself.
    limits = UsageLimits(request_limit=None)
    agent = Agent(FunctionModel(reply), instructions="You help in a warehouse.")

    @agent.tool_plain
    async def stock(article: str) -> str:
        """How many pieces of an article are in stock.

        Args:
            article: The number of the article.
        """
        if not article.startswith("A-"):
            raise ValueError("a wrong article")
        return "6"

    async def converse(turns):
        conversation, began = None, cpu_time()
        for turn in range(turns):
            result = await agent.run(
                f"How many pieces of article A-{turn} are in stock?", conversation=conversation, usage_limits=limits)
            if result.output != "There are 6 pieces in stock.":
                raise SystemExit("a wrong answer")
            conversation = result.conversation
        spent = cpu_time() - began
        if len(conversation.messages) != 4 * turns:
            raise SystemExit("the conversation has gaps")
        return spent

    async def measure():
        await converse(20)  # warm-up
        gc.collect()
        return await converse(options.turns)

    seconds = asyncio.run(measure())
    return {"microseconds": seconds / options.turns * 1e6}


def versions(_):
    names = ("jsonschema", "jsonschema-rs", "pydantic-ai-slim", "pydantic")
    return {name: importlib.metadata.version(name) for name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("schema")
    command.add_argument("--set", required=True)
    command.add_argument("--with", dest="peer", choices=("jsonschema", "jsonschema_rs"), required=True)
    command.add_argument("--report", action="store_true")
    command.set_defaults(run=schema)
    command = commands.add_parser("session")
    command.add_argument("--turns", type=int, default=200)
    command.set_defaults(run=session)
    commands.add_parser("versions").set_defaults(run=versions)
    options = parser.parse_args()
    print(json.dumps(options.run(options)))


main()
