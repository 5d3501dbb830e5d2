"""A MUC with thousands of people: its room can be used at once, and its people come without haste."""

import shutil
import time

import pytest
import pytest_asyncio

from clients.crowd import Crowd
from gardens import join_alias
from servers.waiting import until
from world import World, new_directory

OCCUPANTS = 2000
MOST_MEMBERS = 40


@pytest_asyncio.fixture
async def crowded_world():
    """A world of its own, since its people keep the homeserver busy; and a crowd."""
    path = new_directory()
    world = World(path, "sqlite", log_level="info")
    crowd = None
    try:
        world.settings["portals"] = {"most_members": MOST_MEMBERS}
        await world.start()
        crowd = Crowd(world.xmpp)
        await crowd.start()
        yield world, crowd
    finally:
        if crowd:
            await crowd.stop()
        await world.stop()
        shutil.rmtree(path, ignore_errors=True)


@pytest.mark.timeout(560)
async def test_a_room_of_two_thousand_is_usable_within_three_seconds(crowded_world, report):
    world, crowd = crowded_world
    juliet = await world.xmpp_person("juliet")
    muc = world.muc("square")
    await juliet.join(muc)
    await crowd.join(muc, OCCUPANTS - 1)
    romeo = await world.matrix_person("romeo")
    asked = time.monotonic()
    room = await join_alias(romeo, muc)
    joined = time.monotonic()
    crowd.say(muc, OCCUPANTS - 1, "from-the-last")
    await romeo.say(room, "to everybody")
    await romeo.hears(room, "from-the-last")
    await juliet.hears("to everybody", groupchat=True)
    used = time.monotonic()
    report(f"a MUC of {OCCUPANTS}: room made in {joined - asked:.2f} s, a message each way after {used - joined:.2f} s")
    assert used - joined < 3
    ghosts = f"P{OCCUPANTS - 1}"
    assert ghosts in (await romeo.members(room)).values(), "who speaks is in the room"

    async def is_full():
        return len(await romeo.members(room)) >= MOST_MEMBERS + 2
    await until(is_full, f"{MOST_MEMBERS} people have come", 120, every=1)
    crowd.say(muc, 1000, "from-another")
    await romeo.hears(room, "from-another")
    assert len(await romeo.members(room)) <= MOST_MEMBERS + 4, "nobody else but who spoke, Romeo and the bot"
