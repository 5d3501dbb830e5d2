"""Who writes and who has read."""

import pytest
from slixmpp.xmlstream import ET

from conversing import talk

STATES = "{http://jabber.org/protocol/chatstates}"
DISPLAYED = "{urn:xmpp:chat-markers:0}displayed"


def sign(scene, name, ns, **attributes):
    message = scene.juliet.client.make_message(mto=scene.to, mtype="groupchat" if scene.is_muc else "chat")
    message.xml.append(ET.Element(f"{{{ns}}}{name}", attributes))
    message.send()


async def test_typing_and_reading_cross_a_direct_chat(world):
    scene = await talk(world, "direct")
    juliets_ghost = world.ghost_of(scene.juliet)
    _, event = await scene.juliet_says(scene.words("Art thou there?"), "<active xmlns='http://jabber.org/protocol/chatstates'/>")
    since = len(scene.juliet.messages)
    await scene.romeo.client.room_typing(scene.room, True)
    await scene.stanza("composing", lambda m: m.xml.find(f"{STATES}composing") is not None, since)
    await scene.romeo.client.room_typing(scene.room, False)
    await scene.stanza("paused", lambda m: m.xml.find(f"{STATES}paused") is not None, since)
    await scene.romeo.call("POST", f"/v3/rooms/{scene.room}/receipt/m.read/{event['event_id']}", {})
    shown = await scene.stanza("the marker", lambda m: m.xml.find(DISPLAYED) is not None, since)
    assert shown["from"].bare == scene.he
    mine, heard = await scene.romeo_says(scene.words("I am"))
    assert heard.xml.find("{urn:xmpp:chat-markers:0}markable") is not None
    sign(scene, "composing", "http://jabber.org/protocol/chatstates")
    await scene.romeo.sees_ephemeral(
        scene.room, "m.typing", lambda content: juliets_ghost in content["user_ids"])
    sign(scene, "displayed", "urn:xmpp:chat-markers:0", id=heard["id"])
    await scene.romeo.sees_ephemeral(
        scene.room, "m.receipt", lambda content: juliets_ghost in content.get(mine, {}).get("m.read", {}))


@pytest.mark.parametrize("kind", ("plumbed", "hosted"))
async def test_typing_and_reading_cross_a_room(world, kind):
    scene = await talk(world, kind)
    juliets_ghost = (await scene.juliet_says(scene.words("Art thou there?")))[1]["sender"]
    sent, event = await scene.juliet_says(scene.words("Speak again"))
    since = len(scene.juliet.messages)
    await scene.romeo.client.room_typing(scene.room, True)
    shown = await scene.stanza("composing", lambda m: m.xml.find(f"{STATES}composing") is not None, since)
    assert (shown["from"].full, shown["type"]) == (scene.he, "groupchat")
    await scene.romeo.client.room_typing(scene.room, False)
    await scene.stanza("paused", lambda m: m.xml.find(f"{STATES}paused") is not None, since)
    await scene.romeo.call("POST", f"/v3/rooms/{scene.room}/receipt/m.read/{event['event_id']}", {})
    shown = await scene.stanza(
        "the marker", lambda m: m["from"].full == scene.he and m.xml.find(DISPLAYED) is not None, since)
    assert shown.xml.find(DISPLAYED).get("id") == await scene.own_reference(sent)
    mine, heard = await scene.romeo_says(scene.words("I am"))
    assert heard.xml.find("{urn:xmpp:chat-markers:0}markable") is not None
    sign(scene, "composing", "http://jabber.org/protocol/chatstates")
    await scene.romeo.sees_ephemeral(
        scene.room, "m.typing", lambda content: juliets_ghost in content["user_ids"])
    since = len(scene.romeo.signs)
    sign(scene, "paused", "http://jabber.org/protocol/chatstates")
    await scene.romeo.signs.wait_for(
        lambda one: (one["room_id"] == scene.room and one["type"] == "m.typing"
                     and juliets_ghost not in one["content"]["user_ids"]), "the end of it", 20, since)
    sign(scene, "displayed", "urn:xmpp:chat-markers:0", id=scene.reference(heard))
    await scene.romeo.sees_ephemeral(
        scene.room, "m.receipt", lambda content: juliets_ghost in content.get(mine, {}).get("m.read", {}))


@pytest.mark.parametrize("kind", ("plumbed", "hosted"))
async def test_signs_are_dropped_where_the_table_says_so(world, kind):
    scene = await talk(world, kind)
    _, event = await scene.juliet_says(scene.words("Art thou there?"))
    for feature in ("typing", "read_marker"):
        await world.set_mapping(feature, "matrix_to_xmpp", "drop")
    since = len(scene.juliet.messages)
    await scene.romeo.client.room_typing(scene.room, True)
    await scene.romeo.call("POST", f"/v3/rooms/{scene.room}/receipt/m.read/{event['event_id']}", {})
    await scene.romeo_says(scene.words("what follows"))
    assert all(m.xml.find(DISPLAYED) is None and m.xml.find(f"{STATES}composing") is None
               for m in scene.juliet.messages.items[since:])


async def test_private_receipts_stay_private(world):
    scene = await talk(world, "direct")
    _, event = await scene.juliet_says(scene.words("Hast thou read this?"))
    await scene.romeo.call("POST", f"/v3/rooms/{scene.room}/receipt/m.read.private/{event['event_id']}", {})
    since = len(scene.juliet.messages)
    await scene.romeo_says(scene.words("what follows"))
    assert all(m.xml.find(DISPLAYED) is None for m in scene.juliet.messages.items[since:])
