"""A person at the XMPP server, over slixmpp."""

import asyncio
import itertools

import slixmpp
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import StanzaPath

from servers.process import can_connect
from servers.waiting import Arrivals, until

MUC_USER = "{http://jabber.org/protocol/muc#user}"
_counter = itertools.count()


class XmppPerson:
    """A signed-in user. Every message and presence that arrives is kept, in `messages` and `presences`.

    Comes back by itself, into the same rooms, when the connection breaks and `stay` was asked for.
    """

    def __init__(self, server, jid, password="secret", resource="globe"):
        self.server, self.bare = server, jid
        self.client = slixmpp.ClientXMPP(f"{jid}/{resource}", password, plugin_config={
            "feature_mechanisms": {"unencrypted_plain": True, "unencrypted_scram": True}})
        self.client.enable_starttls, self.client.enable_direct_tls, self.client.enable_plaintext = False, False, True
        for plugin in ("xep_0030", "xep_0184", "xep_0199", "xep_0313", "xep_0359", "xep_0085"):
            self.client.register_plugin(plugin)
        self.client.auto_authorize = self.client.auto_subscribe = None
        self.messages, self.presences = Arrivals(jid), Arrivals(jid)
        self.rooms = {}
        self._joining_since = {}
        self.nick = jid.split("@")[0]
        self._online = asyncio.Event()
        self._offline = asyncio.Event()
        self._following = None
        for kind, target in (("message", self.messages), ("presence", self.presences)):
            self.client.register_handler(Callback(f"keep {kind}", StanzaPath(kind), target.add))
        self.client.add_event_handler("session_start", self._on_start)
        self.client.add_event_handler("disconnected", self._on_end)

    @property
    def full(self):
        return self.client.boundjid.full

    @property
    def name(self):
        return self.nick

    @property
    def is_online(self):
        return self._online.is_set()

    async def _on_start(self, _):
        self._offline.clear()
        await self.client.get_roster()  # only who has asked for it is told of subscriptions (RFC 6121 §3.1.6)
        self._online.set()
        self.client.send_presence()
        for room, nick in self.rooms.items():
            self._send_join(room, nick)

    def _on_end(self, _):
        self._online.clear()
        self._offline.set()
        self._joining_since = {room: len(self.presences) for room in self.rooms}

    async def start(self):
        """Signs in and stays signed in until stop(), also over restarts of the server."""
        self._following = asyncio.create_task(self._stay_connected())
        await asyncio.wait_for(self._online.wait(), 20)

    async def _stay_connected(self):
        while True:
            await until(lambda: can_connect(self.server.c2s_port), f"{self.server.domain} listens", 120)
            self._offline.clear()
            self.client.connect("127.0.0.1", self.server.c2s_port)
            try:
                await asyncio.wait_for(self._online.wait(), 5)
                await self._offline.wait()
            except asyncio.TimeoutError:
                self.client.abort()

    async def stop(self):
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        if self.client.is_connected():
            await self.client.disconnect(wait=1.0)
        self.client.cancel_connection_attempt()

    def new_id(self):
        return f"{self.nick}-{next(_counter)}"

    async def join(self, room, nick=None, seconds=20.0):
        """Joins a MUC and returns at the self-presence (XEP-0045 §7.2.2, status 110)."""
        self.rooms[room] = nick or self.nick
        since = len(self.presences)
        self._send_join(room, self.rooms[room])
        answer = await self.presences.wait_for(
            lambda p: p["from"].bare == room and (p["type"] == "error" or "110" in statuses(p)),
            f"self-presence or error from {room}", seconds, since)
        assert answer["type"] != "error", f"could not join: {answer}"

    def _send_join(self, room, nick):
        self._joining_since[room] = len(self.presences)
        presence = self.client.make_presence(pto=f"{room}/{nick}")
        presence.xml.append(slixmpp.xmlstream.ET.Element("{http://jabber.org/protocol/muc}x"))
        presence.send()

    def leave(self, room, reason=None):
        nick = self.rooms.pop(room)
        self.client.send_presence(pto=f"{room}/{nick}", ptype="unavailable", pstatus=reason)

    async def order(self, muc, item, reason=None, kind="set"):
        """A muc#admin request with one item (XEP-0045 §8, §9), given as its attributes; returns the answer."""
        query = slixmpp.xmlstream.ET.Element("{http://jabber.org/protocol/muc#admin}query")
        element = slixmpp.xmlstream.ET.SubElement(query, "{http://jabber.org/protocol/muc#admin}item", item)
        if reason:
            slixmpp.xmlstream.ET.SubElement(element, "{http://jabber.org/protocol/muc#admin}reason").text = reason
        return await self.send_iq(slixmpp.JID(muc), query, kind)

    async def has_kicked(self, muc, nick, reason=None):
        answer = await self.order(muc, {"nick": nick, "role": "none"}, reason)
        assert answer["type"] == "result", answer

    async def has_given(self, muc, jid, affiliation, reason=None):
        """Sets somebody's affiliation; outcast is a ban."""
        answer = await self.order(muc, {"jid": jid, "affiliation": affiliation}, reason)
        assert answer["type"] == "result", answer

    async def outcasts(self, muc):
        """The bare JIDs on the MUC's ban list."""
        answer = await self.order(muc, {"affiliation": "outcast"}, kind="get")
        assert answer["type"] == "result", answer
        return {item.attrib["jid"] for item in answer.xml.iter("{http://jabber.org/protocol/muc#admin}item")}

    async def configure(self, muc, **fields):
        """Sets fields of the MUC's configuration (XEP-0045 §10.2), named without their muc#roomconfig_."""
        element = slixmpp.xmlstream.ET
        query = element.Element("{http://jabber.org/protocol/muc#owner}query")
        form = element.SubElement(query, "{jabber:x:data}x", {"type": "submit"})
        values = {"FORM_TYPE": "http://jabber.org/protocol/muc#roomconfig"}
        values.update({f"muc#roomconfig_{name}": value for name, value in fields.items()})
        for name, value in values.items():
            field = element.SubElement(form, "{jabber:x:data}field", {"var": name})
            element.SubElement(field, "{jabber:x:data}value").text = value
        answer = await self.send_iq(slixmpp.JID(muc), query, "set")
        assert answer["type"] == "result", answer

    async def destroy(self, muc, alternate=None, reason=None):
        """Closes the MUC (XEP-0045 §10.9)."""
        element = slixmpp.xmlstream.ET
        query = element.Element("{http://jabber.org/protocol/muc#owner}query")
        destroy = element.SubElement(query, "{http://jabber.org/protocol/muc#owner}destroy",
                                     {"jid": alternate} if alternate else {})
        if reason:
            element.SubElement(destroy, "{http://jabber.org/protocol/muc#owner}reason").text = reason
        self.rooms.pop(muc, None)
        answer = await self.send_iq(slixmpp.JID(muc), query, "set")
        assert answer["type"] == "result", answer

    def set_subject(self, muc, subject):
        message = self.client.make_message(mto=muc, mtype="groupchat")
        message.xml.append(slixmpp.xmlstream.ET.Element("{jabber:client}subject"))
        message.xml[-1].text = subject
        message["id"] = self.new_id()
        message.send()

    async def sees_subject(self, muc, subject, seconds=20.0, since=0):
        """Waits for a change of the MUC's subject to this; returns the message."""
        def fits(message):
            element = message.xml.find("{jabber:client}subject")
            return (message["from"].bare == muc and element is not None and (element.text or "") == subject
                    and message.xml.find("{jabber:client}body") is None)
        return await self.messages.wait_for(fits, f"subject {subject!r} of {muc}", seconds, since)

    async def is_removed(self, muc, status, seconds=20.0, since=0):
        """Waits until this person is told that he was put out with this status code."""
        def fits(presence):
            return presence["from"].bare == muc and presence["type"] == "unavailable" and str(status) in statuses(presence)
        presence = await self.presences.wait_for(fits, f"status {status} from {muc}", seconds, since)
        self.rooms.pop(muc, None)
        return presence

    def say(self, to, body, groupchat=False, receipt=False, stanza_id=None):
        """Sends a message and returns its id."""
        message = self.client.make_message(mto=to, mbody=body, mtype="groupchat" if groupchat else "chat")
        message["id"] = stanza_id or self.new_id()
        if receipt:
            message["request_receipt"] = True
        message.send()
        return message["id"]

    async def hears(self, body, sender=None, groupchat=None, seconds=20.0, since=0):
        """Waits for a message with this body (or for which the predicate holds); `sender` is a bare or full JID."""
        def fits(message):
            return (message["type"] != "error" and (body(message["body"]) if callable(body) else message["body"] == body)
                    and (sender is None or sender in (message["from"].bare, message["from"].full))
                    and (groupchat is None or (message["type"] == "groupchat") == groupchat))
        return await self.messages.wait_for(fits, f"message {body!r} from {sender or 'anybody'}", seconds, since)

    async def is_acknowledged(self, stanza_id, seconds=20.0):
        """Waits for the receipt (XEP-0184) of a message."""
        return await self.messages.wait_for(lambda m: m["receipt"] == stanza_id, f"receipt of {stanza_id}", seconds)

    async def is_bounced(self, stanza_id, seconds=20.0):
        """Waits until a message comes back as an error; returns the condition."""
        message = await self.messages.wait_for(lambda m: m["type"] == "error" and m["id"] == stanza_id,
                                               f"error for {stanza_id}", seconds)
        return message["error"]["condition"]

    async def sees_presence(self, sender, kind="available", seconds=20.0, since=0):
        """Waits for presence of a type from a bare or full JID."""
        def fits(presence):
            given = presence.xml.attrib.get("type", "available")
            return given == kind and sender in (presence["from"].bare, presence["from"].full)
        return await self.presences.wait_for(fits, f"presence {kind} from {sender}", seconds, since)

    def occupants(self, room):
        """The nicks in a MUC, from the presences since the last join."""
        present = set()
        for presence in self.presences.items[self._joining_since.get(room, 0):]:
            if presence["from"].bare != room or not presence["from"].resource:
                continue
            kind = presence.xml.attrib.get("type", "available")
            if kind == "available":
                present.add(presence["from"].resource)
            elif kind == "unavailable":
                present.discard(presence["from"].resource)
        return present

    async def sees_occupants(self, room, nicks, seconds=30.0):
        """Waits until exactly these people are in the MUC."""
        def fact():
            return self.occupants(room) == set(nicks)
        try:
            await until(fact, f"occupants of {room} are {sorted(nicks)}", seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; there were {sorted(self.occupants(room))}") from None

    async def archive(self, jid=None, last=None):
        """The messages of an archive (XEP-0313), of a MUC or one's own, oldest first: all, or the `last` so many."""
        results = []
        pages = self.client.plugin["xep_0313"].iterate(
            jid=slixmpp.JID(jid) if jid else None, rsm={"max": str(last or 200)}, reverse=bool(last), total=last)
        async for result in pages:
            results.append(result["mam_result"]["forwarded"]["stanza"])
        return results[::-1] if last else results

    async def send_iq(self, to, xml, kind="get", seconds=20):
        """Sends an IQ with this payload (an ElementTree element); returns the answer, also where it is an error."""
        iq = self.client.make_iq(ito=to, itype=kind)
        iq.append(xml)
        try:
            return await iq.send(timeout=seconds)
        except slixmpp.exceptions.IqError as error:
            return error.iq


def statuses(presence):
    """The MUC status codes of a presence (XEP-0045 §15.6.2)."""
    return {status.attrib["code"] for status in presence.xml.iter(f"{MUC_USER}status")}
