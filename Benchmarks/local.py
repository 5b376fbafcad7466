#!/usr/bin/env python3
"""The area `local`: the two default models in process, and the server at rest. `make bench-local` runs it.

    local.py [--rows ID,ID] [--runs N]
"""

import json
import math
import pathlib
import struct
import sys
import tempfile
import time

import harness
import server_probe
import texts
from harness import ROOT, Failed, run, run_json
from models import model

PROGRAMS = ROOT / ".build/static"
PEERS = ROOT / ".build-bench"
THREADS = 2
WRITTEN, READ = 128, 512
BATCHES = (8, 16, 32, 64, 128)
ALL = ("local.write", "local.read", "local.embed", "local.cosine", "serve.start", "serve.idle")


def llama_bench(path, read, written):
    # Three repetitions inside, after a warm-up; load time does not count.
    rows = run_json([PEERS / "llama/bin/llama-bench", "-m", path, "-p", read, "-n", written,
                     "-r", 3, "-t", THREADS, "-o", "json"])
    return rows[0]["avg_ts"]


def kapell_bench(command, *arguments):
    return run_json([PROGRAMS / "kapell-bench", command, *arguments])


def measure_text(area, wanted, runs):
    chat = model("smollm2-135m-instruct")
    rows = (("local.write", "write", "tokens written per second, greedy, one request", 0, WRITTEN),
            ("local.read", "read", f"tokens read per second, {READ}-token prompt", READ, 0))
    for row_id, command, what, read, written in rows:
        if row_id in wanted:
            area.compare(
                row_id, what, 0.95, ">=", runs=runs,
                ours=lambda: kapell_bench(command, "--model", chat, "--tokens", read or written)["tokens_per_second"],
                peer=lambda: llama_bench(chat, read, written))


def measure_embeddings(area, wanted, runs):
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(THREADS)
    peer = SentenceTransformer(str(PEERS / "minilm"), device="cpu")
    tokenizer = peer.tokenizer
    sample = texts.chunks(lambda word: len(tokenizer.encode(word, add_special_tokens=False)))
    # What a model reads of a text, with its two marks: the same count for both sides.
    tokens = sum(len(ids) for ids in tokenizer(sample)["input_ids"])

    def encode(batch):
        began = time.perf_counter()
        vectors = peer.encode(sample, batch_size=batch, show_progress_bar=False, convert_to_numpy=True)
        return tokens / (time.perf_counter() - began), vectors

    encode(BATCHES[0])  # warm-up
    speeds = {batch: encode(batch)[0] for batch in BATCHES}
    best = max(speeds, key=speeds.get)
    print(f"  sentence-transformers is fastest with a batch of {best}", file=sys.stderr)
    reference = [list(map(float, vector)) for vector in encode(best)[1]]
    embedder, lowest = model("all-minilm-l6-v2"), []

    with tempfile.TemporaryDirectory(prefix="kapell-bench-") as folder:
        source, target = pathlib.Path(folder, "texts.jsonl"), pathlib.Path(folder, "vectors.f32")
        source.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in sample))

        def ours():
            said = kapell_bench("embed", "--model", embedder, "--texts", source, "--vectors", target)
            if said["texts"] != len(sample):
                raise Failed(f"kapell-bench embedded {said['texts']} of {len(sample)} texts")
            lowest.append(lowest_cosine(target.read_bytes(), reference))
            # Its seconds, with the tokens that both sides are given.
            return tokens / (said["tokens"] / said["tokens_per_second"])

        what = f"tokens per second, {len(sample)} chunks of 200 to 250 tokens"
        area.compare("local.embed", what, 1.0, ">=", ours=ours, peer=lambda: encode(best)[0], runs=runs)
    if "local.cosine" in wanted:
        area.add("local.cosine", f"lowest cosine with sentence-transformers' vectors, {len(sample)} texts",
                 0.999, ">=", lowest)
    return {"batches": speeds, "tokens": tokens, "torch": torch.__version__}


def lowest_cosine(data, reference):
    size = len(reference[0])
    if len(data) != 4 * size * len(reference):
        raise Failed(f"kapell-bench wrote {len(data)} bytes of vectors; {4 * size * len(reference)} are expected")
    figures = struct.unpack(f"<{size * len(reference)}f", data)
    return min(cosine(figures[row * size:(row + 1) * size], vector) for row, vector in enumerate(reference))


def cosine(left, right):
    product = sum(a * b for a, b in zip(left, right))
    lengths = math.sqrt(sum(a * a for a in left)) * math.sqrt(sum(b * b for b in right))
    return product / lengths if lengths else 0.0


def measure_server(area, runs):
    samples = []
    for number in range(runs + 1):
        samples.append(server_probe.measure(PROGRAMS / "kapell"))
        print(f"  serve {number}/{runs}: {samples[-1][0]:.3f} s, {samples[-1][1]:.1f} MB", file=sys.stderr)
    samples = samples[1:]  # the first one reads the program from the disk
    area.add("serve.start", "seconds from exec to ready", 0.3, "<=", [seconds for seconds, _ in samples])
    area.add("serve.idle", "resident MB, idle, models not loaded", 60, "<=", [size for _, size in samples])


def main():
    wanted, runs = harness.options(__doc__, ALL)
    area, details = harness.Area("local"), {}
    try:
        if wanted & set(ALL[:4]):
            run([PROGRAMS / "kapell", "pull", "--defaults"], timeout=3600)
        measure_text(area, wanted, runs)
        if wanted & {"local.embed", "local.cosine"}:
            details = measure_embeddings(area, wanted, runs)
        if wanted & {"serve.start", "serve.idle"}:
            measure_server(area, runs)
        area.rows = [row for row in area.rows if row["id"] in wanted]
        area.finish(**details)
    except Failed as failure:
        sys.exit(f"\nFailed: bench-local\n  why: {failure}")


main()
