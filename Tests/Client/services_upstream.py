#!/usr/bin/env python3
"""A provider on four wires that embeds, ranks and draws, for tests of the gateway: `[number in the text, 1]` for each text.

    /v1/embeddings, /v2/embed, /api/embed, /v1beta/models/M:batchEmbedContents, /v2/rerank, /v1/rerank, /rerank,
    /v1/images/generations, /v1/images/edits

A model called `down` is.
"""

import http.server
import json
import re
import threading

IMAGE_USAGE = {"input_tokens": 50, "output_tokens": 272, "total_tokens": 322,
               "input_tokens_details": {"text_tokens": 10, "image_tokens": 40}}


class Services(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.requests = []  # (path, body), in order
        self.root = f"http://127.0.0.1:{self.server_address[1]}"

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self


def number(text):
    return float("".join(re.findall(r"\d", text)) or 0)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        data = self.rfile.read(int(self.headers["content-length"]))
        form = self.headers["content-type"].startswith("multipart/")
        body = {"form": data} if form else json.loads(data)
        path = self.path.split("?")[0]
        self.server.requests.append((path, body))
        if body.get("model") == "down":
            return self.send(503, {"error": {"message": "Down for repairs.", "type": "server_error"}})
        if path.endswith("/images/generations") and body.get("stream"):
            return self.draw(body)
        self.send(200, self.answer(path, body))

    def answer(self, path, body):
        if path.endswith("rerank"):
            texts = body.get("texts") or body["documents"]
            score = "score" if "texts" in body else "relevance_score"
            results = [{"index": place, score: number(text) / 100} for place, text in enumerate(texts)]
            if "texts" in body:
                return results
            results.sort(key=lambda result: -result[score])
            return {"id": "r1", "results": results[:body.get("top_n")],
                    "meta": {"api_version": {"version": "2"}, "billed_units": {"search_units": 1}}}
        if "/images/" in path:
            return {"created": 1, "data": [{"b64_json": "aGk="}], "usage": IMAGE_USAGE}
        if path.endswith("/v1/embeddings"):
            texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
            if isinstance(texts[0], int):
                texts = [texts]
            vectors = [[float(len(text)), 1.0] if isinstance(text, list) else [number(text), 1.0] for text in texts]
            return {"object": "list", "model": body["model"],
                    "data": [{"object": "embedding", "index": place, "embedding": vector}
                             for place, vector in enumerate(vectors)],
                    "usage": {"prompt_tokens": 3 * len(texts), "total_tokens": 3 * len(texts)}}
        if path.endswith("/v2/embed"):
            vectors = [[number(text), 1.0] for text in body["texts"]]
            kinds = body.get("embedding_types") or ["float"]
            embeddings = {kind: vectors if kind == "float" else [[int(v) for v in x] for x in vectors] for kind in kinds}
            return {"id": "e1", "response_type": "embeddings_by_type", "embeddings": embeddings, "texts": body["texts"],
                    "meta": {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 3 * len(vectors)}}}
        if path.endswith("/api/embed"):
            texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
            return {"model": body["model"], "embeddings": [[number(text), 1.0] for text in texts],
                    "total_duration": 1, "load_duration": 1, "prompt_eval_count": 3 * len(texts)}
        texts = [request["content"]["parts"][0]["text"] for request in body["requests"]]
        return {"embeddings": [{"values": [number(text), 1.0]} for text in texts],
                "usageMetadata": {"promptTokenCount": 3 * len(texts)}}

    def draw(self, body):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.close_connection = True
        self.end_headers()
        events = [{"type": "image_generation.partial_image", "b64_json": "aGk=", "partial_image_index": 0,
                   "created_at": 1, "size": "1024x1024", "quality": "low", "background": "auto", "output_format": "png"}]
        if body["prompt"] != "cut":
            events.append({**events[0], "type": "image_generation.completed", "usage": IMAGE_USAGE})
        for event in events:
            self.wfile.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()

    def send(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
