#!/usr/bin/env python3
"""Tests the checker with a certificate of `kapell`: whole it holds, and with any byte changed it fails.

    test_verify_certificate.py CERTIFICATE DOCUMENTS KEY

Runs in the Python that has `cryptography`; needs no network. Exit code 0 when all holds.
"""

import contextlib
import io
import json
import pathlib
import random
import shutil
import struct
import sys
import tempfile
import unittest

import verify_certificate

CERTIFICATE, DOCUMENTS, KEY = (pathlib.Path(path) for path in sys.argv[1:4])


def check(certificate, documents=DOCUMENTS, *more):
    """The exit code and the lines of the checker."""
    printed = io.StringIO()
    before, sys.argv = sys.argv, ["verify", str(certificate), str(documents), *map(str, more)]
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            return verify_certificate.main(), printed.getvalue()
    finally:
        sys.argv = before


class Tests(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.random = random.Random(3)
        self.bytes = CERTIFICATE.read_bytes()

    def write(self, content):
        path = self.folder / "certificate.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    def test_whole(self):
        code, lines = check(CERTIFICATE, DOCUMENTS, "--key", KEY)
        self.assertEqual(code, 0, lines)
        self.assertNotIn("FAIL", lines)
        self.assertEqual(check(CERTIFICATE)[0], 3, "without a key the signer is open")

    def test_other_layout(self):
        """The order of fields and white space are not signed."""
        data = json.loads(self.bytes)
        data["certificate"] = dict(reversed(data["certificate"].items()))
        self.assertEqual(check(self.write(data), DOCUMENTS, "--key", KEY)[0], 0)

    def test_any_byte_of_the_certificate(self):
        original = json.loads(self.bytes)
        for place in range(len(self.bytes)):
            changed = bytearray(self.bytes)
            changed[place] ^= self.random.randint(1, 255)
            code, lines = check(self.write(bytes(changed)), DOCUMENTS, "--key", KEY)
            if code == 0:  # white space between fields
                self.assertEqual(json.loads(bytes(changed)), original, lines)
            self.assertIn(code, (0, 1, 2))

    def test_any_byte_of_a_document(self):
        for name in {entry["document"] for entry in json.loads(self.bytes)["certificate"]["citations"]}:
            copy = self.folder / "documents"
            shutil.copytree(DOCUMENTS, copy, dirs_exist_ok=True)
            content = (copy / name).read_bytes()
            for place in sorted(self.random.sample(range(len(content)), min(len(content), 1_500))):
                changed = bytearray(content)
                changed[place] ^= self.random.randint(1, 255)
                (copy / name).write_bytes(changed)
                self.assertEqual(check(CERTIFICATE, copy, "--key", KEY)[0], 1, f"byte {place} of {name}")
            (copy / name).unlink()
            self.assertEqual(check(CERTIFICATE, copy, "--key", KEY)[0], 1)

    def signed_anew(self, change):
        """What somebody with another key would write: the signature fits, the rest does not."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        import base64
        import hashlib
        data = json.loads(self.bytes)
        change(data["certificate"])
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        signed = verify_certificate.canonical({"form": data["form"], "certificate": data["certificate"]}).encode()
        data["signature"] |= {
            "public_key": base64.b64encode(public).decode(), "key": hashlib.sha256(public).hexdigest()[:16],
            "value": base64.b64encode(key.sign(signed)).decode()}
        return self.write(data)

    def test_another_signer(self):
        code, lines = check(self.signed_anew(lambda body: None), DOCUMENTS, "--key", KEY)
        self.assertEqual(code, 1)
        self.assertIn("FAIL  signer", lines)

    def test_forged_contents(self):
        """Spans, quotations and sentences are checked even where the signature fits."""
        def span(body):
            body["citations"][0]["start"] += 1

        def quotation(body):
            body["citations"][0]["text"] = body["citations"][0]["text"][:-1] + "?"

        def sentence(body):
            body["answer"] = "The moon is made of cheese. [1]"

        def unmarked(body):
            body["answer"] += "\nAnd nobody said otherwise."

        def stranger(body):
            body["citations"][0]["document"] = "other.md"

        def outside(body):
            body["documents"][0]["name"] = "../" + body["documents"][0]["name"]

        def refusal(body):
            body["refused"], body["verdicts"] = True, []

        def field(body):
            del body["verdicts"]

        for change in (span, quotation, sentence, unmarked, stranger, outside, refusal, field):
            code, lines = check(self.signed_anew(change))
            self.assertEqual(code, 1, f"{change.__name__}: {lines}")
            self.assertIn("ok    signature", lines)

    def test_no_certificate(self):
        for content in (b"", b"{", b"[]", b'{"form": "other"}', b"\xff\xfe", b"[" * 100_000,
                        self.bytes.replace(b'"question"', b'"question": "x", "question"', 1)):
            self.assertEqual(check(self.write(content))[0], 2, content[:40])
        self.assertEqual(check(self.folder / "none.json")[0], 2)
        self.assertEqual(check(CERTIFICATE, DOCUMENTS, "--key", "nonsense")[0], 2)

    def test_numbers(self):
        """Appendix B of RFC 8785."""
        for bits, text in (
                ("0000000000000001", "5e-324"), ("7fefffffffffffff", "1.7976931348623157e+308"),
                ("4430000000000000", "295147905179352830000"), ("44b52d02c7e14af6", "1e+23"),
                ("444b1ae4d6e2ef4f", "999999999999999900000"), ("444b1ae4d6e2ef50", "1e+21"),
                ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"), ("3eb0c6f7a0b5ed8d", "0.000001"),
                ("becbf647612f3696", "-0.0000033333333333333333"), ("8000000000000000", "0")):
            self.assertEqual(verify_certificate.number(struct.unpack(">d", bytes.fromhex(bits))[0]), text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
