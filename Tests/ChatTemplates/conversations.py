"""Conversations in the form that chat templates take: the variables of a rendering, by the name of the case."""


def user(content):
    return {"role": "user", "content": content}


def assistant(content=None, calls=None, **other):
    message = {"role": "assistant", "content": content, **other}
    if calls:
        message["tool_calls"] = calls
    return message


def call(name, arguments, id="call_00001"):
    return {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}


def result(content, name="get_weather", id="call_00001"):
    return {"role": "tool", "content": content, "tool_call_id": id, "name": name}


SYSTEM = {"role": "system", "content": "You answer in one sentence."}
HELLO = user("What is the weather in Zürich?")
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather at a place",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string", "description": "A town's name"},
                "days": {"type": "integer", "description": "How many days ahead", "default": 1, "minimum": 0},
                "unit": {"type": "string", "enum": ["C", "F"]},
            },
            "required": ["place"],
        },
    },
}
ORDER = {
    "type": "function",
    "function": {
        "name": "order",
        "description": 'Orders "things" <fast> & \'safe\' – naïve ✓',
        "parameters": {
            "type": "object",
            "properties": {
                "items": {
                    "type": "array",
                    "description": "What is ordered",
                    "items": {
                        "type": "object",
                        "properties": {"sku": {"type": "string"}, "count": {"type": "number"}},
                        "required": ["sku"],
                    },
                },
                "express": {"type": "boolean", "default": False},
                "note": {"type": ["string", "null"], "default": None},
                "price": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            },
            "required": ["items", "express"],
            "additionalProperties": False,
        },
    },
}
NOTHING = {
    "type": "function",
    "function": {"name": "now", "description": "The time", "parameters": {"type": "object", "properties": {}}},
}
TOOLS = [WEATHER, NOTHING]
ALL_TOOLS = [WEATHER, ORDER, NOTHING]
ZURICH = {"place": "Zürich", "days": 2}
MANY = {"items": [{"sku": "a\"b", "count": 1.5}, {"sku": "<c>&", "count": 2}], "express": True, "note": None}
SUNNY = '{"sky": "sunny", "degrees": 21.5}'

CONVERSATIONS = {
    "plain": [HELLO],
    "system": [SYSTEM, HELLO],
    "turns": [SYSTEM, user("Hi"), assistant("Hello!"), user(" spaced \n"), assistant("Yes.\n"), user("Bye")],
    "turns without system": [user("Hi"), assistant("Hello!"), user("Bye")],
    "ends with assistant": [user("Hi"), assistant("Hello!")],
    "empty texts": [{"role": "system", "content": ""}, user(""), assistant(""), user("x")],
    "odd texts": [user("a\tb \"c\" 'd' <e> & \\n \u00e9 \U0001f600 \u2028 {{ x }} <think>q</think> r")],
    "parts": [user([{"type": "text", "text": "one"}, {"type": "text", "text": "two"}])],
    "parts and system": [
        {"role": "system", "content": [{"type": "text", "text": "Be brief."}]},
        user([{"type": "text", "text": "one"}]),
        assistant([{"type": "text", "text": "fine"}]),
        user("two"),
    ],
    "thoughts": [user("Why?"), assistant("Because.", reasoning_content="Let me think."), user("And?")],
    "thoughts in text": [user("Why?"), assistant("<think>\nHm.\n</think>\n\nBecause."), user("And?")],
    "thoughts at the end": [user("Why?"), assistant("Because.", reasoning_content="Let me think.")],
    "two users": [user("one"), user("two")],
    "assistant first": [assistant("Hello!"), user("Hi")],
    "late system": [user("Hi"), SYSTEM, user("What?")],
    "developer": [{"role": "developer", "content": "Be brief."}, user("Hi")],
    "unknown role": [{"role": "narrator", "content": "Once"}, user("Hi")],
    "no messages": [],
    "null content": [user(None)],
    "no content": [{"role": "user"}],
}
CALLS = {
    "tools": [HELLO],
    "tools and system": [SYSTEM, HELLO],
    "call": [HELLO, assistant(None, [call("get_weather", ZURICH)])],
    "call and result": [HELLO, assistant(None, [call("get_weather", ZURICH)]), result(SUNNY)],
    "call with text": [HELLO, assistant("I look.", [call("get_weather", ZURICH)]), result(SUNNY), assistant("Sunny."),
                       user("And now?")],
    "call with empty text": [SYSTEM, HELLO, assistant("", [call("get_weather", ZURICH)]), result(SUNNY)],
    "call as string": [HELLO, assistant(None, [call("get_weather", '{"place": "Zürich", "days": 2}')]), result(SUNNY)],
    "call without arguments": [HELLO, assistant(None, [call("now", {}, "abcdefgh9")]), result("12:00", "now", "abcdefgh9")],
    "call of many kinds": [HELLO, assistant("", [call("order", MANY, "abcdefgh9")]), result("ok", "order", "abcdefgh9"),
                           assistant("Done.")],
    "two calls": [
        HELLO, assistant("", [call("get_weather", ZURICH, "abcdefgh1"), call("now", {}, "abcdefgh2")]),
        result(SUNNY, "get_weather", "abcdefgh1"), result("12:00", "now", "abcdefgh2")],
    "calls in turns": [
        SYSTEM, HELLO, assistant(None, [call("get_weather", ZURICH, "functions.get_weather:0")], reasoning_content="I need it."),
        result(SUNNY, "get_weather", "functions.get_weather:0"),
        assistant("", [call("now", {}, "functions.now:1")], reasoning_content="The time too."),
        result("12:00", "now", "functions.now:1"), assistant("Sunny at noon."), user("Thanks")],
    "result as parts": [HELLO, assistant(None, [call("get_weather", ZURICH)]),
                        result([{"type": "text", "text": SUNNY}])],
    "call without id": [HELLO, assistant("", [{"type": "function", "function": {"name": "now", "arguments": {}}}]),
                        {"role": "tool", "content": "12:00"}],
    "result first": [result(SUNNY), user("What?")],
}


