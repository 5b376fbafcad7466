#!/usr/bin/env python3
"""A provider that speaks OpenAI's chat completions, Anthropic's messages and Gemini's generateContent, each on its own path,
for tests of the gateway: what it answers is said by the model's name.

    upstream.py [PORT]      prints its address, and serves until it is stopped

    words       the user's last text, a word a chunk
    tools       calls the first tool twice, with {"city": "Tarn"} and {"city": "Vale"}; after a result it says what that was
    tool        calls the first tool once, with {"city": "Tarn"}
    signed      calls the first tool once, with a signature, and refuses a conversation that has lost it
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

SIGNATURE = "c2lnbmF0dXJlIG9mIGEgdGhvdWdodA=="
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
        path = self.path.split("?")[0]
        if path.endswith("/messages"):
            return self.anthropic(body)
        if "enerateContent" in path:
            return self.gemini(path.rsplit("/", 1)[1].split(":")[0], body, "stream" in path)
        kind = body["model"]
        if kind == "signed" and self.has_lost_signature(body["messages"][-1]["role"] == "tool", body):
            return
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
        if kind in ("tool", "tools", "signed") and last["role"] == "tool":
            return [{"content": f"It is {content}."}], "stop"
        if kind in ("tool", "tools", "signed"):
            name = body["tools"][0]["function"]["name"]
            calls = []
            for index, city in enumerate(("Tarn", "Vale") if kind == "tools" else ("Tarn",)):
                calls.append({"index": index, "id": f"call_{city}", "type": "function",
                              "function": {"name": name, "arguments": ""}})
                if kind == "signed":
                    calls[-1]["extra_content"] = {"google": {"thought_signature": SIGNATURE}}
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
                if "extra_content" in call:
                    known["extra_content"] = call["extra_content"]
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

    # --- Anthropic's and Gemini's wires: the words of the last text, or calls of the first tool -------------------------

    def has_lost_signature(self, has_result, body):
        """Refuses a conversation whose call has no signature any more."""
        if not has_result or SIGNATURE in json.dumps(body):
            return False
        error = {"code": 400, "status": "INVALID_ARGUMENT", "type": "invalid_request_error",
                 "message": "The call of the tool has lost its signature."}
        self.send(400, json.dumps({"type": "error", "error": error}).encode(), "application/json")
        return True

    def asked(self, kind, texts, tool, result):
        """The deltas of the other wire, for the last text, the first tool's name and a tool's result."""
        last = {"role": "tool", "content": result} if result is not None else {"role": "user", "content": texts}
        return self.deltas(kind, {"messages": [last], "tools": [{"function": {"name": tool}}]})[0]

    @staticmethod
    def calls(deltas):
        """Names and arguments of whole calls."""
        calls = []
        for delta in deltas:
            for call in delta.get("tool_calls", []):
                if "id" in call:
                    calls.append([call["id"], call["function"]["name"], ""])
                calls[call["index"]][2] += call["function"]["arguments"]
        return [(name, kind, json.loads(text)) for name, kind, text in calls]

    def anthropic(self, body):
        content = body["messages"][-1]["content"]
        blocks = content if isinstance(content, list) else [{"type": "text", "text": content}]
        results = [block["content"] for block in blocks if block["type"] == "tool_result"]
        result = results[0] if results else None
        if isinstance(result, list):
            result = "".join(part.get("text", "") for part in result)
        kind = body["model"]
        if kind == "signed" and self.has_lost_signature(bool(results), body):
            return
        texts = "".join(block.get("text", "") for block in blocks)
        tool = (body.get("tools") or [{"name": ""}])[0]["name"]
        deltas = self.asked(kind, texts, tool, result)
        calls = self.calls(deltas)
        content = []
        if kind == "signed" and calls:
            content.append({"type": "thinking", "thinking": "Hm.", "signature": SIGNATURE})
        text = "".join(delta.get("content", "") for delta in deltas)
        if text:
            content.append({"type": "text", "text": text})
        content += [{"type": "tool_use", "id": name, "name": tool, "input": value} for name, tool, value in calls]
        reason = "tool_use" if calls else "end_turn"
        usage = {"input_tokens": 8, "cache_read_input_tokens": 3, "cache_creation_input_tokens": 0, "output_tokens": 7}
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": kind, "content": content,
                   "stop_reason": reason, "stop_sequence": None, "usage": usage}
        if not body.get("stream"):
            return self.send(200, json.dumps(message).encode(), "application/json")
        self.begin("text/event-stream")
        self.named({"type": "message_start", "message": {**message, "content": [], "stop_reason": None,
                                                         "usage": {**usage, "output_tokens": 1}}})
        for index, block in enumerate(content):
            empty = {"text": "", "thinking": "", "signature": "", "input": {}}
            self.named({"type": "content_block_start", "index": index,
                        "content_block": {key: empty.get(key, value) for key, value in block.items()}})
            for delta in self.pieces(block):
                self.named({"type": "content_block_delta", "index": index, "delta": delta})
            self.named({"type": "content_block_stop", "index": index})
        self.named({"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None},
                    "usage": {"output_tokens": 7}})
        self.named({"type": "message_stop"})

    @staticmethod
    def pieces(block):
        if block["type"] == "text":
            return [{"type": "text_delta", "text": word} for word in block["text"].replace(" ", " \0").split("\0")]
        if block["type"] == "thinking":
            return [{"type": "thinking_delta", "thinking": block["thinking"]},
                    {"type": "signature_delta", "signature": block["signature"]}]
        return [{"type": "input_json_delta", "partial_json": json.dumps(block["input"])}]

    def gemini(self, kind, body, stream):
        parts = body["contents"][-1]["parts"]
        results = [part["functionResponse"]["response"] for part in parts if "functionResponse" in part]
        if kind == "signed" and self.has_lost_signature(bool(results), body):
            return
        tool = ""
        for group in body.get("tools", []):
            tool = tool or group["functionDeclarations"][0]["name"]
        texts = "".join(part.get("text", "") for part in parts)
        result = str(next(iter(results[0].values()))) if results else None
        deltas = self.asked(kind, texts, tool, result)
        answers = [{"text": delta["content"]} for delta in deltas if "content" in delta]
        for name, tool, value in self.calls(deltas):
            answers.append({"functionCall": {"id": name, "name": tool, "args": value}})
            if kind == "signed":
                answers[-1]["thoughtSignature"] = SIGNATURE
        usage = {"promptTokenCount": 11, "cachedContentTokenCount": 3, "candidatesTokenCount": 7, "totalTokenCount": 18}

        def chunk(parts, **more):
            return {"candidates": [{"content": {"role": "model", "parts": parts}, "index": 0, **more}],
                    "modelVersion": kind, "responseId": "r1"}

        if not stream:
            answer = {**chunk(answers, finishReason="STOP"), "usageMetadata": usage}
            return self.send(200, json.dumps(answer).encode(), "application/json")
        self.begin("text/event-stream")
        for part in answers:
            self.write(b"data: " + json.dumps(chunk([part])).encode() + b"\r\n\r\n")
        last = {**chunk([{"text": ""}], finishReason="STOP"), "usageMetadata": usage}
        self.write(b"data: " + json.dumps(last).encode() + b"\r\n\r\n")

    def begin(self, kind):
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("connection", "close")
        self.close_connection = True
        self.end_headers()

    def named(self, event):
        self.write(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode())

    def write(self, data):
        self.wfile.write(data)
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
