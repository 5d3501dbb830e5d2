"""Rooms that the bridge makes for MUCs: by alias, by command, and what is said where there can be none."""

import time

import pytest
import slixmpp
from slixmpp.xmlstream import ET

from clients.matrix import Refused, messages
from scenes import BOT_NICK, ask_bot, office_of, plumbed_street, power_of, unbridge
from servers.waiting import until
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


async def test_joining_an_alias_makes_the_room_of_a_muc(world):
    juliet, muc = await garden_of(world)
    await configure(juliet, muc, roomname="The Garden", roomdesc="Where roses grow")
    romeo = await world.matrix_person("romeo", display_name="Romeo")
    room = await join_alias(romeo, muc)
    assert (await romeo.state(room, "m.room.name"))["name"] == "The Garden"
    assert (await romeo.state(room, "m.room.topic"))["topic"] == "Where roses grow"
    assert (await romeo.state(room, "m.room.canonical_alias"))["alias"] == alias_of(muc)
    assert (await romeo.state(room, "m.room.history_visibility"))["history_visibility"] == "shared"
    assert await power_of(romeo, room, world.bot) >= 100
    key = f"org.bascule://xmpp/{muc.split('@')[1]}/{muc.replace('@', '%40')}"
    for kind in ("m.bridge", "uk.half-shot.bridge"):
        note = await romeo.state(room, kind, key)
        assert note["protocol"]["id"] == "xmpp" and note["channel"]["id"] == muc, note
        assert note["channel"]["displayname"] == "The Garden" and note["bridgebot"] == world.bot
    await juliet.sees_occupants(muc, {juliet.nick, "Romeo", BOT_NICK})
    await romeo.member_named(room, juliet.nick)
    await romeo.say(room, "It is the east.")
    await juliet.hears("It is the east.", f"{muc}/Romeo", groupchat=True)
    juliet.say(muc, "Ay me!", groupchat=True)
    await romeo.hears(room, "Ay me!")


async def test_all_who_join_an_alias_meet_in_one_room(world):
    juliet, muc = await garden_of(world)
    romeo, benvolio = await world.matrix_person("romeo"), await world.matrix_person("benvolio")
    room = await join_alias(romeo, muc)
    assert await join_alias(benvolio, muc) == room
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, benvolio.name, BOT_NICK})


async def test_the_command_makes_the_room_and_invites(world):
    juliet, muc = await garden_of(world)
    romeo = await world.matrix_person("romeo")
    office = await office_of(world, romeo)
    answer = await ask_bot(world, romeo, office, f"join xmpp:{muc}?join")
    assert alias_of(muc) in answer, answer
    room, _ = await romeo.is_invited(world.bot)
    await romeo.join(room)
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, BOT_NICK})
    assert alias_of(muc) in await ask_bot(world, romeo, office, f"join {muc}")
    assert muc in await ask_bot(world, romeo, room, "status")


async def test_a_muc_that_does_not_exist_says_so_and_is_not_made(world):
    romeo = await world.matrix_person("romeo")
    muc = world.muc("nowhere")
    office = await office_of(world, romeo)
    assert "does not exist" in await ask_bot(world, romeo, office, f"join {muc}")
    assert await refusal_of_alias(romeo, muc) == "M_NOT_FOUND"
    juliet = await world.xmpp_person("juliet")
    query = ET.Element("{http://jabber.org/protocol/disco#info}query")
    assert (await juliet.send_iq(slixmpp.JID(muc), query))["type"] == "error"


