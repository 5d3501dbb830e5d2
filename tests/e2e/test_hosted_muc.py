"""A Matrix room as a MUC that our component hosts (XEP-0045 as a service)."""

from clients.matrix import messages
from clients.xmpp import MUC_USER, XmppPerson, statuses
from gateway_scenes import enter, hall, item_of, join_error, pings_himself, sees_seat, subject_of


async def another_session(world, person, resource):
    """The same account from a second device."""
    again = XmppPerson(person.server, person.bare, resource=resource)
    world._people.append(again)
    await again.start()
    return again


async def test_somebody_of_xmpp_enters_a_matrix_room_and_talks(world):
    place = await hall(world, topic="Two households")
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet)
    await juliet.sees_occupants(place.muc, {juliet.nick, "Romeo Montague", "Bascule"})
    own = next(p for p in juliet.presences if p["from"].full == place.seat(juliet.nick))
    assert {"100", "110", "170"} <= statuses(own)
    assert juliet.presences.items.index(own) == len(juliet.presences) - 1, "one's own presence comes last"
    romeo_seen = next(p for p in juliet.presences if p["from"].full == place.seat("Romeo Montague"))
    assert item_of(romeo_seen).attrib["affiliation"] == "owner"
    assert item_of(romeo_seen).attrib["jid"].startswith(world.puppet_of(place.owner))
    await subject_of(juliet, place.muc, "Two households")
    await place.owner.sees_member(place.room, "join", world.ghost_of(juliet))

    await place.owner.say(place.room, "But soft")
    heard = await juliet.hears("But soft", place.seat("Romeo Montague"), groupchat=True)
    assert heard["stanza_id"]["id"].startswith("$") and heard["stanza_id"]["by"] == place.muc
    sent = juliet.say(place.muc, "Ay me!", groupchat=True)
    event = await place.owner.hears(place.room, "Ay me!", world.ghost_of(juliet))
    reflected = await juliet.hears("Ay me!", place.seat(juliet.nick), groupchat=True)
    assert reflected["id"] == sent
    assert reflected["stanza_id"]["id"] == event["event_id"]
    assert reflected.xml.find("{urn:xmpp:occupant-id:0}occupant-id").attrib["id"]

    since = len(juliet.presences)
    await enter(place, nurse)
    await sees_seat(juliet, place.seat(nurse.nick), lambda p: item_of(p).attrib["jid"] == nurse.full, since=since)
    nurse.say(place.muc, "/me sighs", groupchat=True)
    await place.owner.hears(place.room, "sighs", msgtype="m.emote")
    await juliet.hears("/me sighs", place.seat(nurse.nick), groupchat=True)


async def test_everybody_sees_one_order(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet, nurse)
    for number in range(10):
        await place.owner.say(place.room, f"Romeo {number}")
        juliet.say(place.muc, f"Juliet {number}", groupchat=True)
        nurse.say(place.muc, f"Nurse {number}", groupchat=True)
    for who in ("Romeo", "Juliet", "Nurse"):
        await juliet.hears(f"{who} 9", groupchat=True)
        await nurse.hears(f"{who} 9", groupchat=True)
        await place.owner.hears(place.room, f"{who} 9")
    said = messages(await place.owner.history(place.room))
    for person in (juliet, nurse):
        assert [m["body"] for m in person.messages if m["type"] == "groupchat" and m["body"]] == said


async def test_several_sessions_of_one_person_share_a_nick(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, nurse, juliet)
    phone = await another_session(world, juliet, "phone")
    await phone.join(place.muc, juliet.nick)
    await place.owner.say(place.room, "To both")
    for session in (juliet, phone):
        await session.hears("To both", groupchat=True)
    since = len(nurse.presences)
    juliet.leave(place.muc)
    await juliet.presences.wait_for(lambda p: p["type"] == "unavailable" and "110" in statuses(p), "her leave")
    phone.say(place.muc, "Still here", groupchat=True)
    await nurse.hears("Still here", place.seat(juliet.nick), groupchat=True)
    assert juliet.nick in nurse.occupants(place.muc)
    phone.leave(place.muc)
    await nurse.sees_presence(place.seat(juliet.nick), "unavailable", since=since)
    await place.owner.sees_member(place.room, "leave", world.ghost_of(juliet), seconds=30)


async def test_nicks_are_unique_and_can_be_changed(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet)
    assert await join_error(nurse, place.muc, juliet.nick) == "conflict"
    assert await join_error(nurse, place.muc, "Romeo  Montague") == "conflict"
    assert await join_error(nurse, place.muc, "") == "jid-malformed"
    await enter(place, nurse)
    since = len(nurse.presences)
    juliet.client.send_presence(pto=place.seat("Capulet"))
    gone = await nurse.sees_presence(place.seat(juliet.nick), "unavailable", since=since)
    assert "303" in statuses(gone) and item_of(gone).attrib["nick"] == "Capulet"
    await nurse.sees_presence(place.seat("Capulet"), since=since)
    await juliet.presences.wait_for(lambda p: {"110", "303"} <= statuses(p), "that it is her own")
    await place.owner.sees_member(place.room, "join", world.ghost_of(juliet), display_name="Capulet")
    juliet.client.send_presence(pto=place.seat(nurse.nick))
    await juliet.presences.wait_for(lambda p: p["type"] == "error" and p["error"]["condition"] == "conflict", "no")
    await place.owner.set_display_name("Just Romeo")
    gone = await nurse.sees_presence(place.seat("Romeo Montague"), "unavailable", since=since)
    assert "303" in statuses(gone) and item_of(gone).attrib["nick"] == "Just Romeo"


