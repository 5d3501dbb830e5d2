"""What cannot be read: whoever wrote is told, once, and both sides when a room turns encrypted. And chats of two."""

from slixmpp.xmlstream import ET

from clients.matrix import messages
from gateway_scenes import enter, hall, join_error
from scenes import BOT_NICK, ask_bot, invite_ghost, meeting_places, office_of, people_of_the_street, plumbed_street
from servers.waiting import TooLate, until
from test_direct_chat import chat_begun_by_xmpp, talk_both_ways

OMEMO = "{eu.siacs.conversations.axolotl}"


def say_encrypted(person, to, groupchat=False):
    """Sends what an OMEMO client sends."""
    message = person.client.make_message(mto=to, mtype="groupchat" if groupchat else "chat",
                                         mbody="I sent you an OMEMO encrypted message but your client doesn't support it")
    message["id"] = person.new_id()
    encrypted = ET.SubElement(message.xml, f"{OMEMO}encrypted")
    ET.SubElement(encrypted, f"{OMEMO}header", sid="1")
    ET.SubElement(encrypted, f"{OMEMO}payload").text = "Zm9ydHk="
    message.send()
    return message["id"]


async def send_encrypted(person, room):
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgAEnACgAkLmt6", "session_id": "s", "sender_key": "k",
               "device_id": "D"}
    return await person.send(room, content, kind="m.room.encrypted")