async def test_a_person_and_a_server_are_no_mucs(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    office = await office_of(world, romeo)
    assert "no room" in await ask_bot(world, romeo, office, f"join {juliet.bare}")
    assert "no address of a MUC" in await ask_bot(world, romeo, office, f"join {world.xmpp.muc_domain}")
    assert await refusal_of_alias(romeo, juliet.bare) == "M_NOT_FOUND"


async def test_a_muc_for_members_says_so(world):
    juliet, muc = await garden_of(world)
    await configure(juliet, muc, membersonly="1")
    romeo = await world.matrix_person("romeo")
    office = await office_of(world, romeo)
    answer = await ask_bot(world, romeo, office, f"join {muc}")
    assert "members only" in answer and f"_xmpp_bot@{world.xmpp.component}" in answer, answer
    assert await refusal_of_alias(romeo, muc) == "M_NOT_FOUND"
    await set_affiliation(juliet, muc, f"_xmpp_bot@{world.xmpp.component}", "member")
    answer = await ask_bot(world, romeo, office, f"join {muc}")
    assert "you are none" in answer, answer
    await set_affiliation(juliet, muc, world.puppet_of(romeo), "member")
    assert "You are invited" in await ask_bot(world, romeo, office, f"join {muc}")
    room, _ = await romeo.is_invited(world.bot)
    await romeo.join(room)
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, BOT_NICK})
    assert await refusal_of_alias(await world.matrix_person("benvolio"), muc) == "M_FORBIDDEN"


async def test_a_muc_that_has_banned_the_bridge_says_so(world):
    juliet, muc = await garden_of(world)
    await set_affiliation(juliet, muc, world.xmpp.component, "outcast")
    romeo = await world.matrix_person("romeo")
    assert "banned" in await ask_bot(world, romeo, await office_of(world, romeo), f"join {muc}")
    assert await refusal_of_alias(romeo, muc) == "M_NOT_FOUND"


async def test_a_password_is_asked_for_remembered_and_mended(world):
    juliet, muc = await garden_of(world)
    await configure(juliet, muc, passwordprotectedroom="1", roomsecret="rose")
    romeo = await world.matrix_person("romeo")
    office = await office_of(world, romeo)
    assert await refusal_of_alias(romeo, muc) == "M_NOT_FOUND"
    assert "has a password" in await ask_bot(world, romeo, office, f"join {muc}")
    assert "this is not it" in await ask_bot(world, romeo, office, f"join {muc} thorn")
    assert "You are invited" in await ask_bot(world, romeo, office, f"join {muc} rose")
    room, _ = await romeo.is_invited(world.bot)
    await romeo.join(room)
    everybody = {juliet.nick, romeo.name, BOT_NICK}
    await juliet.sees_occupants(muc, everybody)
    benvolio = await world.matrix_person("benvolio")
    assert await refusal_of_alias(benvolio, muc) == "M_FORBIDDEN", "nobody comes in without the password"
    await world.bridge.restart()
    await juliet.sees_occupants(muc, everybody)
    await configure(juliet, muc, passwordprotectedroom="1", roomsecret="thorn")
    await world.bridge.restart()
    await juliet.sees_occupants(muc, {juliet.nick})
    await romeo.hears(room, lambda body: "cannot enter" in body, sender=world.bot)
    assert "this is not it" in await ask_bot(world, romeo, office, f"join {muc} rose")
    await ask_bot(world, romeo, office, f"join {muc} thorn")
    await juliet.sees_occupants(muc, everybody)
    await romeo.say(room, "Here I am.")
    await juliet.hears("Here I am.", groupchat=True)


async def test_a_room_of_the_bridge_itself_is_refused(world):
    romeo = await world.matrix_person("romeo")
    office = await office_of(world, romeo)
    answer = await ask_bot(world, romeo, office, f"join #verona%{MATRIX_DOMAIN}@{world.xmpp.component}")
    assert "join it in Matrix" in answer, answer


async def test_those_whom_the_admin_blocks_get_no_room(world):
    tybalt = await world.matrix_person("tybalt", exact=True)
    juliet, muc = await garden_of(world)
    office = await office_of_blocked(world, tybalt)
    assert "does not allow" in await ask_bot(world, tybalt, office, f"join {muc}")
    assert juliet.occupants(muc) == {juliet.nick}


async def office_of_blocked(world, person):
    """A room with the bot and somebody whose invitations it declines."""
    romeo = await world.matrix_person("romeo")
    room = await romeo.create_room(invite=[world.bot, person.user_id])
    await romeo.sees_member(room, "join", world.bot)
    await person.join(room)
    return room


