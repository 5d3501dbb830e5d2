"""A Matrix room as a MUC that our component hosts (XEP-0045 as a service)."""

from clients.matrix import messages
from clients.xmpp import XmppPerson, statuses
from gateway_scenes import (admin, enter, gets_out, hall, is_member, item_of, join_error, listed, pings_himself,
                            sees_seat, subject_of)


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


async def test_matrix_moderators_kick_and_ban(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet, nurse)
    since = len(nurse.presences)
    await place.owner.call("POST", f"/v3/rooms/{place.room}/kick",
                           {"user_id": world.ghost_of(juliet), "reason": "Too loud"})
    out = await gets_out(juliet, place.muc, "307")
    assert out.xml.find(".//{*}reason").text == "Too loud"
    assert out.xml.find(".//{*}actor").attrib["nick"] == "Romeo Montague"
    seen = await nurse.sees_presence(place.seat(juliet.nick), "unavailable", since=since)
    assert "307" in statuses(seen) and item_of(seen).attrib["role"] == "none"
    assert await juliet.is_bounced(juliet.say(place.muc, "Still here?", groupchat=True)) == "not-acceptable"
    await enter(place, juliet)
    since = len(juliet.presences)
    await place.owner.call("POST", f"/v3/rooms/{place.room}/ban", {"user_id": world.ghost_of(juliet)})
    out = await gets_out(juliet, place.muc, "301", since=since)
    assert item_of(out).attrib["affiliation"] == "outcast"
    assert await join_error(juliet, place.muc) == "forbidden"
    await place.owner.call("POST", f"/v3/rooms/{place.room}/unban", {"user_id": world.ghost_of(juliet)})
    await enter(place, juliet)


