"""Rooms on Matrix as people of XMPP enter them, and what their archives are asked (XEP-0045, XEP-0313)."""

import datetime
import itertools
import xml.etree.ElementTree as ET

from clients.xmpp import statuses
from world import COMPONENT, MATRIX_DOMAIN

MAM = "{urn:xmpp:mam:2}"
DATA = "{jabber:x:data}"
RSM = "{http://jabber.org/protocol/rsm}"
DELAY = "{urn:xmpp:delay}delay"
MUC = "{http://jabber.org/protocol/muc}"
_numbers = itertools.count(1)


async def new_room(person, visibility="shared", preset="public_chat", **more):
    """A room with this history visibility. Returns its id and the address of its MUC."""
    alias = f"hall{next(_numbers)}"
    state = [{"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": visibility}}]
    room = await person.create_room("Hall", preset=preset, room_alias_name=alias, initial_state=state, **more)
    return room, f"#{alias}%{MATRIX_DOMAIN}@{COMPONENT}"


async def enter(person, muc, **history):
    """Enters a MUC, asking for this much history. Returns the messages that came before the subject."""
    presences, messages = len(person.presences), len(person.messages)
    person.rooms[muc] = person.nick
    presence = person.client.make_presence(pto=f"{muc}/{person.nick}")
    join = ET.Element(f"{MUC}x")
    if history:
        ET.SubElement(join, f"{MUC}history", **{key: str(value) for key, value in history.items()})
    presence.xml.append(join)
    presence.send()
    answer = await person.presences.wait_for(
        lambda p: p["from"].bare == muc and (p["type"] == "error" or "110" in statuses(p)), f"entry into {muc}", 30,
        presences)
    assert answer["type"] != "error", answer
    await person.messages.wait_for(
        lambda m: m["from"].bare == muc and is_subject(m), f"the subject of {muc}", 30, messages)
    told = []
    for message in person.messages.items[messages:]:
        if message["from"].bare == muc and is_subject(message):
            return told
        if message["from"].bare == muc and message["type"] == "groupchat":
            told.append(message)
    raise AssertionError("no subject")


def is_subject(message):
    return message.xml.find("{jabber:client}subject") is not None and message.xml.find("{jabber:client}body") is None


def bodies(messages):
    return [message["body"] for message in messages]


class Page:
    """What a query of an archive brought."""

    def __init__(self, results, answer):
        self.error = answer["error"]["condition"] if answer["type"] == "error" else None
        fin = answer.xml.find(f"{MAM}fin")
        self.is_complete = fin is not None and fin.get("complete") == "true"
        self.first = answer.xml.findtext(f".//{RSM}first")
        self.last = answer.xml.findtext(f".//{RSM}last")
        self.ids = [result.get("id") for result in results]
        self.messages = [next(result.iter("{jabber:client}message")) for result in results]
        self.stamps = [result.find(f".//{DELAY}").get("stamp") for result in results]
        self.bodies = [message.findtext("{jabber:client}body") for message in self.messages]


async def query(person, muc, fields=(), flip=False, **rsm):
    """Asks the archive of a MUC. `fields` are pairs of the form; a key of `rsm` with None is an empty element."""
    query_id = f"q{next(_numbers)}"
    element = ET.Element(f"{MAM}query", queryid=query_id)
    form = ET.SubElement(element, f"{DATA}x", type="submit")
    for var, value in (("FORM_TYPE", "urn:xmpp:mam:2"), *fields):
        field = form.find(f"{DATA}field[@var='{var}']")
        field = ET.SubElement(form, f"{DATA}field", var=var) if field is None else field
        ET.SubElement(field, f"{DATA}value").text = value
    if rsm:
        limits = ET.SubElement(element, f"{RSM}set")
        for name, value in rsm.items():
            ET.SubElement(limits, f"{RSM}{name}").text = None if value is None else str(value)
    if flip:
        ET.SubElement(element, f"{MAM}flip-page")
    since = len(person.messages)
    answer = await person.send_iq(muc, element, "set", seconds=60)
    results = [result for message in person.messages.items[since:] if message["from"].bare == muc
               for result in message.xml.findall(f"{MAM}result") if result.get("queryid") == query_id]
    return Page(results, answer)


async def all_bodies(person, muc):
    """The whole archive, page by page, as slixmpp reads it."""
    return [stanza["body"] for stanza in await person.archive(muc)]


async def metadata(person, muc):
    answer = await person.send_iq(muc, ET.Element(f"{MAM}metadata"))
    ends = {child.tag.removeprefix(MAM): child.get("id") for child in answer.xml.find(f"{MAM}metadata")}
    return ends.get("start"), ends.get("end")


async def say_all(person, room, words):
    return [await person.say(room, word) for word in words]


def stamp(milliseconds):
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc).isoformat().replace("+00:00", "Z")
