#!/usr/bin/env python3
"""A provider that speaks OpenAI's chat completions, for tests of the gateway: what it answers is said by the model's name.

    upstream.py [PORT]      prints its address, and serves until it is stopped

    words       the user's last text, a word a chunk
    tools       calls the first tool twice, with {"city": "Tarn"} and {"city": "Vale"}; after a result it says what that was
    tool        calls the first tool once, with {"city": "Tarn"}
    schema      {"city": "Tarn"}
    cut         half an answer, and the connection closes
    busy        429 with Retry-After
    down        503
    key         what is wrong with a key
    slow        a word every 100 ms, for ever
    html        502 with a page
"""

import http.server
import json
import sys
import threading
import time

USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18,
         "prompt_tokens_details": {"cached_tokens": 3}}


class Upstream(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), Handler)
        self.requests = []  # bodies, in order
        self.closed = []  # when clients of `slow` went
        self.address = f"http://127.0.0.1:{self.server_address[1]}/v1"

    def start(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(body)
        kind = body["model"]
        if kind in ("busy", "down", "key", "html"):
            return self.refuse(kind)
        deltas, reason = self.deltas(kind, body)
        (self.stream if body.get("stream") else self.whole)(kind, body, deltas, reason)

    def refuse(self, kind):
        if kind == "html":
            return self.send(502, b"<html><h1>Bad Gateway</h1></html>", "text/html")
        status, code, text, headers = {
            "busy": (429, "rate_limit_exceeded", "Too many requests.", {"retry-after": "7"}),
            "down": (503, "unavailable", "Down for repairs.", {}),
            "key": (401, "invalid_api_key", f"Wrong key {self.headers['authorization']}.", {}),
        }[kind]
        error = {"error": {"message": text, "type": "error", "param": None, "code": code}}
        self.send(status, json.dumps(error).encode(), "application/json", headers)

    def deltas(self, kind, body):
        last = body["messages"][-1]
        content = last.get("content") or ""
        if not isinstance(content, str):
            content = "".join(part.get("text", "") for part in content)
        if kind in ("tool", "tools") and last["role"] == "tool":
            return [{"content": f"It is {content}."}], "stop"
        if kind in ("tool", "tools"):
            name = body["tools"][0]["function"]["name"]
            calls = []
            for index, city in enumerate(("Tarn", "Vale") if kind == "tools" else ("Tarn",)):
                calls.append({"index": index, "id": f"call_{city}", "type": "function",
                              "function": {"name": name, "arguments": ""}})
                for piece in ('{"city": ', f'"{city}"}}'):
                    calls.append({"index": index, "function": {"arguments": piece}})
            return [{"tool_calls": [call]} for call in calls], "tool_calls"
        if kind == "schema":
            return [{"content": piece} for piece in ('{"city"', ': "Tarn"}')], "stop"
        return [{"content": word} for word in content.replace(" ", " \0").split("\0")], "stop"

    def whole(self, kind, body, deltas, reason):
        message = {"role": "assistant", "content": "".join(d.get("content", "") for d in deltas) or None}
        calls = {}
        for delta in deltas:
            for call in delta.get("tool_calls", []):
                known = calls.setdefault(call["index"], {"id": None, "type": "function",
                                                         "function": {"name": None, "arguments": ""}})
                known["id"] = known["id"] or call.get("id")
                known["function"]["name"] = known["function"]["name"] or call["function"].get("name")
                known["function"]["arguments"] += call["function"]["arguments"]
        if calls:
            message["tool_calls"] = list(calls.values())
        answer = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": kind, "usage": USAGE,
                  "choices": [{"index": 0, "message": message, "finish_reason": reason}]}
        data = json.dumps(answer).encode()
        if kind == "cut":
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:40])
            self.close_connection = True
            return
        self.send(200, data, "application/json")

    def stream(self, kind, body, deltas, reason):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.close_connection = True
        self.end_headers()
        try:
            self.chunk(kind, {"role": "assistant", "content": ""})
            if kind == "slow":
                while True:
                    self.chunk(kind, {"content": "word "})
                    time.sleep(0.1)
            for place, delta in enumerate(deltas):
                if kind == "cut" and place >= len(deltas) // 2:
                    return
                self.chunk(kind, delta)
            self.chunk(kind, {}, reason)
            if (body.get("stream_options") or {}).get("include_usage"):
                self.event({"choices": [], "usage": USAGE})
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            self.server.closed.append(time.monotonic())

    def chunk(self, kind, delta, reason=None):
        self.event({"model": kind, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    def event(self, fields):
        fields = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, **fields}
        self.wfile.write(b"data: " + json.dumps(fields).encode() + b"\n\n")
        self.wfile.flush()

    def send(self, status, data, kind, headers=None):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    server = Upstream(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(server.address, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
