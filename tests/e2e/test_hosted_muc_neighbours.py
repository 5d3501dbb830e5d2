"""Hosted MUCs of rooms that are bridged in other ways as well, and of people whom the bridge does not serve."""

import slixmpp
from slixmpp.xmlstream import ET

from gardens import garden_of, join_alias
from gateway_scenes import Hall, enter, hall, join_error
from halls import all_bodies, bodies, query
from halls import enter as enter_and_listen
from scenes import ask_bot, meeting_places, people_of_the_street
from world import COMPONENT, MATRIX_DOMAIN

MUC_USER = "{http://jabber.org/protocol/muc#user}"
GONE = "{urn:ietf:params:xml:ns:xmpp-stanzas}gone"


async def hall_of(street):
    """The plumbed room as a MUC of our component."""
    alias = street.muc.split("@")[0]
    await street.matrix[0].call("PUT", f"/v3/directory/room/%23{alias}%3A{MATRIX_DOMAIN}", {"room_id": street.room})
    return Hall(street.world, street.matrix[0], street.room, f"#{alias}%{MATRIX_DOMAIN}@{COMPONENT}")


async def test_a_hosted_muc_gives_way_to_the_muc_that_its_room_is_bridged_to(world):
    street = await meeting_places(world, *await people_of_the_street(world))
    juliet, nurse = street.xmpp[:2]
    await street.matrix[0].set_state(street.room, "m.room.join_rules", {"join_rule": "public"})
    place = await hall_of(street)
    await enter(place, nurse)
    since = len(nurse.presences)
    await ask_bot(world, street.matrix[0], street.room, f"bridge {street.muc}")
    end = await nurse.presences.wait_for(
        lambda p: p["from"].bare == place.muc and p.xml.find(f".//{MUC_USER}destroy") is not None,
        "the end of the hosted MUC", 20, since)
    assert end.xml.find(f".//{MUC_USER}destroy").get("jid") == street.muc
    assert await join_error(juliet, place.muc) == "gone"
    await street.everybody_is_here()
    await street.talk("In one place")


async def test_who_asks_for_a_portal_is_sent_to_its_muc(world):
    juliet, muc = await garden_of(world)
    romeo, nurse = await world.matrix_person("romeo"), await world.xmpp_person("nurse")
    unbridged = f"#_xmpp_{world.muc('orchard').replace('@', '=40')}%{MATRIX_DOMAIN}@{COMPONENT}"
    assert await join_error(nurse, unbridged) == "gone"
    await join_alias(romeo, muc)
    address = f"#_xmpp_{muc.replace('@', '=40')}%{MATRIX_DOMAIN}@{COMPONENT}"
    since = len(nurse.presences)
    assert await join_error(nurse, address) == "gone"
    refusal = next(p for p in nurse.presences.items[since:] if p["type"] == "error")
    assert refusal.xml.find(f".//{GONE}").text == f"xmpp:{muc}?join"
    assert muc in refusal["error"]["text"]
    answer = await nurse.send_iq(slixmpp.JID(address), ET.Element("{http://jabber.org/protocol/disco#info}query"))
    assert answer["error"]["condition"] == "gone" and answer.xml.find(f".//{GONE}").text == f"xmpp:{muc}?join"


async def test_nothing_of_a_blocked_matrix_user_is_shown(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    tybalt = await world.matrix_person("tybalt", exact=True)
    await tybalt.join(place.room)
    await enter(place, juliet)
    await tybalt.say(place.room, "What, drawn, and talk of peace?")
    await place.owner.say(place.room, "I do but keep the peace")
    await juliet.hears("I do but keep the peace", groupchat=True)
    assert "What, drawn, and talk of peace?" not in bodies(juliet.messages)
    assert bodies(await enter_and_listen(nurse, place.muc)) == ["I do but keep the peace"]
    assert await all_bodies(nurse, place.muc) == ["I do but keep the peace"]


async def test_links_work_in_what_is_said_and_in_what_was_said(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet)
    await place.owner.say(place.room, f"Come to https://matrix.to/#/#mantua:{MATRIX_DOMAIN} at noon")
    words = f"Come to xmpp:%23mantua%25{MATRIX_DOMAIN}@{COMPONENT}?join at noon"
    await juliet.hears(words, groupchat=True)
    juliet.say(place.muc, f"And you to xmpp:%23belmont%25{MATRIX_DOMAIN}@{COMPONENT}?join", groupchat=True)
    await place.owner.hears(place.room, lambda body: f"https://matrix.to/#/%23belmont%3A{MATRIX_DOMAIN}" in body
                            or f"https://matrix.to/#/#belmont:{MATRIX_DOMAIN}" in body)
    told = bodies(await enter_and_listen(nurse, place.muc))
    assert told[0] == words and "xmpp:%23belmont" in told[1]
    assert (await query(nurse, place.muc)).bodies == told
