"""What people tell the bot in Matrix rooms, and what it answers."""

from clients.matrix import messages
from scenes import GREETING, ask_bot, ask_bot_alone, invite_ghost, office_of, plumbed_street, unbridge
from servers.waiting import until
from world import COMPONENT, MATRIX_DOMAIN


async def notice_of_bot(world, person, room, command):
    """The content of the bot's answer."""
    since = len(person.events)
    await person.say(room, f"!xmpp {command}")
    answer = await person.hears(room, lambda body: True, sender=world.bot, since=since)
    return answer["content"]


async def test_tables_come_as_html_and_read_well_without(world):
    romeo = await world.matrix_person("romeo")
    office = await office_of(world, romeo)
    content = await notice_of_bot(world, romeo, office, "help")
    assert content["msgtype"] == "m.notice" and content["format"] == "org.matrix.custom.html"
    assert "<table>" in content["formatted_body"] and "<td>!xmpp chat JID</td>" in content["formatted_body"]
    assert "\n!xmpp chat JID – " in content["body"] and "<" not in content["body"]
    assert "formatted_body" not in await notice_of_bot(world, romeo, office, "version")


async def test_a_command_said_before_the_bot_has_come_is_answered_once(world):
    romeo = await world.matrix_person("romeo")
    await world.bridge.process.stop()
    room = await romeo.create_room(is_direct=True)
    await romeo.say(room, "!xmpp help")  # before the invitation: said to nobody
    await romeo.invite(room, world.bot)
    await romeo.say(room, "!xmpp version")
    await world.bridge.start()
    await romeo.hears(room, lambda body: body.startswith(GREETING), world.bot, "m.notice")
    await romeo.hears(room, lambda body: "Bascule" in body, world.bot, "m.notice")
    await world.bridge.restart()
    assert "yet another" in await ask_bot(world, romeo, room, "whois yet another")
    assert len(messages(await romeo.history(room), world.bot)) == 3


async def test_help_shows_what_one_may_do_there(world):
    street = await plumbed_street(world, 1)
    romeo = street.matrix[0]
    in_room = await ask_bot(world, romeo, street.room, "help")
    assert "!xmpp unbridge" in in_room and "!xmpp members" in in_room and "!xmpp audit" not in in_room
    in_office = await ask_bot(world, romeo, await office_of(world, romeo), "help")
    assert "!xmpp unbridge" not in in_office and "!xmpp bridge" in in_office
    assert "garden@" in await ask_bot(world, romeo, street.room, "help bridge")


async def test_a_bridge_ends_only_by_the_word_of_the_one_who_asked(world):
    street = await plumbed_street(world, 2)
    romeo, benvolio = street.matrix
    assert "!xmpp confirm" in await ask_bot(world, romeo, street.room, "unbridge")
    assert "nothing to confirm" in await ask_bot(world, benvolio, street.room, "confirm")
    assert "no longer bridged" in await ask_bot(world, romeo, street.room, "confirm")
    assert "nothing to confirm" in await ask_bot(world, romeo, street.room, "confirm")


async def test_what_was_asked_before_a_restart_has_to_be_asked_again(world):
    street = await plumbed_street(world, 1)
    romeo = street.matrix[0]
    await ask_bot(world, romeo, street.room, "unbridge")
    await world.bridge.process.stop()
    await world.bridge.start()
    assert "nothing to confirm" in await ask_bot(world, romeo, street.room, "confirm")
    await street.everybody_is_here()


async def test_an_admin_is_shown_who_changed_what_alone(world):
    street = await plumbed_street(world, 1)
    romeo = street.matrix[0]
    await unbridge(world, romeo, street.room)
    escalus = await world.matrix_person("escalus", exact=True)
    hall = await escalus.create_room(invite=[world.bot, romeo.user_id])
    await escalus.sees_member(hall, "join", world.bot)
    await romeo.join(hall)
    answer = await ask_bot_alone(world, escalus, hall, "audit")
    lines = [line for line in answer.splitlines() if street.room in line]
    assert len(lines) == 2 and "unbridge – done" in lines[0] and f"bridge {street.muc} – done" in lines[1], answer
    assert all(romeo.user_id in line for line in lines)
    assert "permission" in await ask_bot(world, romeo, hall, "audit")


