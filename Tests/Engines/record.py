#!/usr/bin/env python3
"""Stands before an engine's server and writes down each exchange, as the cassettes of KapellEnginesTests have them.

    record.py PORT http://127.0.0.1:8000 FILE
"""

import json
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

port, target, path = int(sys.argv[1]), sys.argv[2].rstrip("/"), sys.argv[3]
exchanges = []


class Handler(BaseHTTPRequestHandler):
    def serve(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else None
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(target + self.path, data=body, headers=headers, method=self.command)
        try:
            with urllib.request.urlopen(request) as answer:
                status, data = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, data = error.code, error.read()
        exchange = {"request": f"{self.command} {self.path}"}
        if body:
            exchange["body"] = json.loads(body)
        exchange["status"] = status
        if data:
            exchange["answer"] = json.loads(data)
        exchanges.append(exchange)
        with open(path, "w", encoding="utf-8") as file:
            file.write("[\n" + ",\n".join(json.dumps(e, ensure_ascii=False) for e in exchanges) + "\n]\n")
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = serve

    def log_message(self, *arguments):
        pass


HTTPServer(("127.0.0.1", port), Handler).serve_forever()
