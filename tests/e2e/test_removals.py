"""What moderators take away of what others have said (XEP-0425)."""

import pytest
from slixmpp.xmlstream import ET

from conversing import KINDS, MODERATE, RETRACT, talk


@pytest.mark.parametrize("kind", KINDS)
async def test_a_matrix_moderator_removes_what_was_said_on_xmpp(world, kind):
    scene = await talk(world, kind)
    stanza, event = await scene.juliet_says(scene.words("A plague on both your houses"))
    target = await scene.own_reference(stanza)
    since = len(scene.juliet.messages)
    await scene.redact(event["event_id"], "unkind")
    if kind == "hosted":  # XEP-0425 §3.3: the room says so
        gone = await scene.stanza("the removal", lambda m: m.xml.find(f"{RETRACT}retract") is not None, since)
        assert gone["from"].full == scene.to
        retract = gone.xml.find(f"{RETRACT}retract")
        assert retract.get("id") == target
        assert retract.find(f"{MODERATE}moderated").get("by") == scene.he
        assert retract.findtext(f"{RETRACT}reason") == "unkind"
    else:  # this MUC, like a contact's client, lets nobody of ours do that
        await scene.juliet.hears(lambda body: "removed a message" in body and "unkind" in body, scene.he, since=since)


async def test_an_xmpp_moderator_removes_what_was_said_on_matrix(world):
    scene = await talk(world, "hosted")
    event, heard = await scene.romeo_says(scene.words("A plague on both your houses"))
    order = ET.fromstring(f"<moderate xmlns='urn:xmpp:message-moderate:1' id='{event}'>"
                          "<retract xmlns='urn:xmpp:message-retract:1'/><reason xmlns='urn:xmpp:message-moderate:1'>unkind</reason></moderate>")
    refusal = await scene.juliet.send_iq(scene.to, order, "set")
    assert refusal["type"] == "error" and refusal["error"]["condition"] == "forbidden"
    levels = await scene.romeo.state(scene.room, "m.room.power_levels")
    levels["users"][world.ghost_of(scene.juliet)] = 50
    await scene.romeo.set_state(scene.room, "m.room.power_levels", levels)
    assert (await scene.juliet.send_iq(scene.to, order, "set"))["type"] == "result"
    gone = await scene.event("the redaction", lambda e: e["type"] == "m.room.redaction")
    assert event in (gone.get("redacts"), gone["content"].get("redacts"))
    assert gone["content"]["reason"] == "unkind" and gone["sender"] == world.ghost_of(scene.juliet)
    await scene.stanza("the removal", lambda m: m.xml.find(f"{RETRACT}retract/{MODERATE}moderated") is not None)
