"""Who may do what in a Matrix room that our component hosts as a MUC: the homeserver judges."""

import slixmpp
from slixmpp.xmlstream import ET

from clients.xmpp import MUC_USER, statuses
from gateway_scenes import (admin, enter, gets_out, hall, is_member, item_of, join_error, listed, pings_himself,
                            sees_seat)
from world import COMPONENT, MATRIX_DOMAIN


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


async def test_a_knock_is_a_registration(world):
    place = await hall(world, public=False, initial_state=[
        {"type": "m.room.join_rules", "content": {"join_rule": "knock"}}])
    juliet = await world.xmpp_person("juliet")
    await place.owner.invite(place.room, world.bot)
    await place.owner.sees_member(place.room, "join", world.bot)
    assert await join_error(juliet, place.muc) == "registration-required"
    query = ET.Element("{jabber:iq:register}query")
    form = (await juliet.send_iq(slixmpp.JID(place.muc), query)).xml.find(".//{jabber:x:data}x")
    assert "muc#register_reason" in {field.attrib["var"] for field in form.iter("{jabber:x:data}field")}
    answer = ET.Element("{jabber:iq:register}query")
    filled = ET.SubElement(answer, "{jabber:x:data}x", {"type": "submit"})
    field = ET.SubElement(filled, "{jabber:x:data}field", {"var": "muc#register_reason"})
    ET.SubElement(field, "{jabber:x:data}value").text = "I am a Capulet"
    assert (await juliet.send_iq(slixmpp.JID(place.muc), answer, "set"))["type"] == "result"
    knock = await place.owner.sees_member(place.room, "knock", world.ghost_of(juliet))
    assert knock["content"]["reason"] == "I am a Capulet"
    await place.owner.invite(place.room, world.ghost_of(juliet))
    await juliet.messages.wait_for(lambda m: m.xml.find("{jabber:x:conference}x") is not None, "an invitation")
    await enter(place, juliet)


async def test_a_declined_invitation_is_a_leave(world):
    place = await hall(world, public=False)
    juliet = await world.xmpp_person("juliet")
    await place.owner.invite(place.room, world.ghost_of(juliet))
    asked = await juliet.messages.wait_for(lambda m: m.xml.find("{jabber:x:conference}x") is not None, "an invitation")
    message = juliet.client.make_message(mto=asked["from"].bare)
    user = ET.SubElement(message.xml, "{http://jabber.org/protocol/muc#user}x")
    decline = ET.SubElement(user, "{http://jabber.org/protocol/muc#user}decline", {"to": world.puppet_of(place.owner)})
    ET.SubElement(decline, "{http://jabber.org/protocol/muc#user}reason").text = "Too late"
    message.send()
    left = await place.owner.sees_member(place.room, "leave", world.ghost_of(juliet))
    assert left["content"].get("reason") == "Too late"


def send_decline(person, room, to):
    message = person.client.make_message(mto=room)
    ET.SubElement(ET.SubElement(message.xml, f"{MUC_USER}x"), f"{MUC_USER}decline", {"to": to})
    message.send()


async def test_who_is_in_and_who_is_not_invited_decline_nothing(world):
    place = await hall(world)
    juliet, nurse, eve = [await world.xmpp_person(name) for name in ("juliet", "nurse", "eve")]
    second = world.muc("second").split("@")[0]
    await place.owner.call("PUT", f"/v3/directory/room/%23{second}%3A{MATRIX_DOMAIN}", {"room_id": place.room})
    other = f"#{second}%{MATRIX_DOMAIN}@{COMPONENT}"
    await eve.join(other)
    eve.leave(other)
    await enter(place, nurse, eve)
    since = len(nurse.messages)
    for room in (place.muc, other):
        send_decline(eve, room, nurse.bare)
        send_decline(juliet, room, nurse.bare)
    eve.say(other, "A mark", groupchat=True)  # what comes after the declines at this address
    await eve.messages.wait_for(lambda m: m["type"] == "error" and m["from"].bare == other, "her words are refused")
    await place.owner.say(place.room, "Who is there?")
    await nurse.hears("Who is there?", groupchat=True)
    await eve.hears("Who is there?", groupchat=True)
    assert [m for m in nurse.messages.items[since:] if "decline" in str(m)] == []
    assert await place.owner.membership_of(place.room, world.ghost_of(eve)) == "join"


