#!/usr/bin/env python3
"""What jinja2 makes of chat templates, for the tests of our own interpreter.

    compare.py render TEMPLATES FOLDER   writes FOLDER/cases.json and FOLDER/NAME.json for each template of TEMPLATES
    compare.py samples                   prints Tests/KapellChatTemplatesTests/Support/JinjaSamples.swift

The environment is that of `apply_chat_template` of Hugging Face's transformers, with two differences, both for templates
that need them: lists may be changed (Kimi K2 queues the numbers of calls), and there is `from_json` (DeepSeek V3.2).
"""

import datetime
import json
import pathlib
import sys

import jinja2
from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.sandbox import SandboxedEnvironment

from conversations import CASES
from language import SAMPLES

NOW = datetime.datetime(2026, 3, 5, 14, 7, 9)


class Generation(Extension):
    """`{% generation %}` marks what the model wrote, and shows it."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.CallBlock(self.call_method("_show", []), [], [], body).set_lineno(line)

    @staticmethod
    def _show(caller):
        return caller()


class Raised(jinja2.TemplateError):
    pass


def raise_exception(message):
    raise Raised(message)


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def environment():
    made = SandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, "jinja2.ext.loopcontrols"])
    made.filters["tojson"] = tojson
    made.filters["from_json"] = json.loads
    made.globals["raise_exception"] = raise_exception
    made.globals["strftime_now"] = NOW.strftime
    return made


def rendered(source, values):
    """The text; or the error, with its message where the template itself raised it."""
    try:
        return {"text": environment().from_string(source).render(**values)}
    except Raised as error:
        return {"raised": str(error)}
    except Exception as error:  # whatever Python makes of values that do not fit
        return {"error": f"{type(error).__name__}: {error}"}


def write(templates, folder):
    folder.mkdir(parents=True)
    (folder / "cases.json").write_text(json.dumps(CASES), encoding="utf-8")
    files = sorted(templates.glob("*.jinja"))
    if not files:
        sys.exit(f"{templates} has no templates")
    for file in files:
        source = file.read_bytes().decode()
        cases = {name: rendered(source, json.loads(json.dumps(values))) for name, values in CASES.items()}
        (folder / f"{file.stem}.json").write_text(
            json.dumps({"source": source, "cases": cases}), encoding="utf-8")
    print(f"{len(files)} templates, {len(CASES)} conversations each")


def swift(text):
    """A Swift literal without interpolation."""
    quoted = json.dumps(text, ensure_ascii=True)
    out, index = "", 0
    while index < len(quoted):
        if quoted[index] == "\\" and quoted[index + 1] == "u":
            unit = int(quoted[index + 2:index + 6], 16)
            index += 6
            if 0xD800 <= unit < 0xDC00:
                unit = 0x10000 + ((unit - 0xD800) << 10) + int(quoted[index + 2:index + 6], 16) - 0xDC00
                index += 6
            out += f"\\u{{{unit:X}}}"
        elif quoted[index] == "\\":
            escape = quoted[index:index + 2]
            out += {"\\b": "\\u{8}", "\\f": "\\u{C}", "\\/": "/"}.get(escape, escape)
            index += 2
        else:
            out += quoted[index]
            index += 1
    return out


def samples():
    print("/// Templates and what jinja2 makes of them; `nil` where it refuses them. Written by")
    print("/// `Tests/ChatTemplates/compare.py samples`, then `swift format`.")
    values_of = {}
    for entries in SAMPLES.values():
        for _, values in entries:
            if values:
                values_of.setdefault(json.dumps(values, ensure_ascii=False), f"values{len(values_of) + 1}")
    print("extension JinjaSample {")
    for text, name in values_of.items():
        print(f"    private static let {name} =\n        {swift(text)}")
    print("}")
    for topic, entries in SAMPLES.items():
        print(f"\nextension JinjaSample {{\n    static let {topic}: [JinjaSample] = [")
        for source, values in entries:
            result = rendered(source, json.loads(json.dumps(values)))
            given = [values_of[json.dumps(values, ensure_ascii=False)]] if values else []
            parts = [swift(source)] + given + [swift(result["text"]) if "text" in result else "nil"]
            print(f"        JinjaSample({', '.join(parts)}),")
        print("    ]\n}")


if sys.argv[1:] == ["samples"]:
    samples()
elif len(sys.argv) == 4 and sys.argv[1] == "render":
    write(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
else:
    sys.exit(__doc__)
