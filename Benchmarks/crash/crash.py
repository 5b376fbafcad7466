"""Kills a store 200 times, damages its files, and counts what was lost and what was not reported.

    crash.py PROGRAM [--runs N] [--seed N]

PROGRAM is kapell-bench, whose `crash-writer` is the store. A run is a new folder: the store is opened and writes from
four tasks, with snapshots in between; it is killed with SIGKILL at a random moment; something may happen to its files;
it is opened again. What it acknowledged came through a pipe. The kinds of runs take turns:

kill  nothing more: every acknowledged write is there
drop  what was written since the last fsync of its file is taken back, all of it, from some point on, or in holes; and
      so are names that a folder was not synchronised for (drop.c remembers them). Every acknowledged write is there.
torn  part of a record is put behind the log's end. Every acknowledged write is there, and the cut is reported.
flip  a bit of a record is flipped that a later, acknowledged one follows, or a byte of it is; or of the snapshot, or a
      segment in the middle is removed. Opening, or verifying, says so.

Prints one line of JSON. `lost` counts acknowledged writes that are not there, and runs that could not be opened though
nothing was damaged; `damaged` and `reported` count damage. Linux only; needs a C compiler (CC, or cc).
"""

import argparse
import json
import os
import pathlib
import random
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ENTRY = struct.Struct("<7Q")
WRITE, CUT, SYNC, CREATE, RENAME, UNLINK = range(1, 7)
HEADER, RECORD = 32, struct.Struct("<IIQQ")
KINDS = ("kill", "drop", "torn", "flip")


class Lost(Exception):
    """Something that was acknowledged is not there."""


