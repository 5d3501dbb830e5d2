"""Contact lists, where the XMPP server lets the bridge have a hand in them (XEP-0356), as ejabberd can by itself."""

import shutil

import pytest
import pytest_asyncio

from faces import picture, sees_face, set_photo
from scenes import BOT_NICK, invite_ghost, plumbed_street
from servers.ejabberd import Ejabberd
from servers.waiting import until
from test_people import befriend
from world import World, new_directory


@pytest_asyncio.fixture
async def granting_world():
    path = new_directory()
    world = World(path, "sqlite", Ejabberd)
    try:
        await world.start()
        yield world
    finally:
        await world.stop()
        shutil.rmtree(path, ignore_errors=True)


@pytest.mark.timeout(240)
async def test_with_ejabberd_too_people_are_known_by_their_looks_and_in_the_roster(granting_world):
    world = granting_world
    romeo = await world.matrix_person("romeo", display_name="Romeo Montague")
    juliet = await world.xmpp_person("juliet")
    puppet = world.puppet_of(romeo)
    await invite_ghost(world, romeo, juliet)

    async def is_contact():
        items = (await juliet.client.get_roster())["roster"]["items"]
        return {str(jid): item["name"] for jid, item in items.items()}.get(puppet) == "Romeo Montague"
    await until(is_contact, "Romeo's puppet is among Juliet's contacts")
    await befriend(world, romeo, juliet)
    face = picture(30, 60, 90)
    await set_photo(juliet, face)
    juliet.client.send_presence()
    await sees_face(romeo, world.ghost_of(juliet), face)


@pytest.mark.timeout(240)
async def test_with_ejabberd_too_names_and_avatars_follow_in_a_muc(granting_world):
    street = await plumbed_street(granting_world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await romeo.set_display_name("Benedick")
    await juliet.sees_occupants(street.muc, {juliet.nick, "Benedick", BOT_NICK})
    ghost = await romeo.member_named(street.room, juliet.nick)
    juliet.client.send_presence(pto=f"{street.muc}/Beatrice")
    assert await romeo.member_named(street.room, "Beatrice") == ghost
    face = picture(30, 60, 90)
    await set_photo(juliet, face)
    juliet.client.send_presence(pto=f"{street.muc}/Beatrice")
    await sees_face(romeo, ghost, face)
