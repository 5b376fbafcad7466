"""Searches by one client: `kapell serve` against `chroma run` and against pgvector."""

import json
import pathlib
import shutil
import statistics
import tempfile
import time

from gateway_servers import KAPELL, PEERS, Server
from harness import ROOT, Failed
from retrieval_clients import HTTP, Postgres
from retrieval_data import COUNT, WIDE, Data, nearest, recall
from retrieval_sides import CONSTRUCTION, LINKS, Program, near_recall, sweep

SWEEP = (10, 15, 20, 30, 40, 60, 80, 120, 200)
RECALL = 0.95
GROUPS = 200  # the filter lets one through: 0.5 %
PART = 500  # records of one request


def texts_of(rows):
    """The vectors in JSON, each number in the fewest digits that say which 32-bit float it is."""
    return [b"[" + ",".join(map(str, row)).encode() + b"]" for row in rows]


class Side:
    """Asks all queries, one after the other. `requests` gives what is sent, `ids` reads what came back."""

    filtered = False

    def __init__(self, data, truths):
        self.data, self.truths = data, truths
        self.vectors = texts_of(data.queries)

    def measure(self, ef):
        requests = self.requests(ef)
        ask = self.client.ask
        for request in requests[:20]:  # what changes with `ef` is settled
            ask(request)
        began = time.perf_counter()
        answers = [ask(request) for request in requests]
        seconds = time.perf_counter() - began
        return recall([self.ids(answer) for answer in answers], self.truths[self.filtered]), len(requests) / seconds


class Kapell(Side):
    PATH = "/kapell/v1/collections"

    def __init__(self, data, truths):
        super().__init__(data, truths)
        self.server = Server(
            "kapell", "", "/readyz",
            lambda server: {"kapell.yaml": f"version: 1\nserver:\n  host: 127.0.0.1\n  port: {server.port}\n"},
            lambda server: [KAPELL, "serve", "--config", server.folder / "kapell.yaml"])
        self.client = HTTP(self.server.port)
        self.client.json("POST", self.PATH, {"name": "bench", "dimensions": WIDE, "metric": "dot"})
        texts = texts_of(data.base)
        for start in range(0, len(texts), PART):
            records = b",".join(
                b'{"id":"%d","vector":%s,"metadata":{"group":%d}}' % (number, text, number % GROUPS)
                for number, text in enumerate(texts[start:start + PART], start))
            self.client.json("POST", f"{self.PATH}/bench/records", b'{"records":[' + records + b"]}")

    def requests(self, ef):
        # While the peers had their turn, the server closed a connection on which nothing came.
        self.client.close()
        self.client.connect()
        rest = b',"limit":%d,"ef":%d,"include":[]' % (COUNT, ef)
        condition = b',"filter":"group == %d"' if self.filtered else b""
        return [self.client.request(
            "POST", f"{self.PATH}/bench/query",
            b'{"vector":' + vector + rest + (condition % (place % GROUPS) if condition else b"") + b"}")
            for place, vector in enumerate(self.vectors)]

    def ids(self, answer):
        return [int(match["id"]) for match in json.loads(answer)["matches"]]

    def close(self):
        self.client.close()
        self.server.stop()


