"""What is measured in turn: programs that answer lines, and libraries in this process; and speeds at one recall."""

import json
import math
import subprocess
import sys
import time

from harness import Failed
from retrieval_data import COUNT, PROGRAM, recall

LINKS, CONSTRUCTION = 16, 200
lenient = False  # while the script is tried with little data, whose recall is high everywhere


class Program:
    """A process that makes something ready, says so in a line of JSON, and answers each line with another."""

    def __init__(self, *arguments):
        self.arguments = [str(part) for part in arguments]
        try:
            self.process = subprocess.Popen(
                self.arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        except FileNotFoundError:
            raise Failed(f"{self.arguments[0]} is not there; run `make bench-retrieval`, which builds it") from None
        self.ready = self.read()
        if self.ready.get("unreachable"):
            raise Failed(f"{self.ready['unreachable']} vectors cannot be reached")

    def read(self):
        text = self.process.stdout.readline()
        try:
            return json.loads(text)
        except ValueError:
            self.process.kill()
            self.process.wait()
            raise Failed(f"{' '.join(self.arguments[:2])} said {text!r}") from None

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read()

    def measure(self, ef):
        said = self.ask(str(ef))
        return said["recall"], said["qps"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def files(folder, name):
    """The arguments that name the files of `Data.write`."""
    return [part for kind, suffix in (("base", "f32"), ("queries", "f32"), ("neighbours", "i32"))
            for part in (f"--{kind}", folder / f"{name}.{kind}.{suffix}")]


def ours(command, folder, name, dimensions, *more, threads=1):
    """`kapell-bench`, with an index of the data of that name."""
    return Program(
        PROGRAM, command, "--dimensions", dimensions, "--links", LINKS, "--construction", CONSTRUCTION, "--count",
        COUNT, "--threads", threads, *files(folder, name), *more)


class Library:
    """An index of a library in this process; `search` gives the numbers of the neighbours found."""

    def __init__(self, data, search):
        self.data, self.search = data, search

    def measure(self, ef):
        began = time.process_time()
        found = self.search(self.data.queries, ef)
        seconds = time.process_time() - began
        return recall(found.tolist(), self.data.truth.tolist()), len(self.data.queries) / seconds


def at_recall(points, wanted, who):
    """The speed at a recall, between the two points around it: the logarithm changes evenly."""
    points = sorted(points)
    for (low, slow_side), (high, fast_side) in zip(points, points[1:]):
        if low <= wanted <= high:
            share = (wanted - low) / (high - low) if high > low else 0
            return math.exp(math.log(slow_side) * (1 - share) + math.log(fast_side) * share)
    if lenient and points[0][0] > wanted:
        return max(speed for _, speed in points)
    raise Failed(f"the sweep of {who} goes from recall {points[0][0]:.3f} to {points[-1][0]:.3f}; "
                 f"{wanted} is not in it")


def near_recall(points, wanted, who):
    """The recall and the speed at it; where a sweep lies above the recall or below, those of the nearest point.

    Who reports it says which recall it is.
    """
    points = sorted(points)
    if points[0][0] <= wanted <= points[-1][0]:
        return wanted, at_recall(points, wanted, who)
    end = points[0][0] if points[0][0] > wanted else points[-1][0]
    return end, max(speed for recall, speed in points if recall == end)


def sweep(sides, efs, runs):
    """For each side, `runs` lists of (recall, queries per second)."""
    taken = {name: [] for name in sides}
    for number in range(runs + 1):
        lists = {name: [] for name in sides}
        for step, ef in enumerate(efs):
            names = list(sides)
            for name in names if (number + step) % 2 == 0 else reversed(names):
                lists[name].append(sides[name].measure(ef))
        if number > 0:  # the first one warms up
            for name, points in lists.items():
                taken[name].append(points)
            print(f"  sweep {number}/{runs}: " + ", ".join(
                f"{name} {points[len(points) // 2][0]:.3f} at {points[len(points) // 2][1]:.0f}/s"
                for name, points in lists.items()), file=sys.stderr)
    return taken