async def test_the_last_messages_are_in_the_room_with_their_time(world):
    juliet, muc = await garden_of(world)
    said = [f"Line {number}" for number in range(1, 24)]
    for line in said:
        juliet.say(muc, line, groupchat=True)
        await juliet.hears(line, groupchat=True)
    before = time.time()
    await until(lambda: time.time() - before > 1.1, "a second has passed")
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    juliet.say(muc, "Line 24", groupchat=True)
    await romeo.hears(room, "Line 24")
    history = [event for event in await romeo.history(room) if event["type"] == "m.room.message"]
    assert messages(history) == said[-20:] + ["Line 24"]
    old = history[:20]
    assert all(event["origin_server_ts"] / 1000 < before + 0.5 for event in old)
    assert {event["content"]["msgtype"] for event in old} == {"m.text"}
    assert await notified_of(romeo, room) <= {"Line 24"}


async def notified_of(person, room):
    """The messages of which the homeserver has notified somebody."""
    answer = await person.call("GET", "/v3/notifications", limit=100)
    return {entry["event"]["content"].get("body") for entry in answer["notifications"] if entry["room_id"] == room}


async def test_an_existing_room_gets_the_last_messages_without_a_notification(world):
    juliet, muc = await garden_of(world)
    for number in range(5):
        juliet.say(muc, f"Line {number}", groupchat=True)
        await juliet.hears(f"Line {number}", groupchat=True)
    romeo = await world.matrix_person("romeo")
    room = await romeo.create_room("Street", invite=[world.bot], preset="public_chat")
    await romeo.sees_member(room, "join", world.bot)
    await romeo.say(room, f"!xmpp bridge {muc}")
    await romeo.hears(room, "Line 4")
    assert [body for body in messages(await romeo.history(room)) if body.startswith("Line")] == [
        f"Line {number}" for number in range(5)]
    juliet.say(muc, "Line 5", groupchat=True)
    await romeo.hears(room, "Line 5")

    async def lines():
        return {body for body in await notified_of(romeo, room) if (body or "").startswith("Line")}
    assert await until(lines, "Romeo is notified") == {"Line 5"}


async def test_bridging_again_does_not_double_what_is_there(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await street.talk("Once")
    assert street.muc in await unbridge(world, romeo, street.room)
    juliet.say(street.muc, "Missed", groupchat=True)
    await juliet.hears("Missed", groupchat=True)
    await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    await romeo.hears(street.room, "Missed")
    await street.everybody_is_here()
    await street.talk("Twice")
    said = messages(await romeo.history(street.room))
    for body in ("Once from Matrix", "Once from XMPP", "Missed", "Twice from XMPP"):
        assert said.count(body) == 1, (body, said)


async def test_a_portal_is_there_again_after_a_crash(world):
    juliet, muc = await garden_of(world)
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, BOT_NICK})
    await world.bridge.process.kill()
    juliet.say(muc, "Missed by the bridge", groupchat=True)
    await romeo.say(room, "Missed as well")
    await world.bridge.start()
    await romeo.hears(room, "Missed by the bridge", seconds=40)
    await juliet.hears("Missed as well", groupchat=True, seconds=40)
    assert await join_alias(await world.matrix_person("benvolio"), muc) == room


async def test_when_everybody_has_left_the_bot_keeps_the_room_for_the_next(world):
    juliet, muc = await garden_of(world)
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, BOT_NICK})
    await romeo.leave(room)
    await juliet.sees_occupants(muc, {juliet.nick, BOT_NICK})
    juliet.say(muc, "Is anybody here?", groupchat=True)
    await juliet.hears("Is anybody here?", groupchat=True)
    benvolio = await world.matrix_person("benvolio")
    assert await join_alias(benvolio, muc) == room
    await juliet.sees_occupants(muc, {juliet.nick, benvolio.name, BOT_NICK})

    async def has_history():
        return "Is anybody here?" in messages(await benvolio.history(room))
    await until(has_history, "the room has what was said meanwhile", every=0.2)
