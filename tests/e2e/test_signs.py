"""Who writes and who has read, in direct chats."""

from slixmpp.xmlstream import ET

from conversing import talk

STATES = "{http://jabber.org/protocol/chatstates}"
DISPLAYED = "{urn:xmpp:chat-markers:0}displayed"


def sign(scene, name, ns, **attributes):
    message = scene.juliet.client.make_message(mto=scene.to, mtype="chat")
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


async def test_private_receipts_stay_private(world):
    scene = await talk(world, "direct")
    _, event = await scene.juliet_says(scene.words("Hast thou read this?"))
    await scene.romeo.call("POST", f"/v3/rooms/{scene.room}/receipt/m.read.private/{event['event_id']}", {})
    since = len(scene.juliet.messages)
    await scene.romeo_says(scene.words("what follows"))
    assert all(m.xml.find(DISPLAYED) is None for m in scene.juliet.messages.items[since:])
