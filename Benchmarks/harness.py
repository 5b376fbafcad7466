"""Measures ours and the peer in turn, and writes the rows of one area.

A row is {"id", "what", "ours", "peer", "ratio", "bar", "direction", "holds"}. Where there is no peer,
`peer` is null and `ratio` is the figure itself. Where the peer could not be measured, `ratio` and `holds` are
null too, and `missing` says why. The raw samples are written beside the rows.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / "Benchmarks/results"
RUNS = 5  # the median of at least so many


class Failed(Exception):
    """A measurement could not be made; the text says which, why, and what to do."""


def run(arguments, timeout=900, environment=None):
    """The standard output of a program; raises Failed with the end of its error output."""
    arguments = [str(part) for part in arguments]
    try:
        done = subprocess.run(
            arguments, capture_output=True, text=True, timeout=timeout, env=environment, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise Failed(f"{arguments[0]} is not there; run `make bench-AREA`, which builds it") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"{' '.join(arguments)} did not end within {timeout} s") from None
    if done.returncode != 0:
        end = "\n".join((done.stderr or done.stdout).splitlines()[-15:])
        raise Failed(f"{' '.join(arguments)} ended with status {done.returncode}:\n{end}")
    return done.stdout


def run_json(arguments, **options):
    """The JSON that a program prints: the whole output, or its last line."""
    text = run(arguments, **options)
    for part in (text, text.strip().rpartition("\n")[2]):
        try:
            return json.loads(part)
        except ValueError:
            continue
    raise Failed(f"{arguments[0]} printed no JSON: {text[-300:]!r}")


def round_to(figure, digits=4):
    """The figure with so many significant digits; a whole number keeps all of its digits."""
    return None if figure is None else float(f"{figure:.{digits}g}") if abs(figure) < 10**digits else round(figure)


def options(description, rows, *flags, numbers=()):
    """What the command line asks for: the ids of rows, how many samples each is to have, which flags are set, and numbers,
    each None where it is not given."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--rows", default=",".join(rows), help="only these rows; the result files then hold only them")
    parser.add_argument("--runs", type=int, default=RUNS, help="samples a row, at least 5")
    for flag in flags:
        parser.add_argument(flag, action="store_true", help="see the script and Benchmarks/README.md")
    for number in numbers:
        parser.add_argument(number, type=int, metavar="N", help="see the script and Benchmarks/README.md")
    given = parser.parse_args()
    wanted = set(given.rows.split(","))
    if unknown := wanted - set(rows):
        parser.error(f"unknown rows {', '.join(sorted(unknown))}; there are {', '.join(rows)}")
    return wanted, max(given.runs, RUNS), *(
        getattr(given, name.strip("-").replace("-", "_")) for name in (*flags, *numbers))


class Area:
    def __init__(self, name):
        self.name, self.rows, self.samples, self.began = name, [], {}, time.time()

    def compare(self, row_id, what, bar, direction, ours, peer=None, runs=RUNS):
        """Calls `ours` and `peer` in turn, `runs` times each; both return one figure."""
        samples = {"ours": [], "peer": []}
        for number in range(runs):
            # The one that goes first changes, so that neither always meets the warmer machine.
            sides = [("ours", ours), ("peer", peer)]
            for side, measure in sides if number % 2 == 0 else reversed(sides):
                if measure:
                    samples[side].append(measure())
                    print(f"  {row_id:<14} {side} {number + 1}/{runs}: {samples[side][-1]:.5g}", file=sys.stderr)
        self.add(row_id, what, bar, direction, samples["ours"], samples["peer"])

    def add(self, row_id, what, bar, direction, ours, peer=(), missing=None):
        """A row out of samples that have been taken already; `missing` says why there is no peer to compare with."""
        assert direction in (">=", "<=") and (missing or len(ours) >= RUNS) and (not peer or len(peer) >= RUNS)
        our_median = statistics.median(ours) if ours else None
        peer_median = statistics.median(peer) if peer else None
        ratio = None if missing else our_median / peer_median if peer else our_median
        self.samples[row_id] = {"ours": list(ours), "peer": list(peer)}
        self.rows.append({
            "id": row_id, "what": what, "ours": round_to(our_median), "peer": round_to(peer_median),
            # A bar close to 1 needs more digits than a figure.
            "ratio": round_to(ratio, 6), "bar": bar, "direction": direction,
            "holds": None if missing else ratio >= bar if direction == ">=" else ratio <= bar,
            **({"missing": missing} if missing else {}),
        })

    def report(self, row_id, what, bar, ours, peer, direction="<="):
        """A figure that is the same each time, against its bar; the peer's is told beside it, and decides nothing."""
        self.samples[row_id] = {"ours": [ours], "peer": [peer]}
        self.rows.append({
            "id": row_id, "what": what, "ours": ours if isinstance(ours, int) else round_to(ours), "peer": round_to(peer),
            "ratio": ours if isinstance(ours, int) else round_to(ours, 6), "bar": bar, "direction": direction,
            "holds": ours <= bar if direction == "<=" else ours >= bar})

    def finish(self, order=(), **details):
        """Writes both files and prints the table. A missed bar is a result, not a failure.

        Rows of `order` that this run did not measure are kept from an earlier one.
        """
        RESULTS.mkdir(parents=True, exist_ok=True)
        if order:
            self.rows = sorted(self.rows + self.earlier(order), key=lambda row: order.index(row["id"]))
        raw = {"area": self.name, "machine": machine(), "seconds": round(time.time() - self.began),
               **details, "samples": self.samples}
        for path, content in ((RESULTS / f"{self.name}.json", self.rows), (RESULTS / f"{self.name}.raw.json", raw)):
            draft = path.with_name(path.name + ".tmp")
            draft.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
            os.replace(draft, path)
        self.show()

    def earlier(self, order):
        wanted = set(order) - {row["id"] for row in self.rows}
        try:
            return [row for row in json.loads((RESULTS / f"{self.name}.json").read_text()) if row["id"] in wanted]
        except (OSError, ValueError):
            return []

    def show(self):
        cells = [("id", "ours", "peer", "ratio", "bar", "holds")]
        for row in self.rows:
            figures = ["-" if figure is None else f"{figure:{form}}" for figure, form in (
                (row["ours"], "g"), (row["peer"], "g"), (row["ratio"], ".4g"))]
            holds = {True: "yes", False: "NO", None: "not measured"}[row["holds"]]
            cells.append((row["id"], *figures, f"{row['direction']} {row['bar']:g}", holds))
        widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
        for line in cells:
            print("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip())
        print(f"Written to {os.path.relpath(RESULTS / self.name, ROOT)}.json; raw samples in {self.name}.raw.json")


def machine():
    """What the figures were measured on."""
    model = platform.processor()
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(": ")[2]
                break
    except OSError:
        pass
    load = os.getloadavg()[0]
    if load > (os.cpu_count() or 1) / 2:
        print(f"note: the machine is busy (load {load:.1f}); the figures are lower than on an idle one", file=sys.stderr)
    return {"processor": model, "cores": os.cpu_count(), "system": platform.platform(), "load": round(load, 2)}
