#!/usr/bin/env python3
"""Fits the weights of `EvidenceWeights` to questions whose answers are known, and prints them.

    kapell serve                                # a project with the knowledge bases contracts and licences
    python3 Evaluations/Legal/fit.py --server http://127.0.0.1:7272

Takes the sets named train, train2 and dev of Examples/LegalAnalyzer/evals, and tune.jsonl beside this file; never a
set that is for measuring. The model is that of `EvidenceWeights`: candidates compete with each other and with "none of
them". Needs numpy and scipy.
"""

import argparse
import json
import urllib.request

import matching
import numpy as np
from scipy.optimize import minimize

EVALS = matching.HERE.parent.parent / "Examples" / "LegalAnalyzer" / "evals"
FEATURES = [
    "similarity", "focus", "chunk_similarity", "coverage", "related", "pairs", "form", "permission", "foreign", "elsewhere",
    "fragment", "table_head", "figures", "defines", "asked", "length",
    "reading",
]
# The harder sets, which are nearer to what people ask, count more.
WEIGHTS = {"tune": 2.0, "dev": 1.5, "train": 1.0, "train2": 1.0}
RIDGE = 0.05


def rows():
    for line in (matching.HERE / "tune.jsonl").read_text().splitlines():
        item = json.loads(line)
        yield "tune", item["corpus"], item
    for corpus in ("contracts", "licences"):
        for name in ("train", "train2", "dev"):
            for line in (EVALS / f"{corpus}-{name}.jsonl").read_text().splitlines():
                yield name, corpus, json.loads(line)


def answers(name, item, candidate):
    """Whether a sentence is what the question asks for."""
    if not item["answerable"]:
        return False
    if name == "tune":
        return any(matching.overlaps(candidate, passage, item["minimal"]) for passage in item["minimal"])
    documents = item["document"] if isinstance(item["document"], list) else [item["document"]]
    text = " ".join(candidate["text"].split())
    for number, quote in enumerate([item["quote"], *item.get("alternatives", [])]):
        quote = " ".join(quote.split())
        if number == 0 and not any(matching.same_document(candidate["document"], d) for d in documents):
            continue
        words = quote.split()
        half = max(4, len(words) // 2)
        parts = [" ".join(words[at:at + half]) for at in range(len(words) - half + 1)]
        if quote in text or (len(text) > 12 and text in quote) or any(part in text for part in parts):
            return True
    return False


def post(url, body):
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json"}, method="POST")
    return urllib.request.urlopen(request, timeout=120)


def measured(server):
    for name, corpus, item in rows():
        body = {"question": item["question"], "limit": 100, "explain": True}
        with post(f"{server}/kapell/v1/knowledge/{corpus}/search", body) as reply:
            found = json.load(reply)["results"]
        if found:
            x = np.array([[1, min(1, len(item["question"].split()) / 20)] + [c[f] for f in FEATURES] for c in found])
            yield x, np.array([answers(name, item, c) for c in found]), item["answerable"], WEIGHTS[name]


def loss(w, questions):
    total, slope = RIDGE * (w[2:] ** 2).sum(), np.concatenate([[0, 0], 2 * RIDGE * w[2:]])
    for x, y, answerable, weight in questions:
        s = x @ w
        top = max(0, s.max())
        e = np.exp(s - top)
        p = e / (e.sum() + np.exp(-top))
        if answerable and y.any():
            right = p[y].sum() + 1e-12
            total -= weight * np.log(right)
            slope -= weight * (p * y / right - p) @ x
        elif not answerable:
            total -= weight * np.log(1 - p.sum() + 1e-12)
            slope += weight * p @ x
    return total, slope


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--server", default="http://127.0.0.1:7272")
    questions = list(measured(parser.parse_args().server))
    for title, names in (("EvidenceWeights.standard", FEATURES[:-1]), ("EvidenceWeights.reading", FEATURES)):
        print(title)
        chosen = [(x[:, :len(names) + 2], y, answerable, weight) for x, y, answerable, weight in questions]
        start = np.zeros(len(names) + 2)
        start[0] = -5
        w = minimize(loss, start, args=(chosen,), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
        for name, value in zip(["intercept", "question_length"] + names, w):
            print(f"{name}: {value:.2f}")


if __name__ == "__main__":
    main()
