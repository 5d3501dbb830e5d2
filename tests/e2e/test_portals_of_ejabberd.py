"""MUCs of ejabberd as portals, and rooms of version 12, in which the bot is the creator."""

import pytest
import pytest_asyncio

from clients.matrix import messages
from gardens import alias_of, configure, garden_of, join_alias, refusal_of_alias, set_affiliation
from scenes import BOT_NICK, ask_bot, office_of, power_of
from servers.ejabberd import Ejabberd
from world import World, new_directory, running


@pytest_asyncio.fixture
async def ejabberd_world():
    world = World(new_directory(), "sqlite", Ejabberd)
    world.synapse.settings["default_room_version"] = "12"
    async with running(world):
        yield world


@pytest.mark.timeout(300)
async def test_mucs_of_ejabberd_are_portals_too(ejabberd_world):
    world = ejabberd_world
    juliet, muc = await garden_of(world)
    await configure(juliet, muc, roomname="The Garden")
    for number in range(3):
        juliet.say(muc, f"Line {number}", groupchat=True)
        await juliet.hears(f"Line {number}", groupchat=True)
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    assert (await romeo.state(room, "m.room.create"))["room_version"] == "12"
    assert await power_of(romeo, room, world.bot) == 150
    assert (await romeo.state(room, "m.room.name"))["name"] == "The Garden"
    await juliet.sees_occupants(muc, {juliet.nick, romeo.name, BOT_NICK})
    await romeo.say(room, "It is the east.")
    await juliet.hears("It is the east.", f"{muc}/{romeo.name}", groupchat=True)
    juliet.say(muc, "Ay me!", groupchat=True)
    await romeo.hears(room, "Ay me!")
    assert messages(await romeo.history(room), world.bot) == []
    assert [body for body in messages(await romeo.history(room)) if body.startswith("Line")] == [
        "Line 0", "Line 1", "Line 2"]
    await what_keeps_the_bot_out_is_said(world, romeo)


async def what_keeps_the_bot_out_is_said(world, romeo):
    office = await office_of(world, romeo)
    nowhere = world.muc("nowhere")
    assert "does not exist" in await ask_bot(world, romeo, office, f"join {nowhere}")
    assert await refusal_of_alias(romeo, nowhere) == "M_NOT_FOUND"
    owner, muc = await garden_of(world, "club")
    await configure(owner, muc, membersonly="1")
    assert "members only" in await ask_bot(world, romeo, office, f"join {muc}")
    await configure(owner, muc, membersonly="0", passwordprotectedroom="1", roomsecret="rose")
    assert "has a password" in await ask_bot(world, romeo, office, f"join {muc}")
    assert "this is not it" in await ask_bot(world, romeo, office, f"join {muc} thorn")
    assert alias_of(muc) in await ask_bot(world, romeo, office, f"join {muc} rose")
    owner, muc = await garden_of(world, "court")
    await set_affiliation(owner, muc, f"_xmpp_bot@{world.xmpp.component}", "outcast")
    assert "banned" in await ask_bot(world, romeo, office, f"join {muc}")
    owner, muc = await garden_of(world, "cell")
    await configure(owner, muc, maxusers="1")
    assert "is full" in await ask_bot(world, romeo, office, f"join {muc}")