async def test_xmpp_moderators_kick_ban_and_promote_with_the_power_of_their_ghosts(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    benvolio = await world.matrix_person("benvolio", display_name="Benvolio")
    await benvolio.join(place.room)
    await enter(place, juliet, nurse)
    assert (await admin(juliet, place.muc, nick=nurse.nick, role="none"))["error"]["condition"] == "forbidden"
    assert await listed(juliet, place.muc, affiliation="outcast") == "forbidden"
    assert [item["nick"] for item in await listed(juliet, place.muc, affiliation="owner")] == ["Romeo Montague"]

    since = len(nurse.presences)
    levels = await place.owner.state(place.room, "m.room.power_levels")
    levels["users"][world.ghost_of(juliet)] = 50
    await place.owner.call("PUT", f"/v3/rooms/{place.room}/state/m.room.power_levels", levels)
    await sees_seat(nurse, place.seat(juliet.nick), lambda p: item_of(p).attrib["role"] == "moderator", since=since)

    assert (await admin(juliet, place.muc, "Peace", nick="Benvolio", role="none"))["type"] == "result"
    left = await place.owner.sees_member(place.room, "leave", benvolio.user_id)
    assert left["sender"] == world.ghost_of(juliet) and left["content"]["reason"] == "Peace"
    seen = await nurse.sees_presence(place.seat("Benvolio"), "unavailable", since=since)
    assert "307" in statuses(seen)
    assert (await admin(juliet, place.muc, jid=nurse.bare, affiliation="outcast"))["type"] == "result"
    await gets_out(nurse, place.muc, "301")
    assert [item["jid"] for item in await listed(juliet, place.muc, affiliation="outcast")] == [nurse.bare]
    assert await join_error(nurse, place.muc) == "forbidden"
    assert (await admin(juliet, place.muc, jid=nurse.bare, affiliation="none"))["type"] == "result"
    await enter(place, nurse)
    answer = await admin(juliet, place.muc, nick="Romeo Montague", role="none")
    assert answer["error"]["condition"] == "not-allowed"


async def test_a_voice_is_a_matter_of_power(world):
    place = await hall(world, power_level_content_override={"events_default": 10})
    juliet = await world.xmpp_person("juliet")
    await enter(place, juliet)
    own = await sees_seat(juliet, place.seat(juliet.nick), lambda p: "110" in statuses(p))
    assert item_of(own).attrib["role"] == "visitor"
    assert await juliet.is_bounced(juliet.say(place.muc, "May I?", groupchat=True)) == "forbidden"
    levels = await place.owner.state(place.room, "m.room.power_levels")
    levels["users"][world.ghost_of(juliet)] = 10
    await place.owner.call("PUT", f"/v3/rooms/{place.room}/state/m.room.power_levels", levels)
    await sees_seat(juliet, place.seat(juliet.nick), lambda p: item_of(p).attrib["role"] == "participant")
    juliet.say(place.muc, "Thank you.", groupchat=True)
    await place.owner.hears(place.room, "Thank you.")


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
    await juliet.hears("Sleep well", groupchat=False)
    assert await juliet.is_bounced(juliet.say(place.seat("Nobody"), "?")) == "item-not-found"


async def test_a_private_room_takes_an_invitation(world):
    place = await hall(world, public=False)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    assert await join_error(juliet, place.muc) == "registration-required"
    await place.owner.invite(place.room, world.ghost_of(juliet))
    asked = await juliet.messages.wait_for(lambda m: m.xml.find("{jabber:x:conference}x") is not None, "an invitation")
    handle = asked.xml.find("{jabber:x:conference}x").attrib["jid"]
    await juliet.join(handle)
    await place.owner.say(place.room, "Welcome")
    await juliet.hears("Welcome", f"{handle}/Romeo Montague", groupchat=True)
    assert await join_error(nurse, place.muc) == "registration-required"
    # Whoever is in may invite, as the Matrix room allows it.
    message = juliet.client.make_message(mto=handle)
    invite = message.xml.makeelement("{http://jabber.org/protocol/muc#user}x", {})
    invite.append(message.xml.makeelement("{http://jabber.org/protocol/muc#user}invite", {"to": nurse.bare}))
    message.xml.append(invite)
    message.send()
    await nurse.messages.wait_for(lambda m: m.xml.find("{jabber:x:conference}x") is not None, "an invitation")
    await nurse.join(handle)
    await place.owner.sees_member(place.room, "join", world.ghost_of(nurse))


async def test_a_wrong_address_and_a_blocked_person_are_told_so(world):
    juliet, tybalt = await world.xmpp_person("juliet"), await world.xmpp_person("tybalt", exact=True)
    assert await join_error(juliet, "#nowhere%montague.example@matrix.montague.example") == "item-not-found"
    place = await hall(world)
    assert await join_error(tybalt, place.muc) == "forbidden"


async def test_a_restart_puts_nobody_out(world):
    place = await hall(world)
    juliet = await world.xmpp_person("juliet")
    await enter(place, juliet)
    since = len(juliet.presences)
    await world.bridge.process.kill()
    juliet.say(place.muc, "Hello?", groupchat=True)
    await place.owner.say(place.room, "Into the dark")
    await world.bridge.start()
    await juliet.hears("Into the dark", place.seat("Romeo Montague"), groupchat=True, seconds=60)
    juliet.say(place.muc, "There you are", groupchat=True)
    await place.owner.hears(place.room, "There you are", world.ghost_of(juliet), seconds=60)
    assert [p for p in juliet.presences.items[since:] if p["from"].bare == place.muc] == []


async def test_a_shutdown_is_announced_and_outlived(world):
    place = await hall(world)
    juliet = await world.xmpp_person("juliet")
    await enter(place, juliet)
    since = len(juliet.presences)
    await world.bridge.process.stop()
    await gets_out(juliet, place.muc, "332", since=since)
    await world.bridge.start()
    await enter(place, juliet, seconds=60)
    await place.owner.say(place.room, "Again")
    await juliet.hears("Again", place.seat("Romeo Montague"), groupchat=True)
    await is_member(place, world.ghost_of(juliet))


async def test_an_upgrade_of_the_room_ends_the_muc_and_names_the_new_one(world):
    place = await hall(world)
    juliet = await world.xmpp_person("juliet")
    await enter(place, juliet)
    since = len(juliet.presences)
    await place.owner.call("POST", f"/v3/rooms/{place.room}/upgrade", {"new_version": "10"})
    out = await juliet.presences.wait_for(lambda p: p.xml.find(".//{*}destroy") is not None, "the end", 20, since)
    venue = out.xml.find(".//{*}destroy").attrib["jid"]
    await juliet.join(venue)
    await juliet.presences.wait_for(lambda p: p["from"].bare == venue and p["from"].resource == "Romeo Montague",
                                    "Romeo there", since=since)
