"""Files to be sent, and a web server that has them."""

import asyncio
import ssl
import struct
import urllib.request
import zlib

from servers.process import run


def png(width=3, height=2):
    """A picture of this size."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    rows = b"".join(b"\0" + b"\xd0\x20\x40" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


async def certificate_for_loopback(directory):
    """A self-signed certificate and its key, as files."""
    certificate, key = directory / "web.pem", directory / "web.key"
    code, _, err = await run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                              "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                              "-keyout", key, "-out", certificate])
    assert code == 0, err
    return certificate, key


class WebServer:
    """Serves bytes by path, on loopback. `answers`: path to status, headers, body. `certificate`: for https."""

    def __init__(self, certificate=None):
        self.answers, self.asked = {}, []
        self._tls = None
        if certificate:
            self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._tls.load_cert_chain(*certificate)

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()

    def url(self, path, host="127.0.0.1"):
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def put(self, path, body, kind="application/octet-stream", status=200, **headers):
        self.answers[path] = (status, {"Content-Type": kind, **headers}, body)
        return self.url(path)

    async def _serve(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split()[1].decode()
            self.asked.append(path)
            status, headers, body = self.answers.get(path, (404, {}, b""))
            lines = [f"HTTP/1.1 {status} X"] + [f"{name}: {value}" for name, value in headers.items()]
            if "Transfer-Encoding" not in headers:
                lines.append(f"Content-Length: {len(body)}")
            writer.write("\r\n".join(lines + ["Connection: close", "", ""]).encode())
            for at in range(0, len(body), 65536):
                writer.write(body[at:at + 65536])
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def get(url, method="GET", **headers):
    """Status, headers and body."""
    def ask():
        request = urllib.request.Request(url, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.headers, refusal.read()
    return await asyncio.to_thread(ask)