def build(folder):
    library = folder / "drop.so"
    subprocess.run(
        [os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-o", library, HERE / "drop.c", "-ldl", "-lpthread"],
        check=True)
    return library


# MARK: The store

def write(program, folder, first, seconds, environment):
    """Starts the store, kills it after so many seconds, and returns the ids that it acknowledged and the highest one
    that it can have begun."""
    # A random number of records between snapshots, so that kills find every state of one.
    snapshot = random.choice((40, 150, 1_000_000))
    process = subprocess.Popen(
        [program, "crash-writer", "--task", "write", "--folder", folder, "--first", str(first),
         "--snapshot", str(snapshot)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment)
    text, end, opened = b"", time.monotonic() + 30, False
    while time.monotonic() < end:
        if select.select([process.stdout], [], [], max(0, end - time.monotonic()))[0]:
            part = os.read(process.stdout.fileno(), 1 << 16)
            if not part:
                break
            text += part
            if not opened and b"\n" in text:
                opened, end = True, time.monotonic() + seconds
    process.kill()
    text += process.stdout.read()
    process.wait()
    lines = text.decode().split("\n")[:-1]  # the last one may be cut
    if not lines or not lines[0].startswith("open "):
        raise Lost(f"the store did not open: {lines[:1]}")
    bad = [line for line in lines[1:] if not line.startswith("ack ")]
    if bad:
        raise Lost(f"the store ended: {bad[0]}")
    return {int(line.split()[1]) for line in lines[1:]}


def read(program, folder):
    done = subprocess.run(
        [program, "crash-writer", "--task", "read", "--folder", folder], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise Lost(f"the reader ended with {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}")
    return json.loads(done.stdout)


# MARK: Dropped writes

def entries(journal):
    data, place, found = (journal / "journal").read_bytes(), 0, []
    while place + ENTRY.size <= len(data):
        kind, inode, offset, length, size, mark, count = ENTRY.unpack_from(data, place)
        body = data[place + ENTRY.size:place + ENTRY.size + count]
        if len(body) < count:
            break
        found.append((place, kind, inode, offset, length, size, mark, body))
        place += ENTRY.size + count
    return found


def drop(folder, journal):
    """Takes back what was not synchronised; returns how many writes and names that were."""
    found = entries(journal)
    synced = {}  # inode: journal positions below are on the device
    for _, kind, inode, _, _, _, mark, _ in found:
        if kind == SYNC:
            synced[inode] = max(mark, synced.get(inode, 0))
    inodes = {}
    for path in (*folder.rglob("*"), folder, *journal.glob("kept-*")):
        inodes[path.stat().st_ino] = path
    files, names = {}, []
    for entry in found:
        place, kind, inode, *_, body = entry
        if kind in (WRITE, CUT) and place >= synced.get(inode, 0):
            files.setdefault(inode, []).append(entry)
        elif kind in (CREATE, RENAME, UNLINK):
            path = pathlib.Path(os.fsdecode(body.split(b"\0")[-1]))
            parent = path.parent.stat().st_ino if path.parent.exists() else 0
            if place >= synced.get(parent, 0):
                names.append(entry)
    count = sum(map(len, files.values())) + len(names)
    how = random.choice(("all", "some", "holes"))
    for inode, changes in files.items():
        if inode in inodes:
            take_back(inodes[inode], changes, how)
    # Names come to the device in their order: what is lost is the end of it.
    keep = 0 if how == "all" else random.randint(0, len(names))
    for _, kind, _, _, _, _, mark, body in reversed(names[keep:]):
        paths = [pathlib.Path(os.fsdecode(part)) for part in body.split(b"\0")]
        kept = journal / f"kept-{mark}"
        if kind == CREATE:
            paths[0].unlink(missing_ok=True)
        elif kind == UNLINK and mark and not paths[0].exists():
            os.link(kept, paths[0])
        elif kind == RENAME and not paths[0].exists() and paths[1].exists():
            os.rename(paths[1], paths[0])
            if mark:
                os.link(kept, paths[1])
    return count


def take_back(path, changes, how):
    """Brings a file back to what it was before changes: from a random one on, or in places of some of them."""
    with open(path, "r+b") as file:
        if how == "holes" and all(kind == WRITE for _, kind, *_ in changes):
            # The length has reached the device, and some of the pages have not.
            for _, _, _, offset, length, size, _, body in reversed(changes):
                for start in range(offset, offset + length, 512):
                    if random.random() < 0.5:
                        old = body[start - offset:min(start - offset + 512, length)]
                        part = min(512, offset + length - start)
                        file.seek(start)
                        if start < os.fstat(file.fileno()).st_size:
                            file.write((old + b"\0" * part)[:part])
            return
        first = 0 if how == "all" else random.randint(0, len(changes))
        for number, (_, kind, _, offset, length, size, _, body) in reversed(list(enumerate(changes))[first:]):
            file.seek(offset)
            file.write(body)
            file.truncate(size)
            if number == first and how == "some" and kind == WRITE and offset >= size:
                # Part of the first one is there.
                file.truncate(offset + random.randint(0, length))


# MARK: Damage

def segments(folder):
    return sorted((folder / "log").glob("*.klog"))


def records(path):
    """(offset, bytes, sequence, what was on the device before) of a whole segment."""
    data, place, found = path.read_bytes(), HEADER, []
    while place + RECORD.size <= len(data):
        _, length, sequence, durable = RECORD.unpack_from(data, place)
        if place + RECORD.size + length > len(data):
            break
        found.append((place, RECORD.size + length, sequence, durable))
        place += RECORD.size + length
    return found


def tear(folder):
    """Part of a record behind the end, as a crash leaves one; more of it is zeros, or nothing is."""
    path = segments(folder)[-1]
    last = records(path)
    sequence = last[-1][2] if last else int(path.name.split(".")[0]) - 1
    record = RECORD.pack(random.getrandbits(32), 500, sequence + 1, sequence) + random.randbytes(500)
    part = record[:random.randint(1, len(record))]
    with open(path, "ab") as file:
        file.write(part + b"\0" * random.choice((0, 0, 700)))
    return "torn"


def flip(folder):
    """Damages something that was on the device. Returns what, or None where there is nothing."""
    choices = []
    snapshot = folder / "index"
    after = 0
    if snapshot.exists():
        choices.append("snapshot")
        after = struct.unpack_from("<Q", snapshot.read_bytes(), 24)[0]
    # Records that are read, and that a later one follows whose writer knew them to be on the device.
    all_records = [(path, *record) for path in segments(folder) for record in records(path)]
    known = max((durable for *_, durable in all_records), default=0)
    middle = [record for record in all_records if after < record[3] <= known]
    if middle:
        choices += ["record", "record", "record"]
    missing = [path for path, following in zip(segments(folder), segments(folder)[1:])
               if int(following.name.split(".")[0]) > after + 1]
    if missing:
        choices.append("segment")
    if not choices:
        return None
    what = random.choice(choices)
    if what == "segment":
        random.choice(missing).unlink()
        return what
    if what == "snapshot":
        path, place = snapshot, random.randrange(snapshot.stat().st_size)
    else:
        path, offset, length, *_ = random.choice(middle)
        place = offset + random.randrange(length)
    with open(path, "r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << random.randrange(8) if random.random() < 0.7 else byte ^ 0xFF]))
    return what


# MARK: Runs

def run(program, library, kind, folder):
    """One run. Returns (acknowledged, taken back, damage, reported)."""
    data, journal = folder / "data", folder / "journal"
    for made in (data, journal):
        made.mkdir()
    environment = dict(os.environ)
    if kind == "drop" or random.random() < 0.3:
        environment |= {"LD_PRELOAD": str(library), "KAPELL_CRASH_FOLDER": str(data),
                        "KAPELL_CRASH_JOURNAL": str(journal)}
    acknowledged, dropped, first = set(), 0, 1
    # Sometimes killed more than once: a store that opens after a crash must outlive the next one.
    for _ in range(random.choice((1, 1, 2, 3))):
        acknowledged |= write(program, data, first, random.uniform(0.005, 0.2), environment)
        if kind == "drop":
            dropped += drop(data, journal)
            for path in journal.glob("*"):
                path.unlink()
        # Above every id that was begun: four tasks at once.
        first = max(acknowledged, default=first) + 1_000_000
    damage = tear(data) if kind == "torn" else flip(data) if kind == "flip" else None
    found = read(program, data)
    if kind == "flip" and damage:
        return len(acknowledged), dropped, damage, "error" in found
    if "error" in found:
        raise Lost(f"it does not open: {found['error']}")
    missing = acknowledged - set(found["ids"])
    if missing or found["wrong"]:
        raise Lost(f"{len(missing)} acknowledged are missing, such as {min(missing, default=None)}; "
                   f"{found['wrong']} are wrong")
    return len(acknowledged), dropped, damage, damage is not None and found["cut"] is not None


def measure(program, runs=200, seed=1):
    random.seed(seed)
    figures = {"runs": runs, "acknowledged": 0, "lost": 0, "taken back": 0, "damaged": 0, "reported": 0,
               "kinds": {}, "failures": []}
    with tempfile.TemporaryDirectory(prefix="kapell-crash-") as name:
        base = pathlib.Path(name)
        library = build(base)
        for number in range(runs):
            kind, folder = KINDS[number % len(KINDS)], base / str(number)
            folder.mkdir()
            try:
                acknowledged, dropped, damage, reported = run(program, library, kind, folder)
            except Lost as failure:
                figures["lost"] += 1
                figures["failures"].append(f"run {number}, {kind}: {failure}")
                if keep := os.environ.get("KAPELL_CRASH_KEEP"):
                    shutil.copytree(folder, pathlib.Path(keep) / str(number), dirs_exist_ok=True)
                continue
            figures["acknowledged"] += acknowledged
            figures["taken back"] += dropped
            if damage:
                figures["damaged"] += 1
                figures["reported"] += reported
                figures["kinds"][damage] = figures["kinds"].get(damage, 0) + 1
                if not reported:
                    figures["failures"].append(f"run {number}, {kind}: {damage} was not reported")
            shutil.rmtree(folder)
    return figures


def add_rows(area, wanted, program, samples, runs=200):
    """The rows crash.lost and crash.reported of an area of the harness. Each sample is the whole count."""
    figures = measure(program, runs)
    what = f"{runs} runs of kill -9, {figures['acknowledged']} acknowledged writes, {figures['taken back']} taken back"
    if "crash.lost" in wanted:
        area.add("crash.lost", f"{what}: acknowledged writes lost", 0, "<=", [figures["lost"]] * samples)
    if "crash.reported" in wanted:
        share = figures["reported"] / figures["damaged"] if figures["damaged"] else 0
        area.add("crash.reported", f"share of {figures['damaged']} damages (torn ends, flipped bits, missing "
                 "segments) that are reported", 1.0, ">=", [share] * samples)
    return {"crash": figures}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    figures = measure(given.program, given.runs, given.seed)
    print(json.dumps(figures))
    sys.exit(1 if figures["failures"] else 0)


if __name__ == "__main__":
    main()