async def test_who_enters_again_is_told_all_again(world):
    place = await hall(world, topic="Act II")
    juliet = await world.xmpp_person("juliet")
    await enter(place, juliet)
    await subject_of(juliet, place.muc, "Act II")
    since, heard = len(juliet.presences), len(juliet.messages)
    await juliet.join(place.muc)
    assert juliet.occupants(place.muc) == {juliet.nick, "Romeo Montague", "Bascule"}
    assert [p["type"] for p in juliet.presences.items[since:] if p["type"] != "available"] == []
    await subject_of(juliet, place.muc, "Act II", since=heard)


async def test_a_self_ping_tells_whether_one_is_in(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet)
    assert await pings_himself(juliet, place.muc, juliet.nick) is None
    assert await pings_himself(juliet, place.muc, "Nobody") == "item-not-found"
    assert await pings_himself(nurse, place.muc, juliet.nick) == "not-acceptable"
    juliet.leave(place.muc)
    await juliet.presences.wait_for(lambda p: p["type"] == "unavailable" and "110" in statuses(p), "her leave")
    assert await pings_himself(juliet, place.muc, juliet.nick) == "not-acceptable"


async def test_who_is_not_in_cannot_speak(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet)
    assert await nurse.is_bounced(nurse.say(place.muc, "Madam!", groupchat=True)) == "not-acceptable"
    assert await nurse.is_bounced(nurse.say(place.seat(juliet.nick), "Madam!")) == "not-acceptable"
    assert await juliet.is_bounced(juliet.say(place.muc, "Anon")) == "bad-request"
    assert await juliet.is_bounced(juliet.say(place.seat("Bascule"), "Anon", groupchat=True)) == "bad-request"
    assert messages(await place.owner.history(place.room)) == []


async def test_the_topic_is_the_subject(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet)
    await subject_of(juliet, place.muc, "")
    await place.owner.call("PUT", f"/v3/rooms/{place.room}/state/m.room.topic", {"topic": "By Romeo"})
    told = await subject_of(juliet, place.muc, "By Romeo")
    assert told["from"].resource == "Romeo Montague"
    message = juliet.client.make_message(mto=place.muc, mtype="groupchat", msubject="By Juliet")
    message["id"] = "refused-subject"
    message.send()
    assert await juliet.is_bounced("refused-subject") == "forbidden"
    levels = await place.owner.state(place.room, "m.room.power_levels")
    levels["events"]["m.room.topic"] = 0
    await place.owner.call("PUT", f"/v3/rooms/{place.room}/state/m.room.power_levels", levels)
    message = juliet.client.make_message(mto=place.muc, mtype="groupchat", msubject="By Juliet")
    message.send()
    told = await subject_of(juliet, place.muc, "By Juliet")
    assert told["from"].resource == juliet.nick
    assert (await place.owner.state(place.room, "m.room.topic"))["topic"] == "By Juliet"
    await enter(place, nurse)
    told = await subject_of(nurse, place.muc, "By Juliet")
    assert told["from"].resource == juliet.nick and told["delay"]["stamp"]


async def test_private_messages_reach_both_kinds_of_people(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet, nurse)
    sent = juliet.say(place.seat(nurse.nick), "Psst")
    heard = await nurse.hears("Psst", place.seat(juliet.nick), groupchat=False)
    assert heard["id"] == sent
    juliet.say(place.seat("Romeo Montague"), "Good night")
    room, _ = await place.owner.is_invited(world.ghost_of(juliet))
    await place.owner.join(room)
    await place.owner.hears(room, "Good night", world.ghost_of(juliet))
    await place.owner.say(room, "Sleep well")
    answer = await juliet.hears("Sleep well", place.seat("Romeo Montague"), groupchat=False)
    assert answer.xml.find(f"{MUC_USER}x") is not None, "marked as a message of the room"
    juliet.say(world.puppet_of(place.owner), "And you")
    await place.owner.hears(room, "And you")
    await place.owner.say(room, "Till tomorrow")
    await juliet.hears("Till tomorrow", world.puppet_of(place.owner), groupchat=False)
    assert await juliet.is_bounced(juliet.say(place.seat("Nobody"), "?")) == "item-not-found"


async def test_a_wrong_address_and_a_blocked_person_are_told_so(world):
    juliet, tybalt = await world.xmpp_person("juliet"), await world.xmpp_person("tybalt", exact=True)
    assert await join_error(juliet, "#nowhere%montague.example@matrix.montague.example") == "item-not-found"
    place = await hall(world)
    assert await join_error(tybalt, place.muc) == "forbidden"
