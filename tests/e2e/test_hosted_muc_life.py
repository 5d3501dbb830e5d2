"""Hosted MUCs through restarts, losses and the end of their room."""

from urllib.parse import quote

import aiohttp

from gateway_scenes import enter, gets_out, hall, is_member, join_error, pings_himself, sees_seat
from servers.waiting import until


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


async def test_who_leaves_while_the_homeserver_is_away_after_a_restart_has_left(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, juliet, nurse)
    await world.synapse.process.stop()
    await world.bridge.process.kill()
    await world.bridge.start(wait=False)

    async def is_known_to_be_in():
        return await pings_himself(juliet, place.muc, juliet.nick) is None
    await until(is_known_to_be_in, "the bridge is on the stream again", 60, every=0.5)
    juliet.leave(place.muc)
    await gets_out(juliet, place.muc, "110")
    await nurse.sees_presence(place.seat(juliet.nick), "unavailable")
    await world.synapse.start()
    await world.bridge.wait_ready()
    since = len(juliet.messages)
    await place.owner.say(place.room, "Is she gone?")
    await nurse.hears("Is she gone?", groupchat=True, seconds=60)
    await is_member(place, world.ghost_of(juliet), "leave", seconds=60)
    assert [m["body"] for m in juliet.messages.items[since:] if m["body"]] == []


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


async def test_somebody_whose_server_forgot_him_is_put_out(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, nurse, juliet)
    since = len(nurse.presences)
    juliet.rooms.clear()  # she comes back, but not into the room
    juliet.client.default_resource = "other"
    await world.xmpp.process.kill()
    juliet.client.requested_jid.resource = "elsewhere"
    await world.xmpp.start()
    await nurse.sees_presence(place.seat(nurse.nick), seconds=60, since=since)
    await place.owner.say(place.room, "Who is there?")
    await sees_seat(nurse, place.seat(juliet.nick), lambda p: p["type"] == "unavailable", seconds=30, since=since)
    await is_member(place, world.ghost_of(juliet), "leave")


async def test_whose_ghost_leaves_by_other_means_is_put_out(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await enter(place, nurse, juliet)
    await _as(world, world.bridge.settings["appservice"]["as_token"], "POST",
              f"/v3/rooms/{quote(place.room)}/leave?user_id={quote(world.ghost_of(juliet))}", {})
    await gets_out(juliet, place.muc, "307")
    await nurse.sees_presence(place.seat(juliet.nick), "unavailable")
    assert await pings_himself(juliet, place.muc, juliet.nick) == "not-acceptable"


async def test_nobody_enters_while_the_homeserver_is_away_and_is_told_to_try_again(world):
    place = await hall(world)
    juliet = await world.xmpp_person("juliet")
    await world.synapse.process.stop()
    assert await join_error(juliet, place.muc, seconds=60) in ("remote-server-timeout", "internal-server-error")
    await world.synapse.start()
    await enter(place, juliet, seconds=60)
    assert await pings_himself(juliet, place.muc, juliet.nick) is None


async def test_of_a_large_room_only_those_who_matter_are_shown(world):
    place = await hall(world)
    crowd = [await world.synapse.register(f"guest{place.muc.split('%')[0][7:]}x{number}") for number in range(12)]
    for number, (_, token, _) in enumerate(crowd):
        await _as(world, token, "POST", f"/v3/rooms/{quote(place.room)}/join", {})
        if number == 3:
            await _as(world, token, "PUT", f"/v3/rooms/{quote(place.room)}/send/m.room.message/t{number}",
                      {"msgtype": "m.text", "body": "I was heard"})
    juliet = await world.xmpp_person("juliet")
    await world.bridge.process.stop()
    world.bridge.write_config(gateway={"most_shown": 4})
    await world.bridge.start()
    try:
        await enter(place, juliet, seconds=60)
        shown = juliet.occupants(place.muc)
        assert len(shown) <= 4 and {juliet.nick, "Romeo Montague"} <= shown, shown
        assert any(nick.endswith("x3") for nick in shown), shown
        await _as(world, crowd[7][1], "PUT", f"/v3/rooms/{quote(place.room)}/send/m.room.message/t7",
                  {"msgtype": "m.text", "body": "Now I speak"})
        heard = await juliet.hears("Now I speak", groupchat=True)
        assert heard["from"].resource in juliet.occupants(place.muc)
    finally:
        await world.bridge.process.stop()
        world.bridge.write_config()
        await world.bridge.start()


async def test_figures_tell_of_hosted_rooms(world):
    place = await hall(world)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    before = await world.bridge.metrics()
    await enter(place, juliet)
    assert await join_error(nurse, place.muc, juliet.nick) == "conflict"
    await enter(place, nurse)

    async def are_told():
        now = await world.bridge.metrics()
        joins = {outcome: now.get(name, 0) - before.get(name, 0) for outcome, name in names.items()}
        return joins == {"entered": 2, "refused": 1} and now["hosted_rooms"] >= 1 and now["hosted_occupants"] >= 2
    names = {outcome: f'hosted_joins_total{{outcome="{outcome}"}}' for outcome in ("entered", "refused")}
    await until(are_told, "two have entered, and one has not", 30, every=0.5)


async def _as(world, token, method, path, body):
    """A request of somebody for whom a whole person would be too much."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        async with session.request(method, f"{world.synapse.url}/_matrix/client{path}", json=body) as response:
            assert response.status < 400, await response.text()