def cases():
    base = {"bos_token": "<s>", "eos_token": "</s>", "documents": None, "functions": "[]", "datetime": "today"}
    made = {}
    for name, messages in CONVERSATIONS.items():
        for prompt in (True, False):
            values = {**base, "messages": messages, "tools": None, "add_generation_prompt": prompt}
            made[f"{name}, {'open' if prompt else 'closed'}"] = values
    for name, messages in CALLS.items():
        for prompt in (True, False):
            values = {**base, "messages": messages, "tools": TOOLS, "add_generation_prompt": prompt}
            made[f"{name}, {'open' if prompt else 'closed'}"] = values
    for name in ("tools", "call of many kinds"):
        made[f"{name}, all tools"] = {**base, "messages": CALLS[name], "tools": ALL_TOOLS, "add_generation_prompt": True}
    for name in ("plain", "system", "turns", "thoughts", "parts", "call", "call with text"):
        made[f"{name}, without tools"] = {
            **base, "messages": {**CONVERSATIONS, **CALLS}[name], "add_generation_prompt": True}
    made["variables missing"] = {"messages": [HELLO]}
    made["one tool"] = {**base, "messages": [SYSTEM, HELLO], "tools": [WEATHER], "add_generation_prompt": True}
    made["bare tool"] = {**base, "messages": [HELLO], "tools": [WEATHER["function"]], "add_generation_prompt": True}
    made["empty tools"] = {**base, "messages": [HELLO], "tools": [], "add_generation_prompt": True}
    for thinks in (True, False):
        for name in ("plain", "thoughts", "thoughts at the end"):
            made[f"{name}, thinking {thinks}"] = {
                **base, "messages": CONVERSATIONS[name], "tools": None, "add_generation_prompt": True,
                "enable_thinking": thinks, "thinking": thinks}
        for name in ("tools and system", "calls in turns"):
            made[f"{name}, thinking {thinks}"] = {
                **base, "messages": CALLS[name], "tools": TOOLS, "add_generation_prompt": True,
                "enable_thinking": thinks, "thinking": thinks}
    made["settings"] = {
        **base, "messages": CALLS["calls in turns"], "tools": TOOLS, "add_generation_prompt": True,
        "reasoning_effort": "high", "preserve_thinking": True, "keep_past_thinking": True, "tools_in_user_message": True,
        "builtin_tools": ["browser", "python"], "model_identity": "You are a test.", "date_string": "5 March 2026",
        "thinking_budget": 512, "response_format": {"type": "object"}, "documents": [{"title": "T", "text": "body"}]}
    return made


CASES = cases()
