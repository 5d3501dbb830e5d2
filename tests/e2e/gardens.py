"""MUCs that are to be portals: how they are made, configured and joined by their alias."""

import pytest
import slixmpp
from slixmpp.xmlstream import ET

from clients.matrix import Refused
from world import MATRIX_DOMAIN

OWNER = "{http://jabber.org/protocol/muc#owner}query"
ADMIN = "{http://jabber.org/protocol/muc#admin}query"


def alias_of(muc):
    """The portal's alias (default template)."""
    return f"#_xmpp_{muc.replace('@', '=40')}:{MATRIX_DOMAIN}"


async def join_alias(person, muc):
    """Joins a MUC by its alias. Returns the room."""
    alias = alias_of(muc).replace("#", "%23").replace(":", "%3A").replace("=", "%3D")
    return (await person.call("POST", f"/v3/join/{alias}", {}))["room_id"]


async def configure(owner, muc, **fields):
    """Sets fields of the MUC's configuration (XEP-0045 §10.2); `roomname` stands for muc#roomconfig_roomname. A value
    is a text or a list of texts."""
    query = ET.Element(OWNER)
    form = ET.SubElement(query, "{jabber:x:data}x", {"type": "submit"})
    values = {"FORM_TYPE": "http://jabber.org/protocol/muc#roomconfig",
              **{f"muc#roomconfig_{name}": value for name, value in fields.items()}}
    for name, value in values.items():
        field = ET.SubElement(form, "{jabber:x:data}field", {"var": name})
        for text in [value] if isinstance(value, str) else value:
            ET.SubElement(field, "{jabber:x:data}value").text = text
    answer = await owner.send_iq(slixmpp.JID(muc), query, "set")
    assert answer["type"] == "result", answer


async def set_affiliation(owner, muc, jid, affiliation):
    query = ET.Element(ADMIN)
    ET.SubElement(query, "{http://jabber.org/protocol/muc#admin}item", {"jid": jid, "affiliation": affiliation})
    answer = await owner.send_iq(slixmpp.JID(muc), query, "set")
    assert answer["type"] == "result", answer


async def garden_of(world, name="garden"):
    """A MUC with a name, and Juliet in it, who owns it."""
    juliet = await world.xmpp_person("juliet")
    muc = world.muc(name)
    await juliet.join(muc)
    return juliet, muc


async def refusal_of_alias(person, muc):
    with pytest.raises(Refused) as refusal:
        await join_alias(person, muc)
    return refusal.value.code


async def notified_of(person, room):
    """The messages of which the homeserver has notified somebody."""
    answer = await person.call("GET", "/v3/notifications", limit=100)
    return {entry["event"]["content"].get("body") for entry in answer["notifications"] if entry["room_id"] == room}
