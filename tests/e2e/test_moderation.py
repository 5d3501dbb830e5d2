"""Who is put out, let in and given power on one side finds himself so on the other."""

import pytest

from clients.matrix import messages
from scenes import ask_bot, people_of_the_street, meeting_places
from servers.ejabberd import Ejabberd
from servers.waiting import until


async def known_street(world, count=1, bot_affiliation="admin"):
    """A plumbed room whose MUC shows real addresses, and in which the bot has this affiliation."""
    street = await meeting_places(world, *await people_of_the_street(world, count))
    owner = street.xmpp[0]
    await owner.configure(street.muc, whois="anyone")
    if bot_affiliation:
        await owner.has_given(street.muc, world.bot_at_muc(), bot_affiliation)
    await ask_bot(world, street.matrix[0], street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    return street


async def becomes(person, room, user, membership, seconds=20):
    async def fact():
        return await person.membership_of(room, user) == membership
    await until(fact, f"{user} is {membership} in {room}", seconds, every=0.2)


async def last_change_of(person, room, user):
    return [event for event in await person.history(room)
            if event["type"] == "m.room.member" and event["state_key"] == user][-1]


async def test_a_matrix_moderators_kick_ban_and_unban_of_a_ghost_reach_the_muc(world):
    await kick_ban_and_unban_a_ghost(world)


async def kick_ban_and_unban_a_ghost(world):
    street = await known_street(world, 2)
    romeo, (juliet, nurse) = street.matrix[0], street.xmpp
    ghost = await romeo.member_named(street.room, nurse.nick)
    assert ghost == world.ghost_of(nurse)
    await romeo.kick(street.room, ghost, "enough")
    out = await nurse.is_removed(street.muc, 307)
    assert "enough" in str(out) and "Romeo Montague" in str(out), out
    assert await romeo.membership_of(street.room, ghost) == "leave"
    await nurse.join(street.muc)
    await becomes(romeo, street.room, ghost, "join")
    nurse.say(street.muc, "Here again.", groupchat=True)
    await romeo.hears(street.room, "Here again.", ghost)
    since = len(nurse.presences)
    await romeo.ban(street.room, ghost, "for good")
    await nurse.is_removed(street.muc, 301, since=since)
    assert nurse.bare in await juliet.outcasts(street.muc)
    await romeo.unban(street.room, ghost)

    async def is_forgiven():
        return nurse.bare not in await juliet.outcasts(street.muc)
    await until(is_forgiven, "the MUC's ban is lifted", every=0.2)
    await nurse.join(street.muc)
    await becomes(romeo, street.room, ghost, "join")


async def test_a_kick_and_a_ban_in_the_muc_fall_on_the_ghost(world):
    await kick_and_ban_an_occupant(world)


async def kick_and_ban_an_occupant(world):
    street = await known_street(world, 2)
    romeo, (juliet, nurse) = street.matrix[0], street.xmpp
    ghost = world.ghost_of(nurse)
    await juliet.has_kicked(street.muc, nurse.nick, "too loud")
    await becomes(romeo, street.room, ghost, "leave")
    change = await last_change_of(romeo, street.room, ghost)
    assert change["sender"] == world.bot and "too loud" in change["content"]["reason"], change
    nurse.rooms.pop(street.muc, None)
    await nurse.join(street.muc)
    await becomes(romeo, street.room, ghost, "join")
    await juliet.has_given(street.muc, nurse.bare, "outcast", "for good")
    await becomes(romeo, street.room, ghost, "ban")
    assert juliet.nick in (await last_change_of(romeo, street.room, ghost))["content"]["reason"] or \
        isinstance(world.xmpp, Ejabberd)
    await juliet.has_given(street.muc, nurse.bare, "member")  # as "none" she has no voice in ejabberd
    nurse.rooms.pop(street.muc, None)
    await nurse.join(street.muc)
    await becomes(romeo, street.room, ghost, "join")
    nurse.say(street.muc, "Forgiven.", groupchat=True)
    await romeo.hears(street.room, "Forgiven.", ghost)


async def test_a_kick_and_a_ban_of_a_puppet_fall_on_its_matrix_user(world):
    await kick_and_ban_a_puppet(world)


async def kick_and_ban_a_puppet(world):
    street = await known_street(world, 2)
    (romeo, benvolio), juliet = street.matrix, street.xmpp[0]
    await juliet.has_kicked(street.muc, benvolio.display_name, "too loud")
    await becomes(romeo, street.room, benvolio.user_id, "leave")
    change = await last_change_of(romeo, street.room, benvolio.user_id)
    assert change["sender"] == world.bot and "too loud" in change["content"]["reason"], change
    await romeo.invite(street.room, benvolio.user_id)
    await benvolio.join(street.room)
    await street.everybody_is_here()
    await benvolio.say(street.room, "Here again.")
    await juliet.hears("Here again.", groupchat=True)
    await juliet.has_given(street.muc, world.puppet_of(benvolio), "outcast", "for good")
    await becomes(romeo, street.room, benvolio.user_id, "ban")
    await juliet.has_given(street.muc, world.puppet_of(benvolio), "none")
    await becomes(romeo, street.room, benvolio.user_id, "leave")


async def test_whom_the_bridge_has_no_power_over_stays_out_of_the_muc_whatever_he_does(world):
    street = await known_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    since = len(romeo.events)
    await juliet.has_kicked(street.muc, romeo.display_name, "too loud")
    notice = await romeo.hears(street.room, lambda body: "kicked" in body, world.bot, since=since)
    assert "50" in notice["content"]["body"] and "too loud" in notice["content"]["body"], notice
    await romeo.say(street.room, "Let me in!")
    await world.bridge.process.kill()
    await world.bridge.start()
    await ask_bot(world, romeo, street.room, "status")

    async def is_entered():
        return "Matrix users there" in await ask_bot(world, romeo, street.room, "status")
    await until(is_entered, "the MUC is entered again", 40, every=0.5)
    await romeo.say(street.room, "Let me in again!")
    juliet.say(street.muc, "He is out.", groupchat=True)
    await romeo.hears(street.room, "He is out.")
    assert romeo.display_name not in juliet.occupants(street.muc)
    assert not [m for m in juliet.messages if "Let me in" in m["body"]]


async def test_a_kick_that_the_muc_does_not_allow_is_told_with_who_can_and_put_back(world):
    street = await known_street(world, 2, bot_affiliation=None)
    romeo, (juliet, nurse) = street.matrix[0], street.xmpp
    ghost = world.ghost_of(nurse)
    since = len(romeo.events)
    await romeo.kick(street.room, ghost)
    notice = await romeo.hears(street.room, lambda body: nurse.nick in body, world.bot, since=since)
    assert "moderator" in notice["content"]["body"] and juliet.nick in notice["content"]["body"], notice
    await becomes(romeo, street.room, ghost, "join")
    await romeo.ban(street.room, ghost)
    await romeo.hears(street.room, lambda body: "banned from this room alone" in body, world.bot, since=since)
    nurse.say(street.muc, "I am still here.", groupchat=True)
    juliet.say(street.muc, "So she is.", groupchat=True)
    await romeo.hears(street.room, "So she is.")
    assert "I am still here." not in messages(await romeo.history(street.room))
    assert await romeo.membership_of(street.room, ghost) == "ban"


async def test_topic_and_subject_follow_each_other(world):
    await topic_and_subject(world)


async def topic_and_subject(world):
    street = await known_street(world)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    juliet.set_subject(street.muc, "In fair Verona")

    async def topic_is(topic):
        async def fact():
            return ((await romeo.state(street.room, "m.room.topic")) or {}).get("topic") == topic
        await until(fact, f"the topic is {topic!r}", every=0.2)
    await topic_is("In fair Verona")
    since = len(juliet.messages)
    await romeo.set_state(street.room, "m.room.topic", {"topic": "where we lay our scene"})
    await juliet.sees_subject(street.muc, "where we lay our scene", since=since)
    juliet.set_subject(street.muc, "")
    await topic_is("")
    topics = [event for event in await romeo.history(street.room) if event["type"] == "m.room.topic"]
    assert [event["content"]["topic"] for event in topics] == ["In fair Verona", "where we lay our scene", ""]


async def test_a_new_name_of_the_muc_is_shown_and_one_of_the_room_as_well_where_the_bot_owns_the_muc(world):
    street = await known_street(world, bot_affiliation="owner")
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await juliet.configure(street.muc, roomname="The orchard")

    async def name_is():
        return (await romeo.state(street.room, "m.room.name"))["name"] == "The orchard"
    await until(name_is, "the room's name", every=0.2)
    await romeo.set_state(street.room, "m.room.name", {"name": "The balcony"})

    async def muc_name_is():
        info = await juliet.client.plugin["xep_0030"].get_info(jid=street.muc)
        return "The balcony" in {name for *_, name in info["disco_info"]["identities"]}
    await until(muc_name_is, "the MUC's name", every=0.2)


async def test_an_invitation_of_a_ghost_reaches_the_person_and_his_no_comes_back(world):
    street = await known_street(world)
    romeo = street.matrix[0]
    nurse = await world.xmpp_person("nurse")
    since = len(nurse.messages)
    await romeo.invite(street.room, world.ghost_of(nurse))
    invitation = await nurse.messages.wait_for(lambda m: "invite" in str(m) and street.muc in str(m), "invitation",
                                               since=since)
    decline = nurse.client.make_message(mto=street.muc)
    decline.append(invitation_answer(world.puppet_of(romeo)))
    decline.send()
    await becomes(romeo, street.room, world.ghost_of(nurse), "leave")
    await romeo.invite(street.room, world.ghost_of(nurse))
    await nurse.join(street.muc)
    await becomes(romeo, street.room, world.ghost_of(nurse), "join")
    assert invitation is not None


async def test_an_invitation_of_a_puppet_reaches_its_user(world):
    street = await known_street(world)
    juliet = street.xmpp[0]
    mercutio = await world.matrix_person("mercutio", display_name="Mercutio")
    message = juliet.client.make_message(mto=street.muc)
    message.append(invitation_answer(world.puppet_of(mercutio), "invite"))
    message.send()
    room, _ = await mercutio.is_invited()
    assert room == street.room
    since = len(juliet.messages)
    await mercutio.leave(room)
    await juliet.messages.wait_for(lambda m: "decline" in str(m), "his no", since=since)


def invitation_answer(to, kind="decline"):
    from slixmpp.xmlstream import ET
    x = ET.Element("{http://jabber.org/protocol/muc#user}x")
    ET.SubElement(x, "{http://jabber.org/protocol/muc#user}" + kind, {"to": to})
    return x


async def test_an_upgraded_room_and_a_moved_muc_are_followed(world):
    street = await known_street(world)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    upgraded = await romeo.call("POST", f"/v3/rooms/{street.room}/upgrade", {"new_version": "10"})
    old, street.room = street.room, upgraded["replacement_room"]
    await romeo.hears(old, lambda body: street.room in body, world.bot)
    await romeo.invite(street.room, world.bot)
    await street.everybody_is_here()
    await street.talk("Upgraded")
    new_muc = world.muc("orchard")
    await juliet.join(new_muc)
    await juliet.destroy(street.muc, new_muc)
    street.muc = new_muc
    await street.everybody_is_here()
    await street.talk("Moved")
    assert not [body for body in messages(await romeo.history(street.room)) if "cannot enter" in body]


async def test_a_muc_closed_for_good_is_told(world):
    street = await known_street(world)
    since = len(street.matrix[0].events)
    await street.xmpp[0].destroy(street.muc)
    await street.matrix[0].hears(street.room, lambda body: "closed by its owners" in body, world.bot, since=since)


async def test_who_cannot_be_brought_in_is_heard_through_the_bot(world):
    street = await known_street(world)
    romeo = street.matrix[0]
    levels = await romeo.state(street.room, "m.room.power_levels")
    levels["users"].pop(world.bot)
    levels["invite"] = 50
    await romeo.set_state(street.room, "m.room.power_levels", levels)
    nurse = await world.xmpp_person("nurse")
    await nurse.join(street.muc)
    nurse.say(street.muc, "Can you hear me?", groupchat=True)
    await romeo.hears(street.room, f"{nurse.nick}: Can you hear me?", world.bot)
    told = [body for body in messages(await romeo.history(street.room)) if "right to invite" in body]
    assert len(told) == 1 and romeo.user_id in told[0], told
    assert "power level" in await ask_bot(world, romeo, street.room, "status")
    levels["users"][world.bot] = 50
    await romeo.set_state(street.room, "m.room.power_levels", levels)
    nurse.say(street.muc, "And now?", groupchat=True)
    await romeo.hears(street.room, "And now?", world.ghost_of(nurse))


@pytest.mark.timeout(300)
async def test_moderation_goes_with_ejabberd_too(ejabberd_world):
    await kick_ban_and_unban_a_ghost(ejabberd_world)
    await kick_and_ban_an_occupant(ejabberd_world)
    await kick_and_ban_a_puppet(ejabberd_world)
    await topic_and_subject(ejabberd_world)
