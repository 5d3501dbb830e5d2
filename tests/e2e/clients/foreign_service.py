"""Somebody else's server, which answers and says what it likes: a component (XEP-0114) whose stanzas are written by hand."""

from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

from clients.crowd import Crowd

_ACCEPT = "{jabber:component:accept}"


class ForeignService(Crowd):
    """`answer(stanza)`, an element of `jabber:component:accept`, is called with all that comes; by default queries are
    told that there is nobody."""

    def __init__(self, server):
        super().__init__(server)
        self.answer = self.refuse
        self.stanzas = []  # all that came

    def send(self, text):
        self._write(text)

    def reply(self, query, inside, kind="result"):
        """Answers an iq."""
        names = {"id": query.get("id"), "from": query.get("to"), "to": query.get("from"), "type": kind}
        self.send("<iq " + " ".join(f"{name}={quoteattr(value)}" for name, value in names.items()) + f">{inside}</iq>")

    def refuse(self, stanza):
        if stanza.tag == f"{_ACCEPT}iq" and stanza.get("type") in ("get", "set"):
            self.reply(stanza, "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
                       "error")

    async def _read(self):
        parser = ET.XMLPullParser(("start", "end"))
        parser.feed("<stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>")
        depth = 0
        while data := await self._reader.read(2**20):
            parser.feed(data)
            for event, element in parser.read_events():
                depth += 1 if event == "start" else -1
                if event == "end" and depth == 1:
                    self.stanzas.append(element)
                    self.answer(element)


__all__ = ["ForeignService"]
