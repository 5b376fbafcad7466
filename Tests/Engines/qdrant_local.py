#!/usr/bin/env python3
"""Qdrant's REST API over the engine in memory that Qdrant's own Python client brings.

    qdrant_local.py PORT

No Qdrant server can be installed from PyPI or Debian. The client's local mode has Qdrant's filters, scores and pages, and
its request models refuse fields that the REST API does not have. Only what KapellEngines sends is answered.
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from qdrant_client import QdrantClient
from qdrant_client.http import models as m

client = QdrantClient(":memory:")
lock = threading.Lock()


class Missing(Exception):
    pass


def plain(value):
    if hasattr(value, "model_dump"):
        return json.loads(value.model_dump_json())
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def answer(method, parts, body):
    name = parts[1] if len(parts) > 1 else None
    rest = "/".join(parts[2:])
    if name is None:
        return {"collections": [{"name": c.name} for c in client.get_collections().collections]}
    if rest == "" and method == "PUT":
        if client.collection_exists(name):
            raise FileExistsError(f"Wrong input: Collection `{name}` already exists!")
        made = m.CreateCollection(**body)
        return client.create_collection(name, vectors_config=made.vectors)
    if not client.collection_exists(name):
        raise Missing(f"Not found: Collection `{name}` doesn't exist!")
    if rest == "" and method == "DELETE":
        return client.delete_collection(name)
    if rest == "index":
        m.CreateFieldIndex(**body)
        return {"status": "completed"}
    if rest == "points" and method == "PUT":
        client.upsert(name, m.PointsList(**body).points)
        return {"status": "completed"}
    if rest == "points":
        asked = m.PointRequest(**body)
        return plain(client.retrieve(name, asked.ids, with_payload=asked.with_payload, with_vectors=asked.with_vector))
    if rest == "points/delete":
        selector = m.PointIdsList(**body) if "points" in body else m.FilterSelector(**body)
        client.delete(name, selector)
        return {"status": "completed"}
    if rest == "points/scroll":
        asked = m.ScrollRequest(**body)
        points, following = client.scroll(
            name, asked.filter, limit=asked.limit, offset=asked.offset, with_payload=asked.with_payload,
            with_vectors=asked.with_vector)
        return {"points": plain(points), "next_page_offset": following}
    if rest == "points/query":
        asked = m.QueryRequest(**body)
        found = client.query_points(
            name, asked.query, query_filter=asked.filter, limit=asked.limit, search_params=asked.params,
            with_payload=asked.with_payload, with_vectors=asked.with_vector)
        return {"points": plain(found.points)}
    if rest == "points/count":
        asked = m.CountRequest(**body)
        return {"count": client.count(name, asked.filter, exact=asked.exact).count}
    if rest == "facet":
        asked = m.FacetRequest(**body)
        return plain(client.facet(name, asked.key, limit=asked.limit, exact=asked.exact))
    raise ValueError(f"{method} {rest}")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def serve(self):
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        parts = self.path.split("?")[0].strip("/").split("/")
        try:
            with lock:
                status, result = 200, {"result": answer(self.command, parts, body), "status": "ok", "time": 0.0}
        except Missing as error:
            status, result = 404, {"status": {"error": str(error)}}
        except FileExistsError as error:
            status, result = 409, {"status": {"error": str(error)}}
        except Exception as error:  # a request that the models refuse
            status, result = 400, {"status": {"error": repr(error)[:300]}}
        data = json.dumps(result).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = serve

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
