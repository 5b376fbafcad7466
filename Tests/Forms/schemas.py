"""Random schemas of what the engine keeps to, small enough that their answers end."""

PATTERNS = ["^[a-z]{1,12}$", "^(red|green)?$", "^\\d{3}-\\d{4}$", "^[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8})?$", "^é{1,3}$",
            "^.{2,5}$", "^[^\"\\\\]{1,4}$"]
FORMATS = ["date", "time", "date-time", "ipv4", "uuid"]
NAMES = ["name", "kind", "count", "note", "is open", "größe", "x", "list"]


def text(random_):
    kind = random_.randrange(5)
    if kind == 0:
        return {"type": "string", "pattern": random_.choice(PATTERNS)}
    if kind == 1:
        return {"type": "string", "format": random_.choice(FORMATS)}
    if kind == 2:
        least = random_.randint(0, 3)
        return {"type": "string", "minLength": least, "maxLength": least + random_.randint(0, 20)}
    if kind == 3:
        return {"enum": random_.sample(["red", "green", "in two words", "ü", "7", "\"", "日本", ""], random_.randint(1, 4))}
    return {"type": "string", "maxLength": random_.randint(1, 30)}


def number(random_):
    least = random_.randint(-1500, 1500)
    if random_.random() < 0.6:
        schema = {"type": "integer"}
        if random_.random() < 0.7:
            schema |= {"minimum": least, "maximum": least + random_.randint(20, 3000)}
        if random_.random() < 0.2:
            schema["multipleOf"] = random_.randint(1, 17)
        return schema
    schema = {"type": "number"}
    if random_.random() < 0.7:
        schema |= {random_.choice(["minimum", "exclusiveMinimum"]): least / random_.choice([1, 4, 100]),
                   random_.choice(["maximum", "exclusiveMaximum"]): 1501}
    return schema


def leaf(random_):
    kind = random_.randrange(8)
    if kind < 3:
        return text(random_)
    if kind < 5:
        return number(random_)
    if kind == 5:
        return {"type": "boolean"}
    if kind == 6:
        return {"const": random_.choice(["fixed", 7, None, ["q\"uote", "é"], {"a": 1}])}
    return {"type": random_.choice([["string", "null"], ["integer", "boolean"]]), "maxLength": 12}


def value(random_, depth):
    kind = random_.randrange(10) if depth else 0
    if kind < 4:
        return leaf(random_)
    if kind == 4:
        return {"anyOf": [value(random_, depth - 1) for _ in range(random_.randint(2, 3))]}
    if kind == 5:
        least = random_.randint(0, 2)
        return {"type": "array", "items": value(random_, depth - 1), "minItems": least,
                "maxItems": least + random_.randint(0, 2)}
    if kind == 6:
        return {"type": "array", "prefixItems": [value(random_, depth - 1), leaf(random_)], "minItems": 2, "maxItems": 2}
    if kind == 7:
        return {"$ref": random_.choice(["#/$defs/leaf", "#/$defs/pair"])}
    return record(random_, depth - 1)


def record(random_, depth):
    names = random_.sample(NAMES, random_.randint(1, 4))
    schema = {"type": "object", "properties": {name: value(random_, depth) for name in names},
              "required": [name for name in names if random_.random() < 0.7], "additionalProperties": False}
    if random_.random() < 0.15:
        schema["additionalProperties"] = leaf(random_)
        schema["maxProperties"] = len(names) + 2
    return schema


def schema(random_):
    root = record(random_, 3)
    root["$defs"] = {
        "leaf": leaf(random_),
        "pair": {"type": "object", "properties": {"left": leaf(random_), "right": leaf(random_)}, "required": ["left"],
                 "additionalProperties": False},
    }
    return root
