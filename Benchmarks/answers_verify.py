"""How often the support verifier errs on the labelled pairs that were set aside; `answers.py` asks for it.

The verifier gives the same verdicts each time, so one run stands for all samples.
"""

import models
from harness import ROOT, run_json

PROGRAM = ROOT / ".build/static/kapell-bench"
PAIRS = ROOT / "Evaluations/Support/heldout.jsonl"
ALL = ("verify.falseaccept", "verify.falsereject")


def measure(area, runs):
    told = run_json([PROGRAM, "support", "--pairs", PAIRS, "--model", models.model("all-minilm-l6-v2")])
    plain = run_json([PROGRAM, "support", "--pairs", PAIRS])
    for row, key, bar, what in (
            ("verify.falseaccept", "false_accepts", 0.02, "share of unsupported sentences that are accepted"),
            ("verify.falsereject", "false_rejects", 0.10, "share of supported sentences that are rejected")):
        said, other = told[key], plain[key]
        area.add(
            row, f"{what}: {said['count']} of {said['of']} pairs set aside, 95 % interval {said['low']:.3f} to "
            f"{said['high']:.3f}; without an embedding model {other['rate']:.3f}",
            bar, "<=", [said["rate"]] * runs)
    return {"kinds": told["kinds"], "milliseconds_a_pair": plain["milliseconds_a_pair"]}
