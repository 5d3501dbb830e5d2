"""An XMPP user who speaks bytes, for what no decent client would send."""

import asyncio
import base64


class RawXmpp:
    """A signed-in session whose stanzas are written by hand. `received` is all that the server said."""

    def __init__(self, server, jid, password="secret"):
        self.server, self.bare = server, jid
        self.received = ""
        self._password = password
        self._reader = self._writer = None

    async def start(self):
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.server.c2s_port)
        user = self.bare.split("@")[0]
        secret = base64.b64encode(f"\0{user}\0{self._password}".encode()).decode()
        await self._open()
        self.send(f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>")
        await self.sees("<success")
        self.received = ""
        await self._open()
        self.send("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
        await self.sees("</iq>")
        self.send("<presence/>")

    async def _open(self):
        self.send(f"<?xml version='1.0'?><stream:stream to='{self.server.domain}' version='1.0' xmlns='jabber:client' "
                  "xmlns:stream='http://etherx.jabber.org/streams'>")
        await self.sees("</stream:features>")

    def send(self, text):
        """Writes text (encoded as UTF-8) or bytes."""
        self._writer.write(text if isinstance(text, bytes) else text.encode())

    async def sees(self, text, seconds=20):
        """Waits until the server has said this; raises ConnectionError when it hangs up before."""
        async with asyncio.timeout(seconds):
            while text not in self.received:
                data = await self._reader.read(65536)
                if not data:
                    raise ConnectionError(f"hung up; said {self.received[-300:]}")
                self.received += data.decode(errors="replace")

    async def flush(self, seconds=15):
        """Waits until the server has taken everything sent so far: it answers a ping after what came before."""
        self.send(f"<iq type='get' id='flush' to='{self.server.domain}'><ping xmlns='urn:xmpp:ping'/></iq>")
        await self.sees("flush", seconds)

    async def stop(self):
        if self._writer:
            self._writer.close()
