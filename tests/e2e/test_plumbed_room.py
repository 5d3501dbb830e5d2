"""An existing room and an existing MUC, joined by command."""

import time

import slixmpp
from slixmpp.xmlstream import ET

from clients.matrix import messages
from scenes import BOT_NICK, ask_bot, ask_bot_alone, meeting_places, people_of_the_street, plumbed_street, unbridge
from servers.waiting import until


async def test_the_bot_says_what_it_can_do_and_how_it_stands(world):
    street = await meeting_places(world, *await people_of_the_street(world, 1))
    romeo = street.matrix[0]
    help_text = await ask_bot(world, romeo, street.room, "help")
    for command in ("bridge", "status", "list", "chat"):
        assert command in help_text, help_text
    assert street.muc not in await ask_bot(world, romeo, street.room, "status")
    assert street.muc in await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    assert street.muc in await ask_bot(world, romeo, street.room, "status")
    assert street.muc in await ask_bot_alone(world, romeo, street.room, "list")
    assert "help" in await ask_bot(world, romeo, street.room, "fandango")


async def test_three_people_on_each_side_hear_each_other_in_order(world):
    street = await plumbed_street(world)
    for number in range(10):
        for person in street.matrix:
            await person.say(street.room, f"{person.display_name} {number}")
        for person in street.xmpp:
            person.say(street.muc, f"{person.nick} {number}", groupchat=True)
    for person in street.xmpp:
        for speaker in street.matrix:
            await person.hears(f"{speaker.display_name} 9", f"{street.muc}/{speaker.display_name}", groupchat=True)
    for person in street.matrix:
        for speaker in street.xmpp:
            await person.hears(street.room, f"{speaker.nick} 9")
    archive = [(m["from"].resource, m["body"]) for m in await street.xmpp[0].archive(street.muc)]
    for speaker in street.matrix:
        said = [body for nick, body in archive if nick == speaker.display_name]
        assert said[-10:] == [f"{speaker.display_name} {number}" for number in range(10)]
    for speaker in street.xmpp:
        ghost = await street.matrix[0].member_named(street.room, speaker.nick)
        assert messages(await street.matrix[0].history(street.room), ghost) == [f"{speaker.nick} {n}" for n in range(10)]


