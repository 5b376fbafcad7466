#!/usr/bin/env python3
"""Fit the weights of the support verifier on the tuning pairs, and write them as data.

    kapell-bench support --pairs tune.jsonl --features yes > features.jsonl
    python3 calibrate.py features.jsonl [--report] [--write ../../Sources/KapellVerification/Weights/support-weights.json]

It needs numpy. Nothing is random. `features.jsonl` has one line a pair: {"id", "features": {name: value}}.

A pair is rejected by a veto, or by a logistic model that is fitted on the pairs without a veto. Weights of what can only
speak against a sentence may not be positive, and the other way round. The threshold is the one at which, over all folds
of a cross-validation that leaves whole documents out, so few of the unsupported pairs would be accepted that the upper
end of the 95 % interval of their share is at most ACCEPTED. Pairs of `heldout.jsonl` are refused.
"""

import argparse
import hashlib
import json
import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
ACCEPTED = 0.02
FOLDS = 8
RIDGE = 10.0

VETOES = {
    "planted": 0.5, "numberConflict": 0.5, "numberUnit": 0.5, "numberMissing": 0.5, "numberQuestion": 0.5,
    "numberOrder": 0.5, "numberContext": 0.6, "boundConflict": 0.5, "unmatched": 0.5, "unmatchedName": 0.5,
    "questionName": 0.5, "questionOnly": 0.9, "exchangedName": 0.5, "closeDroppedClass": 0.6,
    "denialFlipped": 0.5, "denialDropped": 0.5, "denialAdded": 0.5, "denialPrefix": 0.5, "yesAgainstDenial": 0.5,
    "everyAdded": 0.5, "everyAddedDenied": 0.5, "absoluteAdded": 0.5, "neverAdded": 0.5, "onlyAdded": 0.5,
    "comparisonAdded": 0.5, "comparisonExchanged": 0.5, "opposite": 0.5, "freeDropped": 0.5, "mayForMustNot": 0.5,
    "mustForMay": 0.5, "mayForMust": 0.5, "timeConflict": 0.5, "timeReversed": 0.5, "tableRow": 0.4,
    "tableColumn": 0.5, "extremeWrong": 0.5, "otherVersion": 0.5, "roleShare": 0.6,
    "breaks": 0.6, "modalExchanged": 0.5, "roleExchanged": 0.5, "withoutReversed": 0.5,
    "shortFar": 0.6,
}
FOR = {
    "covered", "coveredBest", "coveredTwo", "quoted", "copied", "longestRun", "tight", "extremeRight",
    "questionCovered", "questionNear", "similarity",
}
EITHER = {
    "length", "spanLength", "synonyms", "unmatchedLight", "numbers", "hasList", "saysNo", "some", "isTable",
    "questionRepeated",
}
AGAINST = {
    "inversions", "breaks", "shortFar", "numberWeak", "numberContext", "boundDropped", "exchanged", "exchangedClass",
    "insertedClass", "closeExchangedClass", "closeDroppedClass", "closeInserted", "denialOnlySpan", "mayUnsaid",
    "mustNear", "mayNear", "everyExchanged", "withoutAdded", "beforeAdded", "timeAdded", "exceptionDropped",
    "provisoDropped", "conditionDropped", "withoutDropped", "exceptionMadeUp", "roleContext", "roleShare", "tableRow",
    "titleOnly", "otherDocument", "questionForeign",
}


