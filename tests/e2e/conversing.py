"""One conversation in each kind of portal, and what people do in it beyond plain words."""

import dataclasses
import itertools

from slixmpp.xmlstream import ET

from gateway_scenes import enter, hall
from scenes import invite_ghost, plumbed_street

KINDS = ("direct", "plumbed", "hosted")
REACTIONS = "{urn:xmpp:reactions:0}"
RETRACT = "{urn:xmpp:message-retract:1}"
REPLY = "{urn:xmpp:reply:0}reply"
CORRECT = "{urn:xmpp:message-correct:0}replace"
FALLBACK = "{urn:xmpp:fallback:0}fallback"
REFERENCE = "{urn:xmpp:reference:0}reference"
MODERATE = "{urn:xmpp:message-moderate:1}"
_words = itertools.count(1)


@dataclasses.dataclass
class Talk:
    """Romeo on Matrix and Juliet on XMPP, who hear each other."""

    kind: str
    romeo: object
    room: str
    juliet: object
    to: str  # where Juliet writes
    he: str  # from whom she hears Romeo

    @property
    def is_muc(self):
        return self.kind != "direct"

    def words(self, about):
        """Words that nobody has said before."""
        return f"{about} {next(_words)}"

    async def romeo_says(self, body, **content):
        """Returns the event's id and Juliet's message."""
        event = await self.romeo.send(self.room, {"msgtype": "m.text", "body": body, **content})
        return event, await self.juliet.hears(body, self.he)

    async def juliet_says(self, body, *children):
        """Returns the stanza's id and Romeo's event."""
        since = len(self.romeo.events)
        sent = self.send(body, *children)
        return sent, await self.romeo.hears(self.room, body, since=since)

    def send(self, body, *children):
        message = self.juliet.client.make_message(mto=self.to, mbody=body, mtype="groupchat" if self.is_muc else "chat")
        message["id"] = self.juliet.new_id()
        for child in children:
            message.xml.append(ET.fromstring(child) if isinstance(child, str) else child)
        message.send()
        return message["id"]

    def reference(self, message):
        """By what answers and reactions name a message that Juliet has heard (XEP-0461 §3, XEP-0444 §4)."""
        if not self.is_muc:
            return message["id"]
        return next(element.get("id") for element in message.xml.findall("{urn:xmpp:sid:0}stanza-id"))

    async def reflection_of(self, stanza):
        """Juliet's own message, as the MUC gave it back."""
        return await self.juliet.messages.wait_for(lambda m: m["id"] == stanza and m["type"] == "groupchat", "its return", 20)

    async def own_reference(self, stanza):
        return self.reference(await self.reflection_of(stanza)) if self.is_muc else stanza

    async def event(self, what, fits, since=0):
        return await self.romeo.events.wait_for(
            lambda event: event["room_id"] == self.room and fits(event), what, 20, since)

    async def stanza(self, what, fits, since=0):
        return await self.juliet.messages.wait_for(lambda m: m["type"] != "error" and fits(m), what, 20, since)

    async def react(self, event, emoji):
        relation = {"rel_type": "m.annotation", "event_id": event, "key": emoji}
        return await self.romeo.send(self.room, {"m.relates_to": relation}, "m.reaction")

    async def redact(self, event, reason=None):
        return await self.romeo.client.room_redact(self.room, event, reason)

    async def sees_reactions(self, target, emojis, since=0):
        """Juliet is told that these, and no others, are Romeo's on the message now."""
        def fits(message):
            reactions = message.xml.find(f"{REACTIONS}reactions")
            return (reactions is not None and reactions.get("id") == target and message["from"].full.startswith(self.he)
                    and sorted(one.text for one in reactions) == sorted(emojis))
        return await self.stanza(f"reactions {emojis}", fits, since)


async def talk(world, kind):
    """A new conversation of this kind."""
    if kind == "plumbed":
        street = await plumbed_street(world, 1)
        romeo, juliet = street.matrix[0], street.xmpp[0]
        return Talk(kind, romeo, street.room, juliet, street.muc, f"{street.muc}/{romeo.display_name}")
    juliet = await world.xmpp_person("juliet")
    if kind == "hosted":
        place = await hall(world)
        await enter(place, juliet)
        seat = place.seat(await place.owner.display_name_of(place.owner.user_id))
        return Talk(kind, place.owner, place.room, juliet, place.muc, seat)
    romeo = await world.matrix_person("romeo")
    room = await invite_ghost(world, romeo, juliet)
    puppet = world.puppet_of(romeo)
    return Talk(kind, romeo, room, juliet, puppet, puppet)


def reactions_stanza(target, *emojis):
    inside = "".join(f"<reaction>{emoji}</reaction>" for emoji in emojis)
    return f"<reactions xmlns='urn:xmpp:reactions:0' id='{target}'>{inside}</reactions>"


def correction_of(stanza):
    return f"<replace xmlns='urn:xmpp:message-correct:0' id='{stanza}'/>"


def retraction_of(target):
    return f"<retract xmlns='urn:xmpp:message-retract:1' id='{target}'/>"


def relation(event):
    return event["content"].get("m.relates_to", {})
