"""ejabberd instead of Prosody: looks, and a server that grants its rosters (XEP-0356) and cannot keep what it grants."""

import shutil

import pytest
import pytest_asyncio

from faces import picture, sees_face, set_photo
from scenes import BOT_NICK, ask_bot, invite_ghost, meeting_places, people_of_the_street
from servers.ejabberd import Ejabberd
from test_people import befriend, set_whois
from world import World, new_directory


@pytest_asyncio.fixture
async def granting_world():
    path = new_directory()
    world = World(path, "sqlite", Ejabberd)
    try:
        await world.start()
        yield world
    finally:
        print(world.logs())  # shown where the scenario failed
        await world.stop()
        shutil.rmtree(path, ignore_errors=True)


@pytest.mark.timeout(240)
async def test_with_ejabberd_too_people_are_known_by_their_looks(granting_world):
    """ejabberd 23.01 grants its rosters and then fails at every change of one by a component; that hurts nobody."""
    world = granting_world
    romeo = await world.matrix_person("romeo", display_name="Romeo Montague")
    juliet = await world.xmpp_person("juliet")
    await invite_ghost(world, romeo, juliet)
    await befriend(world, romeo, juliet)
    face = picture(30, 60, 90)
    await set_photo(juliet, face)
    juliet.client.send_presence()
    await sees_face(romeo, world.ghost_of(juliet), face)
    assert "lets us put contacts" in world.bridge.process.log_tail(10_000)


@pytest.mark.timeout(240)
async def test_with_ejabberd_too_names_and_avatars_follow_in_a_muc(granting_world):
    # Without occupant-ids only a MUC that shows who is who lets one tell a new nick from a new person.
    matrix, xmpp = await people_of_the_street(granting_world, 1)
    street = await meeting_places(granting_world, matrix, xmpp)
    romeo, juliet = matrix[0], xmpp[0]
    await set_whois(juliet, street.muc, "anyone")
    await ask_bot(granting_world, romeo, street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    await romeo.set_display_name("Benedick")
    await juliet.sees_occupants(street.muc, {juliet.nick, "Benedick", BOT_NICK})
    ghost = await romeo.member_named(street.room, juliet.nick)
    juliet.client.send_presence(pto=f"{street.muc}/Beatrice")
    assert await romeo.member_named(street.room, "Beatrice") == ghost
    face = picture(30, 60, 90)
    await set_photo(juliet, face)
    juliet.client.send_presence(pto=f"{street.muc}/Beatrice")
    await sees_face(romeo, ghost, face)
