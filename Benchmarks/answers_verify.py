#!/usr/bin/env python3
"""How often the support verifier errs on the labelled pairs that were set aside. `make bench-verify` runs it.

    answers_verify.py [--rows ID,ID] [--runs N]

The verifier gives the same verdicts each time, so one run stands for all samples.
"""

import sys

import harness
import models
from harness import ROOT, Failed, run_json

PROGRAM = ROOT / ".build/static/kapell-bench"
PAIRS = ROOT / "Evaluations/Support/heldout.jsonl"
ALL = ("verify.falseaccept", "verify.falsereject")


def main():
    wanted, runs = harness.options(__doc__, ALL)
    area = harness.Area("verify")
    try:
        told = run_json([PROGRAM, "support", "--pairs", PAIRS, "--model", models.model("all-minilm-l6-v2")])
        plain = run_json([PROGRAM, "support", "--pairs", PAIRS])
    except (Failed, OSError) as failure:
        sys.exit(f"\nFailed: benchmark verify\n  why:     {failure}\n  to mend: see Benchmarks/README.md")
    for row, key, bar, what in (
            ("verify.falseaccept", "false_accepts", 0.02, "share of unsupported sentences that are accepted"),
            ("verify.falsereject", "false_rejects", 0.10, "share of supported sentences that are rejected")):
        if row in wanted:
            said, other = told[key], plain[key]
            area.add(
                row, f"{what}: {said['count']} of {said['of']} pairs set aside, 95 % interval {said['low']:.3f} to "
                f"{said['high']:.3f}; without an embedding model {other['rate']:.3f}",
                bar, "<=", [said["rate"]] * runs)
    area.finish(order=ALL, kinds=told["kinds"], milliseconds_a_pair=plain["milliseconds_a_pair"])


if __name__ == "__main__":
    main()
