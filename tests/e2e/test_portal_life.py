"""What becomes of a MUC's room: what was said before, crashes, who leaves, who ends it."""

import asyncio
import time

from clients.matrix import messages
from gardens import configure, garden_of, join_alias, notified_of, refusal_of_alias
from scenes import BOT_NICK, ask_bot, office_of, plumbed_street, unbridge
from servers.waiting import until


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


async def test_whoever_asked_for_a_portal_may_end_it(world):
    juliet, muc = await garden_of(world)
    guest, benvolio = await world.matrix_person("guest"), await world.matrix_person("benvolio")
    await ask_bot(world, guest, await office_of(world, guest), f"join {muc}")
    room, _ = await guest.is_invited(world.bot)
    await guest.join(room)
    await juliet.sees_occupants(muc, {juliet.nick, guest.name, BOT_NICK})
    await benvolio.join(room)
    await juliet.sees_occupants(muc, {juliet.nick, guest.name, benvolio.name, BOT_NICK})
    assert muc in await unbridge(world, guest, room)
    await juliet.sees_occupants(muc, {juliet.nick})
    assert await join_alias(benvolio, muc) != room, "the alias belongs to nobody then, so it makes a new room"
    await juliet.sees_occupants(muc, {juliet.nick, benvolio.name, BOT_NICK})


async def test_a_room_is_closed_when_its_muc_gets_a_password(world):
    juliet, muc = await garden_of(world)
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, BOT_NICK})
    await configure(juliet, muc, passwordprotectedroom="1", roomsecret="rose")
    await world.bridge.restart()

    async def is_closed():
        return (await romeo.state(room, "m.room.join_rules"))["join_rule"] == "invite"
    await until(is_closed, "the room is by invitation only", every=0.2)
    assert await refusal_of_alias(await world.matrix_person("benvolio"), muc) == "M_FORBIDDEN"


async def test_a_room_is_made_once_though_the_bridge_dies_while_it_is_made(world):
    juliet, muc = await garden_of(world)
    romeo, benvolio = await world.matrix_person("romeo"), await world.matrix_person("benvolio")
    first = asyncio.create_task(join_alias(romeo, muc))
    await juliet.sees_occupants(muc, {juliet.nick, BOT_NICK})
    await world.bridge.process.kill()
    await asyncio.gather(first, return_exceptions=True)
    await world.bridge.start()
    room = await join_alias(benvolio, muc)
    assert await join_alias(romeo, muc) == room
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, benvolio.name, BOT_NICK}, seconds=60)
    juliet.say(muc, "Ay me!", groupchat=True)
    await romeo.hears(room, "Ay me!")
    assert messages(await romeo.history(room)).count("Ay me!") == 1


async def test_a_room_is_closed_as_soon_as_its_muc_is_no_longer_open(world):
    juliet, muc = await garden_of(world)
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    assert (await romeo.state(room, "m.room.join_rules"))["join_rule"] == "public"
    await juliet.configure(muc, membersonly="1")

    async def is_closed():
        return (await romeo.state(room, "m.room.join_rules"))["join_rule"] == "invite"
    await until(is_closed, "the room takes invitations only", every=0.2)
