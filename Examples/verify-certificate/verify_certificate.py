#!/usr/bin/env python3
"""Checks a certificate of an answer against the documents, offline, without Kapell.

    verify_certificate.py CERTIFICATE DOCUMENTS [--key KEY] [--extract PROGRAM]

    CERTIFICATE        the file that `kapell ask --certificate` wrote
    DOCUMENTS          the folder that was asked, or the one file
    --key KEY          the signer's public key as you know it from elsewhere: a PEM file, base64, or the key's name
    --extract PROGRAM  kapell-extract, for documents whose text is not the file itself, such as PDF

One line for each thing that was checked: `ok`, `FAIL`, or `open` for what could not be checked.
Exit code: 0 all holds, 1 something fails, 2 wrong usage or unreadable input, 3 all that was checked holds.
"""

import argparse
import base64
import binascii
import hashlib
import json
import math
import pathlib
import re
import subprocess
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORM = "kapell-certificate/1"
LIMIT = 64 << 20
PEM_HEAD = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: what stands before the 32 bytes of a public key
MARKS = re.compile(r"(?:\s*\[\d+\])+\s*$")
# These verifiers say that there is evidence, and that quotations stand; not that a sentence follows from them.
NO_SUPPORT = {"answerability", "quotation"}


class Unreadable(Exception):
    """The input is no certificate, or cannot be read."""


def number(value):
    """A number as ECMAScript writes it (ECMA-262, Number::toString)."""
    if isinstance(value, int):
        if abs(value) > 1 << 53:
            raise Unreadable(f"the number {value} is not exact")
        return str(value)
    if not math.isfinite(value):
        raise Unreadable("a number is not finite")
    if value == 0:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + f"e{point - 1:+d}"
    return "-" * (value < 0) + text


def canonical(value):
    """JSON in the form that is signed (RFC 8785)."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def once(pairs):
    """An object whose keys occur once: two of one name could be read in two ways."""
    if len(dict(pairs)) != len(pairs):
        raise Unreadable("the certificate has two fields of one name")
    return dict(pairs)


def load(path):
    try:
        if path.stat().st_size > LIMIT:
            raise Unreadable(f"{path} is larger than {LIMIT} bytes")
        data = json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=once)
    except (OSError, ValueError, RecursionError) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None
    if not isinstance(data, dict) or data.get("form") != FORM or set(data) != {"form", "certificate", "signature"}:
        raise Unreadable(f"{path} is no certificate of the form {FORM}")
    return data


def unpacked(text):
    """The bytes of base64 in its one canonical form: other bits in its last letter would change nothing."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 that is not canonical")
    return data


def public_key(text):
    """The name or the 32 bytes of the key that a person gave."""
    if re.fullmatch(r"[0-9a-f]{16}", text):
        return text, None
    path = pathlib.Path(text)
    if path.is_file():
        text = "".join(line for line in path.read_text().splitlines() if not line.startswith("---"))
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        data = b""
    data = data.removeprefix(PEM_HEAD)
    if len(data) != 32:
        raise Unreadable("--key is neither a PEM file, nor base64 of 32 bytes, nor a name of 16 hexadecimal digits")
    return hashlib.sha256(data).hexdigest()[:16], data


