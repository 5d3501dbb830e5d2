"""A Matrix room that people of XMPP enter as a MUC of our component."""

import dataclasses

import slixmpp
from slixmpp.xmlstream import ET

from clients.xmpp import MUC_USER, statuses
from servers.waiting import until
from world import COMPONENT, MATRIX_DOMAIN

MUC = "{http://jabber.org/protocol/muc}"
ADMIN = "{http://jabber.org/protocol/muc#admin}"


@dataclasses.dataclass
class Hall:
    """A Matrix room and its address as a MUC; `owner` made it."""

    world: object
    owner: object
    room: str
    muc: str

    def seat(self, nick):
        return f"{self.muc}/{nick}"


async def hall(world, public=True, owner=None, **more):
    """A new room with an alias, and in it only its owner, a Matrix person who is called Romeo Montague."""
    if owner is None:
        owner = await world.matrix_person("romeo", display_name="Romeo Montague")
        owner.display_name = "Romeo Montague"
    alias = world.muc("hosted").split("@")[0]  # other scenes have rooms called verona
    preset = "public_chat" if public else "private_chat"
    room = await owner.create_room("Verona", room_alias_name=alias, **{"preset": preset, **more})
    return Hall(world, owner, room, f"#{alias}%{MATRIX_DOMAIN}@{COMPONENT}")


async def enter(hall, *people, seconds=30):
    """They enter, one after the other, each under his own nick."""
    for person in people:
        await person.join(hall.muc, seconds=seconds)


async def join_error(person, room, nick=None, seconds=20.0):
    """Tries to enter, and returns the condition of the error that comes."""
    since = len(person.presences)
    nick = person.nick if nick is None else nick
    presence = person.client.make_presence(pto=f"{room}/{nick}" if nick else room)
    presence["id"] = person.new_id()
    presence.xml.append(ET.Element(f"{MUC}x"))
    presence.send()
    answer = await person.presences.wait_for(
        lambda p: p["from"].bare == room and (p["type"] == "error" or "110" in statuses(p)),
        f"an error from {room}", seconds, since)
    assert answer["type"] == "error", answer
    return answer["error"]["condition"]


def item_of(presence):
    """The item of a presence in a MUC."""
    return presence.xml.find(f"{MUC_USER}x/{MUC_USER}item")


async def sees_seat(person, seat, fits, seconds=20.0, since=0):
    """Waits for a presence from this seat for which the predicate holds."""
    return await person.presences.wait_for(lambda p: p["from"].full == seat and fits(p), f"a certain presence of {seat}",
                                           seconds, since)


async def gets_out(person, room, code, seconds=20.0, since=0):
    """Waits until he is told that he himself is out, with this status."""
    return await person.presences.wait_for(
        lambda p: p["from"].bare == room and p["type"] == "unavailable" and {"110", code} <= statuses(p),
        f"the end in {room}, with status {code}", seconds, since)


async def subject_of(person, room, text, seconds=20.0, since=0):
    """Waits for the room's subject."""
    return await person.messages.wait_for(
        lambda m: m["from"].bare == room and m.xml.find("{jabber:client}subject") is not None
        and m.xml.find("{jabber:client}body") is None and (m["subject"] or "") == text,
        f"the subject {text!r} of {room}", seconds, since)


async def admin(person, room, reason=None, **item):
    """Sets a role or an affiliation (XEP-0045 §9); returns the answer."""
    query = ET.Element(f"{ADMIN}query")
    element = ET.SubElement(query, f"{ADMIN}item", item)
    if reason:
        ET.SubElement(element, f"{ADMIN}reason").text = reason
    return await person.send_iq(slixmpp.JID(room), query, "set")


async def listed(person, room, **item):
    """Asks for a list of people by role or affiliation; returns the items, or the error's condition."""
    query = ET.Element(f"{ADMIN}query")
    ET.SubElement(query, f"{ADMIN}item", item)
    answer = await person.send_iq(slixmpp.JID(room), query, "get")
    if answer["type"] == "error":
        return answer["error"]["condition"]
    return [dict(element.attrib) for element in answer.xml.iter(f"{ADMIN}item")]


async def pings_himself(person, room, nick):
    """XEP-0410: the condition of the error, or None where he is in."""
    answer = await person.send_iq(slixmpp.JID(f"{room}/{nick}"), ET.Element("{urn:xmpp:ping}ping"))
    return answer["error"]["condition"] if answer["type"] == "error" else None


async def is_member(hall, user, membership="join", seconds=20):
    """Waits for what the homeserver says of somebody."""
    async def fact():
        state = await hall.owner.state(hall.room, "m.room.member", user)
        return state if state and state["membership"] == membership else None
    return await until(fact, f"{user} is {membership} in {hall.room}", seconds, every=0.2)
