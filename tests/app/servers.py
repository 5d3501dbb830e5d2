"""A homeserver and an XMPP server that can do just what `bascule check` asks of them."""

import hashlib
import http.server
import json
import re
import socketserver
import threading
import urllib.error
import urllib.request


def serve(test, server):
    """Serves in the background until the test ends. Returns the port."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()

    def end():
        server.shutdown()
        thread.join()
        server.server_close()

    test.addCleanup(end)
    return server.server_address[1]


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def homeserver(test, settings):
    """`settings` has as_token, hs_token, user and appservice_url, as this homeserver believes them to be."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status, content):
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def is_known(self):
            if self.headers.get("Authorization") == f"Bearer {settings['as_token']}":
                return True
            self.answer(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Unrecognised access token."})
            return False

        def do_GET(self):
            if self.path == "/_matrix/client/versions":
                self.answer(200, {"versions": ["v1.11", "v1.12"]})
            elif self.is_known():
                self.answer(200, {"user_id": settings["user"]})

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if not self.is_known():
                return
            request = urllib.request.Request(
                settings["appservice_url"] + "/_matrix/app/v1/ping",
                data=b"{}",
                headers={"Authorization": f"Bearer {settings['hs_token']}", "Content-Type": "application/json"},
            )
            try:
                with urllib.request.urlopen(request, timeout=10):
                    self.answer(200, {"duration_ms": 7})
            except urllib.error.HTTPError as failure:
                self.answer(502, {"errcode": "M_BAD_STATUS", "error": "Ping failed", "status": failure.code})
            except OSError:
                self.answer(502, {"errcode": "M_CONNECTION_FAILED", "error": "Ping failed"})

        def log_message(self, *_):
            pass

    return serve(test, Server(("127.0.0.1", 0), Handler))


def admin(test, port, ready):
    """A bridge's admin listener, as far as /ready."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = ready.encode()
            self.send_response(200 if self.path == "/ready" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return serve(test, Server(("127.0.0.1", port), Handler))


def xmpp_server(test, secret):
    """XEP-0114 up to the handshake."""

    class Handler(socketserver.BaseRequestHandler):
        def read_until(self, pattern):
            text = ""
            while not (found := re.search(pattern, text)):
                received = self.request.recv(4096).decode()
                if not received:
                    raise ConnectionError
                text += received
            return found

        def handle(self):
            try:
                self.read_until(r"<stream:stream[^>]*>")
                self.request.sendall(
                    b"<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' "
                    b"xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='matrix.verona.example'>"
                )
                proof = self.read_until(r"<handshake[^>]*>([0-9a-f]+)</handshake>").group(1)
                if proof == hashlib.sha1(b"s1" + secret.encode()).hexdigest():
                    self.request.sendall(b"<handshake/>")
                    self.read_until(r"</stream:stream>")
                else:
                    self.request.sendall(
                        b"<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                    )
                self.request.sendall(b"</stream:stream>")
            except OSError:
                pass

    return serve(test, Server(("127.0.0.1", 0), Handler))
