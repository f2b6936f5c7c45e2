"""Receive one webhook, verify it, and say what came: python docs/hr/receiver.py PORT SECRET."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook

port, secret = sys.argv[1:]


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 once the signature holds; `verify` raises otherwise, and the sender will try again."""

    def do_POST(self) -> None:
        """One delivery."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Webhook(secret).verify(body, dict(self.headers))
        self.send_response(204)
        self.end_headers()
        print("verified:", json.loads(body)["type"], flush=True)

    def log_message(self, *_args: object) -> None:
        """Nothing beside what is printed above."""


HTTPServer(("127.0.0.1", int(port)), Receiver).handle_request()