async def encrypt(person, room):
    await person.call("PUT", f"/v3/rooms/{room}/state/m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})


def about_encryption(events):
    return [event for event in events if event["type"] == "m.room.message"
            and event["content"].get("msgtype") == "m.notice" and "encrypted" in event["content"]["body"]]


async def test_an_encrypted_message_in_a_chat_comes_back_and_its_writer_is_told_once(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    puppet = world.puppet_of(romeo)
    room, _ = await chat_begun_by_xmpp(world, romeo, juliet)
    for _ in range(2):
        assert await juliet.is_bounced(say_encrypted(juliet, puppet)) == "not-acceptable"
    await juliet.hears(lambda body: "OMEMO off" in body, puppet)
    await talk_both_ways(world, romeo, juliet, room)
    told = [m for m in juliet.messages if m["type"] == "chat" and "OMEMO off" in m["body"]]
    assert len(told) == 1, told
    assert len(about_encryption(await romeo.history(room))) == 1
    assert not [body for body in messages(await romeo.history(room)) if "doesn't support" in body]


async def test_an_encrypted_message_in_a_muc_is_told_to_the_room_and_privately_to_its_writer(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    for _ in range(2):
        say_encrypted(juliet, street.muc, groupchat=True)
    await juliet.hears(lambda body: "OMEMO off" in body, f"{street.muc}/{BOT_NICK}", groupchat=False)
    await romeo.hears(street.room, lambda body: juliet.nick in body and "encrypted" in body, world.bot)
    await street.talk("Openly")
    assert len([m for m in juliet.messages if m["type"] == "chat" and "OMEMO off" in m["body"]]) == 1
    assert len(about_encryption(await romeo.history(street.room))) == 1


async def test_when_a_bridged_room_turns_encrypted_both_sides_are_told(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await encrypt(romeo, street.room)
    await romeo.hears(street.room, lambda body: "encrypted" in body, world.bot, "m.notice")
    await juliet.hears(lambda body: "encrypted" in body, f"{street.muc}/{BOT_NICK}", groupchat=True)
    await send_encrypted(romeo, street.room)
    await romeo.hears(street.room, lambda body: romeo.user_id in body and "encrypted" in body, world.bot, "m.notice")
    told = len(about_encryption(await romeo.history(street.room)))
    await world.bridge.restart()
    await send_encrypted(romeo, street.room)
    await street.everybody_is_here()
    juliet.say(street.muc, "Still heard", groupchat=True)
    await romeo.hears(street.room, "Still heard")
    # Behind the encrypted event in the room's queue.
    await romeo.say(street.room, "said in clear")
    await juliet.hears("said in clear", groupchat=True)
    assert len(about_encryption(await romeo.history(street.room))) == told, "told again after a restart"


async def test_when_a_chat_turns_encrypted_both_are_told(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await invite_ghost(world, romeo, juliet)
    await encrypt(romeo, room)
    await romeo.hears(room, lambda body: "encrypted" in body, world.ghost_of(juliet), "m.notice")
    await juliet.hears(lambda body: "encrypted" in body, world.puppet_of(romeo))


async def test_an_encrypted_room_is_not_bridged(world):
    street = await meeting_places(world, *await people_of_the_street(world, 1))
    romeo = street.matrix[0]
    await encrypt(romeo, street.room)
    assert "encrypted" in await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    assert street.muc not in await ask_bot(world, romeo, street.room, "status")


async def test_when_a_hosted_room_turns_encrypted_its_people_are_told_and_nobody_else_gets_in(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet)
    await encrypt(place.owner, place.room)
    await juliet.hears(lambda body: "encrypted" in body, place.muc, groupchat=True)
    await place.owner.hears(place.room, lambda body: "encrypted" in body, world.bot, "m.notice")
    assert await join_error(nurse, place.muc) == "not-allowed"
    since = len(place.owner.events)
    await send_encrypted(place.owner, place.room)
    await place.owner.hears(place.room, lambda body: place.owner.user_id in body, world.bot, "m.notice", since=since)


async def test_a_ghost_does_not_stay_in_an_encrypted_room(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    room = await romeo.create_room(invite=[world.ghost_of(juliet)], is_direct=True, initial_state=state)
    await romeo.hears(room, lambda body: "encrypted" in body, world.ghost_of(juliet), "m.notice")
    await romeo.sees_member(room, "leave", world.ghost_of(juliet))


async def test_an_encrypted_chat_with_the_bot_is_told_once_how_to_begin_another(world):
    romeo = await world.matrix_person("romeo")
    state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    room = await romeo.create_room(invite=[world.bot], is_direct=True, initial_state=state)
    await romeo.hears(room, lambda body: "turn encryption off" in body, world.bot, "m.notice")
    await send_encrypted(romeo, room)
    await world.bridge.restart()
    await send_encrypted(romeo, room)
    await ask_bot(world, romeo, room, "version")
    assert len(about_encryption(await romeo.history(room))) == 1
    assert world.bot in await romeo.members(room)


async def test_a_chat_with_the_bot_that_turns_encrypted_is_told(world):
    romeo = await world.matrix_person("romeo")
    room = await office_of(world, romeo)
    await encrypt(romeo, room)
    await romeo.hears(room, lambda body: "turn encryption off" in body, world.bot, "m.notice")


async def test_a_third_person_in_a_chat_of_two_is_told_and_does_not_cross(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    benvolio = await world.matrix_person("benvolio")
    room = await invite_ghost(world, romeo, juliet)
    ghost = world.ghost_of(juliet)
    await romeo.invite(room, benvolio.user_id)
    await benvolio.join(room)
    await benvolio.hears(room, lambda body: benvolio.user_id in body, ghost, "m.notice")
    since = len(benvolio.events)
    await benvolio.say(room, "Good morrow, cousin.")
    await benvolio.hears(room, lambda body: benvolio.user_id in body, ghost, "m.notice", since=since)
    await talk_both_ways(world, romeo, juliet, room)
    assert not [m for m in juliet.messages if m["body"] == "Good morrow, cousin."]


async def test_a_group_chat_with_two_ghosts_is_refused_with_words(world):
    romeo = await world.matrix_person("romeo")
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    ghosts = [world.ghost_of(juliet), world.ghost_of(nurse)]
    room = await romeo.create_room(invite=ghosts, is_direct=True)
    await romeo.hears(room, lambda body: "chat of two" in body, msgtype="m.notice")
    assert len(set(ghosts) & set(await romeo.members(room))) == 1


async def test_a_message_to_a_user_who_was_erased_comes_back(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    puppet = world.puppet_of(romeo)
    await chat_begun_by_xmpp(world, romeo, juliet)
    auth = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": romeo.user_id}, "password": "secret"}
    await romeo.call("POST", "/v3/account/deactivate", {"auth": auth, "erase": True})

    async def comes_back():
        try:
            return await juliet.is_bounced(juliet.say(puppet, "Where is Romeo?"), seconds=3) == "item-not-found"
        except TooLate:
            return False
    await until(comes_back, "what is written to him comes back", 60)