class Check:
    def __init__(self):
        self.failed = self.open = 0

    def say(self, outcome, what, why):
        self.failed += outcome == "FAIL"
        self.open += outcome == "open"
        line = f"{outcome:<4}  {what}: {why}"
        print("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line))

    def signature(self, data, expected):
        signature = data["signature"]
        try:
            key, value = unpacked(signature["public_key"]), unpacked(signature["value"])
            signed = canonical({"form": data["form"], "certificate": data["certificate"]}).encode()
            name = hashlib.sha256(key).hexdigest()[:16]
            if len(signature) != 5 or (signature["algorithm"], signature["canonical"], signature["key"]) != (
                    "Ed25519", "RFC 8785", name):
                raise ValueError("its fields do not belong together")
            Ed25519PublicKey.from_public_bytes(key).verify(value, signed)
        except InvalidSignature:
            return self.say("FAIL", "signature", "it is not of these contents: they were changed after it was made")
        except (KeyError, TypeError, ValueError) as error:
            return self.say("FAIL", "signature", f"it cannot be read: {error}")
        self.say("ok", "signature", f"of these contents, by the key {name}")
        if expected is None:
            self.say("open", "signer", "give --key, as you know it from elsewhere: else anybody may have signed")
        elif expected[0] != name or expected[1] not in (None, key):
            self.say("FAIL", "signer", f"the key is {name}, not {expected[0]}")
        else:
            self.say("ok", "signer", f"the key {name} is the one that you gave")

    def document(self, entry, folder, extract):
        """The bytes in which offsets count; `None` where they are not to be had."""
        name = entry["name"]
        what = f"document {name}"
        parts = pathlib.PurePosixPath(name).parts
        places = [folder] if folder.is_file() else [folder.joinpath(*parts), folder / parts[-1]]
        path = next((p for p in places if p.is_file()), None) if ".." not in parts and name[:1] != "/" else None
        if path is None:
            return self.say("FAIL", what, "it is not there")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            return self.say("FAIL", what, "it is not the file that was asked: its SHA-256 is another")
        self.say("ok", what, f"SHA-256 {entry['sha256']}")
        if entry["text_sha256"] == entry["sha256"]:
            return content
        if extract is None:
            return self.say("open", f"text of {name}", "offsets count in extracted text; give --extract kapell-extract")
        done = subprocess.run([extract, "--name", parts[-1]], input=content, capture_output=True)
        text = done.stdout.partition(b"\n")[2]
        if hashlib.sha256(text).hexdigest() != entry["text_sha256"]:
            return self.say("FAIL", f"text of {name}", "this kapell-extract takes another text out of the file")
        self.say("ok", f"text of {name}", "extracted again, and the same")
        return text

    def citation(self, entry, texts):
        what = f"citation [{entry['index']}] of {entry['document']}"
        if entry["document"] not in texts:
            return self.say("FAIL", what, "the certificate does not name this document")
        text, quote = texts[entry["document"]], entry["text"].encode()
        start, end = entry["start"], entry["end"]
        if text is None:
            part = f" in its part {entry['part']}" if entry.get("part") else ""
            page = f" on page {entry['page']}" if entry["page"] else ""
            self.say("open", what, f"look for the quotation{part}{page} yourself: its document could not be read here")
        elif 0 <= start < end <= len(text) and text[start:end] == quote:
            self.say("ok", what, f"stands at the bytes {start} to {end}")
        else:
            self.say("FAIL", what, f"is not what stands at the bytes {start} to {end}")

    def sentences(self, body):
        quotes = {entry["index"]: " ".join(entry["text"].split()) for entry in body["citations"]}
        lines = [line for line in body["answer"].splitlines() if line.strip()]
        if body["refused"]:
            refusals = [v for v in body["verdicts"] if v["decision"] != "accept"]
            return self.say("ok" if refusals else "FAIL", "refusal",
                            refusals[-1]["reason"] if refusals else "no verdict gives a reason for it")
        if not lines:
            self.say("FAIL", "answer", "it is empty")
        for place, line in enumerate(lines, 1):
            found = MARKS.search(line)
            marks = [int(mark) for mark in re.findall(r"\d+", found.group())] if found else []
            sentence = " ".join((line[:found.start()] if found else line).split())
            quoted = [mark for mark in marks if sentence and sentence in quotes.get(mark, "")]
            accepts = [v for v in body["verdicts"] if accepting(v, sentence)] if set(marks) <= set(quotes) else []
            if quoted:
                self.say("ok", f"sentence {place}", f"word for word in [{quoted[0]}]")
            elif accepts:
                self.say("ok", f"sentence {place}", f"accepted by {accepts[-1]['verifier']}: {accepts[-1]['reason']}")
            else:
                self.say("FAIL", f"sentence {place}", "neither a quotation of what it cites nor accepted by a verdict")


def accepting(verdict, sentence):
    """Whether a verdict accepts the sentence: the whole answer, or, where it names sentences, this one."""
    if verdict["decision"] != "accept" or verdict["verifier"] in NO_SUPPORT:
        return False
    named = [e["value"] for e in verdict.get("evidence", []) if e["name"] == "sentence"]
    texts = [value if isinstance(value, str) else str((value or {}).get("text", "")) for value in named]
    return not texts or any(" ".join(text.split()) == sentence for text in texts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("certificate", type=pathlib.Path)
    parser.add_argument("documents", type=pathlib.Path)
    parser.add_argument("--key")
    parser.add_argument("--extract")
    given = parser.parse_args()
    check = Check()
    try:
        data = load(given.certificate)
        check.signature(data, public_key(given.key) if given.key else None)
        body = data["certificate"]
        texts = {entry["name"]: check.document(entry, given.documents, given.extract) for entry in body["documents"]}
        for entry in body["citations"]:
            check.citation(entry, texts)
        check.sentences(body)
    except Unreadable as error:
        print(f"cannot be checked: {error}", file=sys.stderr)
        return 2
    except (KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        check.say("FAIL", "certificate", f"a field is missing or wrong ({type(error).__name__}: {error})")
    print(f"{'FAILS' if check.failed else 'HOLDS, in part unchecked' if check.open else 'HOLDS'}: {given.certificate}")
    return 1 if check.failed else 3 if check.open else 0


if __name__ == "__main__":
    sys.exit(main())
