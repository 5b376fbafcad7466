"""The schema of 20 fields of the area `engine`, random ones for its soak, and a check of answers against them."""

import json
import math
import random


def text(longest):
    return {"type": "string", "maxLength": longest}


def whole(least, most):
    return {"type": "integer", "minimum": least, "maximum": most}


def record(fields):
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


FIELDS = record({
    "title": text(40), "tenant": text(30), "landlord": text(30), "city": text(20), "purpose": text(40),
    "kind": {"enum": ["house", "flat", "office", "shed"]}, "state": {"enum": ["draft", "signed", "ended"]},
    "rooms": whole(1, 20), "floor": whole(0, 40), "year": whole(1900, 2100), "notice_months": whole(1, 24),
    "rent": {"type": "number"}, "deposit": {"type": "number"}, "area": {"type": "number"},
    "heated": {"type": "boolean"}, "furnished": {"type": "boolean"}, "pets": {"type": "boolean"},
    "tags": {"type": "array", "items": text(16), "minItems": 1, "maxItems": 4},
    "payments": {"type": "array", "items": whole(1, 999), "minItems": 2, "maxItems": 3},
    "contact": record({"name": text(30), "post": text(12), "reachable": {"type": "boolean"}}),
})
KNOWN = {"type", "enum", "maxLength", "minimum", "maximum", "items", "minItems", "maxItems", "properties", "required",
         "additionalProperties"}
TYPES = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value),
    "integer": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def response_format(schema):
    return {"type": "json_schema", "json_schema": {"name": "record", "strict": True, "schema": schema}}


def wrong(answer, schema):
    """Why the text is not JSON that the schema allows; none when it is."""
    try:
        value = json.loads(answer, object_pairs_hook=unique, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    return mismatch(value, schema, "$")


def unique(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key comes twice")
    return dict(pairs)


def refuse(name):
    raise ValueError(f"{name} is no JSON")


def mismatch(value, schema, path):
    """The first thing that does not hold, for the keywords of this file; another keyword is a mistake in it."""
    if unknown := set(schema) - KNOWN:
        raise ValueError(f"this check does not know {', '.join(sorted(unknown))}")
    if "type" in schema and not TYPES[schema["type"]](value):
        return f"{path} is not of type {schema['type']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{path} is none of {schema['enum']}"
    if len(value if isinstance(value, str) else "") > schema.get("maxLength", math.inf):
        return f"{path} is longer than {schema['maxLength']}"
    if isinstance(value, (int, float)) and not schema.get("minimum", -math.inf) <= value <= schema.get(
            "maximum", math.inf):
        return f"{path} is out of range"
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", math.inf):
            return f"{path} has {len(value)} items"
        return next(filter(None, (mismatch(item, schema.get("items", {}), f"{path}[{number}]")
                                  for number, item in enumerate(value))), None)
    if isinstance(value, dict):
        fields = schema.get("properties", {})
        if missing := [name for name in schema.get("required", []) if name not in value]:
            return f"{path} has no {missing[0]}"
        more = [name for name in value if name not in fields]
        if more and schema.get("additionalProperties", True) is False:
            return f"{path} has {more[0]}, which is not in the schema"
        return next(filter(None, (mismatch(value[name], fields[name], f"{path}.{name}")
                                  for name in value if name in fields)), None)
    return None


def random_schema(random_: random.Random, depth=0):
    """An object of 1 to 6 fields, at most three deep; its longest answer is bounded."""
    return record({f"{random_.choice(('name', 'count', 'kind', 'list', 'note', 'part'))}_{number}":
                   random_value(random_, depth) for number in range(random_.randint(1, 6 - depth * 2))})


def random_value(random_, depth):
    kind = random_.randrange(8 if depth < 2 else 6)
    least = random_.randint(-50, 50)
    return (text(random_.randint(1, 40)) if kind < 2 else whole(least, least + random_.randint(0, 1000)) if kind == 2
            else {"type": "number"} if kind == 3 else {"type": "boolean"} if kind == 4
            else {"enum": random_.sample(["red", "green", "blue", "in two words", "ü", "7"], random_.randint(1, 4))}
            if kind == 5 else {"type": "array", "items": random_value(random_, 2), "minItems": random_.randint(0, 1),
                               "maxItems": random_.randint(1, 4)} if kind == 6 else random_schema(random_, depth + 1))
