"""Restarts of everything, with people talking meanwhile."""

import pytest

from clients.matrix import messages
from scenes import plumbed_street


def said_once(bodies, expected):
    """Asserts that the expected messages are there exactly once and in their order."""
    assert [body for body in bodies if body in expected] == expected


async def said_in_the_room(street):
    return messages(await street.matrix[0].history(street.room))


async def said_in_the_muc(street):
    return [message["body"] for message in await street.xmpp[0].archive(street.muc)]


@pytest.mark.parametrize("way", ["stop", "kill"])
async def test_after_a_restart_of_the_bridge_everybody_is_where_he_was(world, way):
    street = await plumbed_street(world)
    await street.talk("Before")
    await getattr(world.bridge.process, way)()
    juliet, romeo = street.xmpp[0], street.matrix[0]
    missed_in_muc = [f"missed by the bridge {number}" for number in range(5)]
    missed_in_room = [f"missed by the bridge as well {number}" for number in range(5)]
    for body in missed_in_muc:
        juliet.say(street.muc, body, groupchat=True)
        await juliet.hears(body, groupchat=True)
    for body in missed_in_room:
        await romeo.say(street.room, body)
    await world.bridge.start()
    await street.everybody_is_here()
    await street.talk("After")
    said_once(await said_in_the_room(street), ["Before from XMPP", *missed_in_muc, "After from XMPP"])
    said_once(await said_in_the_muc(street), ["Before from Matrix", *missed_in_room, "After from Matrix"])


async def test_who_came_and_went_during_a_restart_is_seen_afterwards(world):
    street = await plumbed_street(world, 2)
    await world.bridge.process.stop()
    leaver = street.xmpp.pop()
    leaver.leave(street.muc)
    newcomer = await world.xmpp_person("paris")
    await newcomer.join(street.muc)
    street.xmpp.append(newcomer)
    quitter = street.matrix.pop()
    await quitter.leave(street.room)
    await world.bridge.start()
    await street.everybody_is_here()
    await street.matrix[0].sees_member(street.room, "leave", display_name=None,
                                       user=await ghost_by_history(street.matrix[0], street.room, leaver.nick))


async def ghost_by_history(person, room, nick):
    """The ghost that once joined with this name."""
    return next(event["state_key"] for event in await person.history(room) if event["type"] == "m.room.member"
                and event["content"].get("displayname") == nick)


async def test_after_a_restart_of_the_xmpp_server_everybody_comes_back(world):
    street = await plumbed_street(world)
    romeo = street.matrix[0]
    await street.talk("Before")
    await world.xmpp.process.stop()
    missed = [f"said while XMPP was away {number}" for number in range(5)]
    for body in missed:
        await romeo.say(street.room, body)
    await world.xmpp.start()
    await street.everybody_is_here(60)
    await street.talk("After")
    said_once(await said_in_the_muc(street), ["Before from Matrix", *missed, "After from Matrix"])
    ghosts = [person.nick for person in street.xmpp]
    assert set(ghosts) <= set((await romeo.members(street.room)).values())


async def test_after_a_restart_of_the_homeserver_nothing_is_missing(world):
    street = await plumbed_street(world, 1)
    juliet = street.xmpp[0]
    await street.talk("Before")
    await world.synapse.process.stop()
    missed = [f"said while Matrix was away {number}" for number in range(5)]
    for body in missed:
        juliet.say(street.muc, body, groupchat=True)
        await juliet.hears(body, groupchat=True)
    await world.synapse.start()
    await street.talk("After")
    said_once(await said_in_the_room(street), ["Before from XMPP", *missed, "After from XMPP"])


@pytest.mark.parametrize("shared_world", ["postgresql"], indirect=True)  # the embedded database cannot be away
async def test_losing_the_database_stops_the_traffic_and_not_the_process(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    pid = world.bridge.process.pid
    await street.talk("Before")
    await world.postgres.stop()
    for number in range(3):
        juliet.say(street.muc, f"without a database {number}", groupchat=True)
        await juliet.hears(f"without a database {number}", groupchat=True)
        await romeo.say(street.room, f"without one either {number}")
    await world.postgres.start()
    await street.talk("After")
    assert world.bridge.process.is_running and world.bridge.process.pid == pid
    said_once(await said_in_the_room(street),
              ["Before from XMPP", *[f"without a database {n}" for n in range(3)], "After from XMPP"])
    said_once(await said_in_the_muc(street),
              ["Before from Matrix", *[f"without one either {n}" for n in range(3)], "After from Matrix"])


async def test_sigterm_ends_the_bridge_within_five_seconds(world):
    street = await plumbed_street(world, 1)
    assert await world.bridge.process.stop() < 5
    assert world.bridge.process.exit_code == 0
    await street.xmpp[0].sees_occupants(street.muc, {street.xmpp[0].nick})
    await world.bridge.start()
    await street.everybody_is_here()