def read(path):
    labels = {}
    for line in (HERE / "tune.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels[row["id"]] = row
    rows = [json.loads(line) for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()]
    strange = [row["id"] for row in rows if row["id"] not in labels]
    if strange:
        raise SystemExit(f"{strange[0]} is not in tune.jsonl: nothing is fitted on other pairs")
    return rows, [labels[row["id"]] for row in rows]


def fit(values, labels, signs):
    """Ridge logistic regression with signs, by accelerated projected gradient. Returns intercept and weights."""
    mean, scale = values.mean(0), values.std(0)
    scale[scale < 1e-9] = 1.0
    matrix = np.hstack([(values - mean) / scale, np.ones((len(values), 1))])
    ridge = np.append(np.full(values.shape[1], RIDGE), 0.0)
    step = 1.0 / (np.linalg.norm(matrix, 2) ** 2 / 4 + RIDGE)
    low = np.append(np.where(signs > 0, 0.0, -np.inf), -np.inf)
    high = np.append(np.where(signs < 0, 0.0, np.inf), np.inf)
    weights = np.zeros(matrix.shape[1])
    ahead, momentum = weights.copy(), 1.0
    for _ in range(4000):
        chance = 1 / (1 + np.exp(-(matrix @ ahead)))
        new = np.clip(ahead - step * (matrix.T @ (chance - labels) + ridge * ahead), low, high)
        if np.abs(new - weights).max() < 1e-9:
            weights = new
            break
        after = (1 + np.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = new + (momentum - 1) / after * (new - weights)
        weights, momentum = new, after
    plain = weights[:-1] / scale
    return weights[-1] - plain @ mean, plain


def wilson(count, total):
    """The 95 % interval of Wilson (1927)."""
    z, share = 1.959964, count / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * np.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return middle - half, middle + half


def fold(name):
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % FOLDS


def model(rows, pairs, names, report):
    values = np.array([[row["features"][name] for name in names] for row in rows])
    labels = np.array([pair["label"] == "supported" for pair in pairs]).astype(float)
    signs = np.array([1 if name in FOR else -1 if name in AGAINST else 0 for name in names])
    vetoed = np.array([any(row["features"][name] >= limit for name, limit in VETOES.items()) for row in rows])
    groups = np.array([fold(pair["id"].rsplit("-", 1)[0]) for pair in pairs])
    scores = np.full(len(rows), -np.inf)
    for number in range(FOLDS):
        learn, test = (groups != number) & ~vetoed, (groups == number) & ~vetoed
        if test.any():
            intercept, weights = fit(values[learn], labels[learn], signs)
            scores[test] = values[test] @ weights + intercept
    against = np.sort(scores[labels == 0])[::-1]
    allowed = max(count for count in range(len(against)) if wilson(count, len(against))[1] <= ACCEPTED)
    threshold = max(against[allowed], 0.0) + 1e-6
    if report:
        print(f"vetoes leave {np.mean(~vetoed[labels == 1]):.3f} of the supported and "
              f"{np.mean(~vetoed[labels == 0]):.3f} of the unsupported pairs")
        for share in (0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1):
            limit = against[int(share * len(against))]
            print(f"  accepted at most {share:.3f} of the unsupported: rejected {np.mean(scores[labels == 1] <= limit):.3f}"
                  " of the supported")
        accepted = scores >= threshold
        for what, mask, wrong in (("false accepts", labels == 0, accepted), ("false rejects", labels == 1, ~accepted)):
            count, total = int((mask & wrong).sum()), int(mask.sum())
            low, high = wilson(count, total)
            print(f"  {what}: {count} of {total}, {count / total:.4f} ({low:.4f} to {high:.4f})")
        kinds = {}
        for pair, is_accepted in zip(pairs, accepted):
            key = (pair["label"], pair["kind"])
            kinds.setdefault(key, []).append(is_accepted)
        for (label, kind), list_ in sorted(kinds.items()):
            print(f"    {label:12} {kind:12} accepted {sum(list_):3} of {len(list_)}")
    intercept, weights = fit(values[~vetoed], labels[~vetoed], signs)
    if report:
        print("  " + " ".join(f"{name}={weight * values[:, i].std():.2f}" for i, (name, weight) in
                              sorted(enumerate(zip(names, weights)), key=lambda x: x[1][1] * values[:, x[0]].std())))
    chance = 1 / (1 + np.exp(-threshold))
    return {
        "intercept": round(float(intercept), 6), "threshold": round(float(chance), 6),
        "weights": {name: round(float(weight), 6) for name, weight in zip(names, weights) if abs(weight) > 1e-6},
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("features")
    parser.add_argument("--report", action="store_true")
    parser.add_argument("--write")
    arguments = parser.parse_args()
    rows, pairs = read(arguments.features)
    names = sorted(FOR | EITHER | AGAINST)
    result = {"vetoes": VETOES}
    for key, chosen in (("plain", [name for name in names if name != "similarity"]), ("similar", names)):
        if arguments.report:
            print(key)
        result[key] = model(rows, pairs, chosen, arguments.report)
    if arguments.write:
        pathlib.Path(arguments.write).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