async def test_who_puts_himself_out_has_left(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet, nurse)
    levels = await place.owner.state(place.room, "m.room.power_levels")
    levels["users"][world.ghost_of(juliet)] = 50
    await place.owner.set_state(place.room, "m.room.power_levels", levels)
    await sees_seat(nurse, place.seat(juliet.nick), lambda p: item_of(p).get("role") == "moderator")
    banned = await admin(juliet, place.muc, jid=juliet.bare, affiliation="outcast")
    assert banned["error"]["condition"] == "conflict"
    assert (await admin(juliet, place.muc, nick=juliet.nick, role="none"))["type"] == "result"
    await gets_out(juliet, place.muc, "307")
    await nurse.sees_presence(place.seat(juliet.nick), "unavailable")
    assert await pings_himself(juliet, place.muc, juliet.nick) == "not-acceptable"
    since = len(juliet.messages)
    await place.owner.say(place.room, "Is she gone?")
    await nurse.hears("Is she gone?", groupchat=True)
    await is_member(place, world.ghost_of(juliet), "leave")
    assert [m["body"] for m in juliet.messages.items[since:] if m["body"]] == []


async def test_outsiders_do_not_learn_who_is_in(world):
    place = await hall(world)
    juliet, eve = await world.xmpp_person("juliet"), await world.xmpp_person("eve")
    await enter(place, juliet)
    avatar = "<items node='urn:xmpp:avatar:metadata'/>"
    for payload in ("<query xmlns='http://jabber.org/protocol/disco#info'/>",
                    "<query xmlns='http://jabber.org/protocol/disco#items'/>", "<vCard xmlns='vcard-temp'/>",
                    "<query xmlns='urn:xmpp:mam:2'/>", "<query xmlns='jabber:iq:register'/>",
                    f"<pubsub xmlns='http://jabber.org/protocol/pubsub'>{avatar}</pubsub>"):
        for nick in ("Romeo Montague", juliet.nick, "Nobody"):
            answer = await eve.send_iq(slixmpp.JID(place.seat(nick)), ET.fromstring(payload), "get")
            assert answer["error"]["condition"] == "bad-request", (nick, str(answer))


async def test_power_is_a_hat(world):
    place = await hall(world)
    juliet = await world.xmpp_person("juliet")
    juliet.client.register_plugin("xep_0317")
    benvolio = await world.matrix_person("benvolio", display_name="Benvolio")
    await benvolio.join(place.room)
    await enter(place, juliet)

    def hats_of(presence):
        return [(hat["title"], hat["uri"]) for hat in presence["hats"]["hats"]]
    owner = await sees_seat(juliet, place.seat("Romeo Montague"), lambda p: p["type"] == "available")
    assert hats_of(owner) in ([("Admin (100)", "urn:bascule:power:admin-100")],
                              [("Creator", "urn:bascule:power:creator")])
    plain = await sees_seat(juliet, place.seat("Benvolio"), lambda p: p["type"] == "available")
    assert hats_of(plain) == []
    since = len(juliet.presences)
    levels = await place.owner.state(place.room, "m.room.power_levels")
    levels["users"].update({benvolio.user_id: 50, world.ghost_of(juliet): 100})
    await place.owner.call("PUT", f"/v3/rooms/{place.room}/state/m.room.power_levels", levels)
    raised = await sees_seat(juliet, place.seat("Benvolio"), hats_of, since=since)
    assert hats_of(raised) == [("Moderator (50)", "urn:bascule:power:moderator-50")]
    own = await sees_seat(juliet, place.seat(juliet.nick), hats_of, since=since)
    assert hats_of(own) == [("Admin (100)", "urn:bascule:power:admin-100")]
