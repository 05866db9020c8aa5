import json
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from store import ask


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/healthz":
            self.answer(200, {"store": ask("PING")})
        elif self.path == "/":
            self.answer(200, {"welcome": ask("GET", "welcome"), "visits": int(ask("GET", "visits") or 0)})
        else:
            self.answer(404, {"error": "not found"})

    def do_POST(self):
        if self.path == "/visits":
            self.answer(201, {"visits": ask("INCR", "visits")})
        else:
            self.answer(404, {"error": "not found"})

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


# Process 1 gets no signal that it does not handle.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