async def test_addresses_are_told_both_ways(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    office = await office_of(world, romeo)
    assert world.ghost_of(juliet) in await ask_bot(world, romeo, office, f"whois {juliet.bare}")
    assert juliet.bare in await ask_bot(world, romeo, office, f"whois {world.ghost_of(juliet)}")
    assert world.puppet_of(romeo) in await ask_bot(world, romeo, office, f"whois {romeo.user_id}")
    assert f"#_xmpp_garden=40rooms.capulet.example:{MATRIX_DOMAIN}" in await ask_bot(
        world, romeo, office, "whois xmpp:garden@rooms.capulet.example?join")
    assert COMPONENT in await ask_bot(world, romeo, office, f"whois #verona:{MATRIX_DOMAIN}")
    assert f"@{COMPONENT}, the address of the room" in await ask_bot(world, romeo, office, f"whois {office}")


async def test_the_members_of_a_bridged_room_are_told_with_both_names(world):
    street = await plumbed_street(world, 2)
    answer = await ask_bot(world, street.matrix[0], street.room, "members")
    for person in street.matrix:
        assert f"{person.display_name} – Matrix – {person.user_id}" in answer
    for person in street.xmpp:
        ghost = await street.matrix[0].member_named(street.room, person.nick)
        assert f"{person.nick} – XMPP – {ghost}" in answer
        assert ghost in await ask_bot(world, street.matrix[0], street.room, f"whois {person.nick}")


async def test_somebody_of_xmpp_is_invited_and_a_nick_is_told(world):
    street = await plumbed_street(world, 1)
    romeo, nurse = street.matrix[0], await world.xmpp_person("nurse")
    assert nurse.bare in await ask_bot(world, romeo, street.room, f"invite {nurse.bare}")
    await nurse.messages.wait_for(lambda m: "invite" in str(m) and m["from"].bare == street.muc, "an invitation")
    assert f"“{romeo.display_name}”" in await ask_bot(world, romeo, street.room, "nick")


async def test_a_chat_begins_by_a_link_and_ends_by_command(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    office = await office_of(world, romeo)
    since = len(romeo.invitations)
    await romeo.say(office, f"!xmpp chat xmpp:{juliet.bare}")
    room, _ = await romeo.is_invited(by=world.ghost_of(juliet), since=since)
    await romeo.join(room)
    await romeo.say(room, "But soft!")
    await juliet.hears("But soft!")
    await romeo.say(room, "!xmpp leave")
    await romeo.hears(room, lambda body: "!xmpp confirm" in body)
    await romeo.say(room, "!xmpp confirm")
    await romeo.sees_member(room, "leave", world.ghost_of(juliet))
    since = len(romeo.invitations)
    juliet.say(world.puppet_of(romeo), "Wherefore?")
    fresh, _ = await romeo.is_invited(by=world.ghost_of(juliet), since=since)
    assert fresh != room
    await romeo.join(fresh)
    assert "!xmpp confirm" in await ask_bot(world, romeo, office, f"leave {juliet.bare}")
    assert "is over" in await ask_bot(world, romeo, office, "confirm")
    assert "You have no chat" in await ask_bot(world, romeo, office, f"leave {juliet.bare}")
    assert "no direct chat" in await ask_bot(world, romeo, office, "leave")


async def test_a_muc_is_joined_and_not_chatted_with(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    muc = world.muc("garden")
    await juliet.join(muc)
    office = await office_of(world, romeo)
    assert f"join {muc}" in await ask_bot(world, romeo, office, f"chat {muc}")


async def test_a_blocked_person_is_not_chatted_with(world):
    romeo = await world.matrix_person("romeo")
    office = await office_of(world, romeo)
    answer = await ask_bot(world, romeo, office, "chat tybalt@capulet.example")
    assert "does not allow tybalt@capulet.example" in answer


async def test_links_are_turned_into_what_works_on_the_other_side(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await romeo.say(street.room, f"Ask https://matrix.to/#/{world.ghost_of(juliet)}, or matrix:u/{romeo.user_id[1:]}!")
    await juliet.hears(f"Ask xmpp:{juliet.bare}, or xmpp:{world.puppet_of(romeo).replace('%', '%25')}!", groupchat=True)
    juliet.say(street.muc, f"Come to xmpp:{street.muc}?join with xmpp:{world.puppet_of(romeo).replace('%', '%25')}.",
               groupchat=True)
    alias = f"%23_xmpp_{street.muc.replace('@', '%3D40')}%3A{MATRIX_DOMAIN}"
    await romeo.hears(street.room, f"Come to https://matrix.to/#/{alias} with "
                                   f"https://matrix.to/#/%40{romeo.name}%3A{MATRIX_DOMAIN}.")


async def test_links_cross_a_direct_chat_too(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await invite_ghost(world, romeo, juliet)
    await romeo.say(room, f"https://matrix.to/#/{romeo.user_id}")
    await juliet.hears(f"xmpp:{world.puppet_of(romeo).replace('%', '%25')}")
    juliet.say(world.puppet_of(romeo), "xmpp:nurse@capulet.example")
    await romeo.hears(room, f"https://matrix.to/#/%40_xmpp_nurse%3D40capulet.example%3A{MATRIX_DOMAIN}")


async def test_clients_find_people_and_rooms_of_xmpp_through_their_homeserver(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    ghost = world.ghost_of(juliet)

    async def protocol():
        return "xmpp" in await romeo.call("GET", "/v3/thirdparty/protocols")
    await until(protocol, "the homeserver knows the protocol")
    users = await romeo.call("GET", "/v3/thirdparty/user/xmpp", jid=juliet.bare)
    assert users == [{"userid": ghost, "protocol": "xmpp", "fields": {"jid": juliet.bare}}]
    rooms = await romeo.call("GET", "/v3/thirdparty/location/xmpp", room="garden@rooms.capulet.example")
    alias = f"#_xmpp_garden=40rooms.capulet.example:{MATRIX_DOMAIN}"
    assert rooms == [{"alias": alias, "protocol": "xmpp", "fields": {"room": "garden@rooms.capulet.example"}}]
    assert await romeo.call("GET", "/v3/thirdparty/user/xmpp", mxid=ghost) == users
    assert await romeo.call("GET", "/v3/thirdparty/location/xmpp", alias=alias) == rooms
    assert await romeo.call("GET", "/v3/thirdparty/user/xmpp", jid="no address") == []


async def test_a_portal_is_listed_among_the_rooms_of_its_network(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    muc = world.muc("listed")
    await juliet.join(muc)
    office = await office_of(world, romeo)
    answer = await ask_bot(world, romeo, office, f"join {muc}")
    assert "You are invited" in answer, answer
    room, _ = await romeo.is_invited(by=world.bot, since=0)
    protocols = await romeo.call("GET", "/v3/thirdparty/protocols")
    instance = protocols["xmpp"]["instances"][0]["instance_id"]

    async def listed():
        page = await romeo.call("POST", "/v3/publicRooms", {"third_party_instance_id": instance, "limit": 500})
        return [one["room_id"] for one in page["chunk"]]

    async def shows():
        return room in await listed()
    await until(shows, "the room is in the list of the network")
    await romeo.join(room)
    assert "no longer bridged" in await unbridge(world, romeo, room)
    assert room not in await listed()