class Chroma(Side):
    PATH = "/api/v2/tenants/default_tenant/databases/default_database/collections"

    def __init__(self, data, truths):
        super().__init__(data, truths)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kapell-bench-chroma-"))
        self.start()
        made = self.client.json("POST", self.PATH, {"name": "bench", "configuration": {"hnsw": {
            "space": "ip", "max_neighbors": LINKS, "ef_construction": CONSTRUCTION, "ef_search": 100}}})
        self.collection = f"{self.PATH}/{made['id']}"
        texts = texts_of(data.base)
        for start in range(0, len(texts), PART):
            part = range(start, min(start + PART, len(texts)))
            body = json.dumps({"ids": [str(number) for number in part],
                               "metadatas": [{"group": number % GROUPS} for number in part]})
            vectors = b",".join(texts[number] for number in part)
            self.client.json("POST", f"{self.collection}/add",
                             body[:-1].encode() + b',"embeddings":[' + vectors + b"]}")

    def start(self):
        self.server = Server(
            "chroma", "", "/api/v2/heartbeat", lambda _: {},
            lambda server: [PEERS / "chroma/bin/chroma", "run", "--path", self.folder, "--host", "127.0.0.1", "--port",
                            server.port], {"ANONYMIZED_TELEMETRY": "False"}, limit=120)
        self.client = HTTP(self.server.port)

    def requests(self, ef):
        # An index that is open keeps the `ef` that it was opened with.
        self.client.json("PUT", self.collection, {"new_configuration": {"hnsw": {"ef_search": ef}}})
        self.stop()
        self.start()
        rest = b'],"n_results":%d,"include":[]' % COUNT
        return [self.client.request(
            "POST", f"{self.collection}/query",
            b'{"query_embeddings":[' + vector + rest
            + (b',"where":{"group":%d}' % (place % GROUPS) if self.filtered else b"") + b"}")
            for place, vector in enumerate(self.vectors)]

    def ids(self, answer):
        return [int(number) for number in json.loads(answer)["ids"][0]]

    def stop(self):
        self.client.close()
        self.server.stop()

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Pgvector(Side):
    def __init__(self, data, truths):
        super().__init__(data, truths)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="kapell-bench-pg-"))
        self.program = Program(
            PEERS / "pgvector/bin/python", ROOT / "Benchmarks/retrieval_peers.py", "postgres", "--folder",
            self.folder / "data")
        self.client = Postgres(self.program.ready["socket"])
        self.client.run(
            "CREATE EXTENSION vector", f"CREATE TABLE bench (id integer, vector vector({WIDE}))",
            "SET maintenance_work_mem = '1GB'", "SET max_parallel_maintenance_workers = 2", "SET jit = off")
        self.client.copy("bench", data.base)
        self.client.run(
            "CREATE INDEX ON bench USING hnsw (vector vector_ip_ops) "
            f"WITH (m = {LINKS}, ef_construction = {CONSTRUCTION})", "ANALYZE bench", "SET enable_seqscan = off")
        self.client.prepare("nearest", f"SELECT id FROM bench ORDER BY vector <#> $1 LIMIT {COUNT}")
        self.client.ask = self.client.exchange
        self.executions = [self.client.execution("nearest", row) for row in data.queries]

    def requests(self, ef):
        self.client.run(f"SET hnsw.ef_search = {ef}")
        return self.executions

    def ids(self, answer):
        return Postgres.numbers(answer)

    def close(self):
        self.client.close()
        self.program.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def measure_http(area, noisy, folder, wanted, runs, base, queries):
    data = Data(noisy.base(base), noisy.queries(queries))
    truths = {False: data.truth.tolist(), True: []}
    for place, query in enumerate(data.queries):
        rows = range(place % GROUPS, base, GROUPS)
        truths[True].append([rows[number] for number in nearest(data.base[rows], query[None])[0]])
    kinds = {"ours": Kapell} | ({"chroma": Chroma} if wanted & {"http.chroma", "http.filter.chroma"} else {}) | (
        {"pgvector": Pgvector} if "http.pgvector" in wanted else {})
    sides, taken, missing = {}, {}, {}
    try:
        for name, kind in kinds.items():
            try:
                sides[name] = kind(data, truths)
            except Failed as failure:
                if name == "ours":
                    raise
                missing[name] = f"{name} could not be filled: {failure}"
        if wanted & {"http.chroma", "http.pgvector"}:
            taken["http"] = sweep(sides, SWEEP, runs)
        if "http.filter.chroma" in wanted:
            pair = {name: sides[name] for name in ("ours", "chroma") if name in sides}
            for side in pair.values():
                side.filtered = True
            taken["http filter"] = sweep(pair, SWEEP, runs)
    finally:
        for side in sides.values():
            side.close()
    what = f"queries per second of one client, {base} texts as vectors of {WIDE} dimensions, recall@{COUNT}"
    for row, bar, name, peer in (("http.chroma", 8, "http", "chroma"), ("http.filter.chroma", 8, "http filter", "chroma"),
                                 ("http.pgvector", 0.8, "http", "pgvector")):
        if row in wanted:
            there = {side: [near_recall(points, RECALL, side) for points in taken[name][side]]
                     for side in ("ours", peer) if side in sides}
            recalls = ", ".join(f"{side} {statistics.median(recall for recall, _ in pairs):.3f}"
                                for side, pairs in there.items())
            speeds = {side: [speed for _, speed in pairs] for side, pairs in there.items()}
            area.add(row, f"{what} ({recalls}); peer {peer}" + (", 0.5 % match" if "filter" in row else ""), bar, ">=",
                     speeds["ours"], speeds.get(peer, ()), missing.get(peer))
    return taken
