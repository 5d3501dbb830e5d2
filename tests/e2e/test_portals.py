"""Rooms that the bridge makes for MUCs: by alias, by command, and what is said where there can be none."""

import slixmpp
from slixmpp.xmlstream import ET

from gardens import alias_of, configure, garden_of, join_alias, refusal_of_alias, set_affiliation
from scenes import BOT_NICK, ask_bot, office_of, plumbed_street, power_of, unbridge
from world import MATRIX_DOMAIN


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


async def test_the_alias_of_a_plumbed_muc_leads_to_its_room_where_that_is_public(world):
    street = await plumbed_street(world, 1)
    romeo, benvolio = street.matrix[0], await world.matrix_person("benvolio")
    assert await refusal_of_alias(benvolio, street.muc) == "M_NOT_FOUND"
    office = await office_of(world, benvolio)
    assert "by invitation only" in await ask_bot(world, benvolio, office, f"join {street.muc}")
    await romeo.call("PUT", f"/v3/rooms/{street.room}/state/m.room.join_rules", {"join_rule": "public"})
    assert await join_alias(benvolio, street.muc) == street.room
    await unbridge(world, romeo, street.room)
    other = await join_alias(await world.matrix_person("mercutio"), street.muc)
    assert other != street.room
