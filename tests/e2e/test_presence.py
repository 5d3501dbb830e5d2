"""Who is there: off by default, and shown both ways where the admin wants it. Needs a homeserver that keeps presence."""

import shutil

import pytest_asyncio

from scenes import invite_ghost
from servers.waiting import until
from test_people import befriend
from world import World, new_directory


@pytest_asyncio.fixture
async def seeing_world():
    path = new_directory()
    world = World(path, "sqlite")
    world.synapse.keeps_presence = True
    world.settings = {"presence": {"to_matrix": True, "to_xmpp": True}}
    try:
        await world.start()
        yield world
    finally:
        await world.stop()
        shutil.rmtree(path, ignore_errors=True)


async def shows(person, user, **expected):
    """Waits until the homeserver tells this presence of a user."""
    async def fact():
        seen = await person.call("GET", f"/v3/presence/{user}/status")
        return all(seen.get(key) == value for key, value in expected.items())
    await until(fact, f"{user} shows {expected}", 30, every=0.3)


async def test_presence_and_status_are_shown_on_both_sides(seeing_world):
    world = seeing_world
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    ghost, puppet = world.ghost_of(juliet), world.puppet_of(romeo)
    await invite_ghost(world, romeo, juliet)
    await befriend(world, romeo, juliet)
    juliet.client.send_presence(pshow="away", pstatus="on the balcony")
    await shows(romeo, ghost, presence="unavailable", status_msg="on the balcony")
    juliet.client.send_presence(pstatus="in the garden")
    await shows(romeo, ghost, presence="online", status_msg="in the garden")
    for word, show, status in (("unavailable", "away", "asleep"), ("online", None, "awake")):
        since = len(juliet.presences)
        await romeo.call("PUT", f"/v3/presence/{romeo.user_id}/status", {"presence": word, "status_msg": status})
        await juliet.presences.wait_for(
            lambda p: p["from"].bare == puppet and p["status"] == status
            and p.xml.findtext("{jabber:client}show") == show, f"Romeo's puppet is {status}", 30, since)
    juliet.client.send_presence(ptype="unavailable")
    await shows(romeo, ghost, presence="offline")


async def test_without_the_settings_nothing_is_shown(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    await invite_ghost(world, romeo, juliet)
    await befriend(world, romeo, juliet)
    before = await world.bridge.metrics()
    juliet.client.send_presence(pshow="dnd", pstatus="busy")
    sent = juliet.say(world.puppet_of(romeo), "Ay me!", receipt=True)
    await juliet.is_acknowledged(sent)
    after = await world.bridge.metrics()
    asked = 'matrix_api_calls{method="set_presence"}'
    assert after.get(asked, 0) == before.get(asked, 0)
