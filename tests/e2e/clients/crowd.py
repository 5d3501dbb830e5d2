"""Thousands of people at once: a component of their own (XEP-0114) whose stanzas are written by hand."""

import asyncio
import hashlib
import re

from servers.waiting import until

_OPEN = re.compile(rb"<message [^>]*type='groupchat'[^>]*>|<message [^>]*type=\"groupchat\"[^>]*>")


class Crowd:
    """People `p1` to `pN` of a component's domain, in a MUC under the nicks `P1` to `PN`.

    Only counts what comes back: own presences (a join has been taken), errors, and copies of group messages.
    """

    def __init__(self, server):
        self.server, self.domain = server, server.crowd_domain
        self.joined = self.copies = self.errors = 0
        self._reader = self._writer = self._reading = None
        self._rest = b""

    async def start(self):
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.server.component_port, limit=2**20)
        self._write(f"<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' to='{self.domain}' "
                    "xmlns:stream='http://etherx.jabber.org/streams'>")
        head = (await self._reader.readuntil(b">")) + await self._reader.readuntil(b">")
        identity = re.search(rb"\bid=['\"]([^'\"]+)", head).group(1)
        proof = hashlib.sha1(identity + self.server.secret.encode()).hexdigest()
        self._write(f"<handshake>{proof}</handshake>")
        assert b"<handshake" in await self._reader.readuntil(b">")
        self._reading = asyncio.create_task(self._read())

    async def stop(self):
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
            self._writer.close()

    def _write(self, text):
        self._writer.write(text.encode())

    async def _read(self):
        while data := await self._reader.read(2**20):
            self._rest += data
            whole = self._rest.rfind(b">") + 1
            part, self._rest = self._rest[:whole], self._rest[whole:]
            self.joined += len(re.findall(rb"<status code=['\"]110['\"]", part))
            self.errors += len(re.findall(rb"<error ", part))
            self.copies += len(_OPEN.findall(part))

    def person(self, number):
        return f"p{number}@{self.domain}/x"

    def send_join(self, muc, number):
        self._write(f"<presence from='{self.person(number)}' to='{muc}/P{number}'>"
                    "<x xmlns='http://jabber.org/protocol/muc'><history maxchars='0'/></x></presence>")

    async def join(self, muc, count, seconds=300, at_once=50):
        """Lets so many people in; only as many joins as `at_once` are under way."""
        for number in range(1, count + 1):
            self.send_join(muc, number)
            if number % at_once == 0 or number == count:
                await until(lambda: self.joined + self.errors >= number, f"{number} people are in {muc}", seconds)
        assert self.errors == 0

    def say(self, muc, number, body):
        self._write(f"<message from='{self.person(number)}' to='{muc}' type='groupchat' id='crowd-{body}'>"
                    f"<body>{body}</body></message>")

    def leave(self, muc, count):
        for number in range(1, count + 1):
            self._write(f"<presence from='{self.person(number)}' to='{muc}/P{number}' type='unavailable'/>")


__all__ = ["Crowd"]