async def test_emotes_and_notices_cross_a_plumbed_room(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await romeo.say(street.room, "climbs the wall", "m.emote")
    await juliet.hears("/me climbs the wall", f"{street.muc}/{romeo.display_name}")
    await romeo.say(street.room, "The orchard walls are high.", "m.notice")
    await juliet.hears("The orchard walls are high.", f"{street.muc}/{romeo.display_name}")
    juliet.say(street.muc, "/me starts", groupchat=True)
    await romeo.hears(street.room, "starts", msgtype="m.emote")


async def test_joins_and_leaves_are_carried_across(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    benvolio = await world.matrix_person("benvolio", display_name="Benvolio")
    await romeo.invite(street.room, benvolio.user_id)
    await benvolio.join(street.room)
    await juliet.sees_occupants(street.muc, street.nicks | {"Benvolio"})
    await benvolio.leave(street.room)
    await juliet.sees_occupants(street.muc, street.nicks)
    nurse = await world.xmpp_person("nurse")
    await nurse.join(street.muc)
    ghost = await romeo.member_named(street.room, nurse.nick)
    nurse.leave(street.muc)
    await romeo.sees_member(street.room, "leave", ghost)


async def test_a_ghost_leaves_only_after_the_leave_delay(world):
    street = await plumbed_street(world, 2)
    romeo = street.matrix[0]
    leaver, returner = street.xmpp
    leavers_ghost = await romeo.member_named(street.room, leaver.nick)
    returners_ghost = await romeo.member_named(street.room, returner.nick)
    left_at = time.time()
    returner.leave(street.muc)
    leaver.leave(street.muc)
    await returner.join(street.muc)
    leave = await romeo.sees_member(street.room, "leave", leavers_ghost)
    assert leave["origin_server_ts"] / 1000 - left_at >= 2.9
    returner.say(street.muc, "Here again.", groupchat=True)
    await romeo.hears(street.room, "Here again.", returners_ghost)
    gone = [event for event in await romeo.history(street.room) if event["type"] == "m.room.member"
            and event["state_key"] == returners_ghost and event["content"]["membership"] == "leave"]
    assert gone == []


async def test_unbridging_takes_ghosts_and_puppets_away(world):
    street = await plumbed_street(world)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    assert street.muc in await unbridge(world, romeo, street.room)
    await juliet.sees_occupants(street.muc, {person.nick for person in street.xmpp})

    async def only_our_own():
        return set(await romeo.members(street.room)) == {person.user_id for person in street.matrix} | {world.bot}
    await until(only_our_own, "all ghosts have left")
    assert street.muc not in await ask_bot(world, romeo, street.room, "status")
    juliet.say(street.muc, "Anybody?", groupchat=True)
    await juliet.hears("Anybody?", groupchat=True)
    await romeo.say(street.room, "Nobody.")
    assert "Anybody?" not in messages(await romeo.history(street.room))
    assert street.muc in await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    await street.talk("Again")


async def test_bridging_is_refused_to_those_without_permission(world):
    guest = await world.matrix_person("guest", exact=True, display_name="Guest")
    guest.display_name = "Guest"
    juliet = await world.xmpp_person("juliet")
    street = await meeting_places(world, [guest], [juliet])
    answer = await ask_bot(world, guest, street.room, f"bridge {street.muc}")
    assert "plumb" in answer, answer
    assert juliet.occupants(street.muc) == {juliet.nick}


async def test_bridging_is_refused_to_those_without_power_in_the_room(world):
    street = await meeting_places(world, *await people_of_the_street(world, 2))
    benvolio = street.matrix[1]
    answer = await ask_bot(world, benvolio, street.room, f"bridge {street.muc}")
    assert "power" in answer.lower() and "50" in answer, answer


async def test_bridging_is_refused_where_the_muc_lets_nobody_in(world):
    street = await meeting_places(world, *await people_of_the_street(world, 1))
    await make_members_only(street.xmpp[0], street.muc)
    answer = await ask_bot(world, street.matrix[0], street.room, f"bridge {street.muc}")
    assert "member" in answer.lower(), answer
    assert BOT_NICK not in street.xmpp[0].occupants(street.muc)


async def test_bridging_is_refused_for_what_is_no_muc(world):
    street = await meeting_places(world, *await people_of_the_street(world, 1))
    answer = await ask_bot(world, street.matrix[0], street.room, "bridge not@@a@muc")
    assert "!xmpp" in answer or "address" in answer.lower() or "not@@a@muc" in answer, answer
    answer = await ask_bot(world, street.matrix[0], street.room, f"bridge {street.xmpp[0].bare}")
    assert street.xmpp[0].bare in answer, answer


async def test_two_people_with_one_name_are_told_apart(world):
    street = await meeting_places(world, *await people_of_the_street(world, 2))
    first, second = street.matrix
    await second.set_display_name(first.display_name)
    await first.say(street.room, f"!xmpp bridge {street.muc}")
    juliet = street.xmpp[0]
    expected = len(street.xmpp) + len(street.matrix) + 1

    await until(lambda: len(juliet.occupants(street.muc)) == expected, "two puppets with different nicks", 30)
    await first.say(street.room, "I am the first.")
    await second.say(street.room, "I am the second.")
    one = await juliet.hears("I am the first.", groupchat=True)
    other = await juliet.hears("I am the second.", groupchat=True)
    assert one["from"] != other["from"]


async def make_members_only(owner, muc):
    """Sets the MUC's configuration (XEP-0045 §10.2)."""
    query = ET.Element("{http://jabber.org/protocol/muc#owner}query")
    form = ET.SubElement(query, "{jabber:x:data}x", {"type": "submit"})
    fields = {"FORM_TYPE": "http://jabber.org/protocol/muc#roomconfig", "muc#roomconfig_membersonly": "1"}
    for name, value in fields.items():
        field = ET.SubElement(form, "{jabber:x:data}field", {"var": name})
        ET.SubElement(field, "{jabber:x:data}value").text = value
    answer = await owner.send_iq(slixmpp.JID(muc), query, "set")
    assert answer["type"] == "result", answer
