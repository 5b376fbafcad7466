"""What the tests by clients share: named checks, the errors that calls must fail with, the report at the end."""

import signal
import sys
import time
import traceback

checks = []
secrets = []  # texts that no error may hold


def check(name):
    """Registers a check: it passes when its function returns."""

    def register(function):
        checks.append((name, function))
        return function

    return register


def need(condition, what):
    if not condition:
        raise AssertionError(what)


def fails(kind, call, *words):
    """The error of a call that must fail with `kind`, its message holding all words."""
    try:
        result = call()
    except kind as error:
        for word in words:
            need(word in str(error), f"the message does not say {word!r}: {error}")
        for secret in secrets:
            need(secret not in str(error), "the provider's key is in the error")
        return error
    raise AssertionError(f"no error, but {str(result)[:200]}")


def run_checks(words=""):
    """Runs the checks whose name holds `words`; a line for each. The exit code: 1 when one failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    failed = 0
    chosen = [(name, function) for name, function in checks if words in name]
    for name, function in chosen:
        began = time.monotonic()
        try:
            function()
            outcome, detail = "ok    ", ""
        except Exception as error:  # one check that fails must not hide the others
            failed += 1
            outcome = "FAILED"
            detail = f"\n        {type(error).__name__} (line {line(error, function)}): {str(error)[:1000]}"
        print(f"{outcome}  {name} ({time.monotonic() - began:.1f} s){detail}", flush=True)
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


def line(error, function):
    """Where in the check's own file an error came from."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == function.__code__.co_filename]
    return own[-1] if own else frames[-1].lineno
