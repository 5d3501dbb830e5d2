"""Power in a Matrix room and affiliation in its MUC follow each other, where the bridge's admin wants that."""

import pytest
import pytest_asyncio

from clients.matrix import messages
from gardens import alias_of, garden_of, join_alias
from scenes import ask_bot, power_of
from servers.ejabberd import Ejabberd
from servers.prosody import Prosody
from servers.waiting import until
from test_moderation import known_street
from world import World, new_directory, running


@pytest_asyncio.fixture(params=[Prosody, Ejabberd], ids=["sqlite", "ejabberd"])
async def ruled_world(request):
    """A world in which rights go both ways, in all rooms."""
    world = World(new_directory(), "sqlite", request.param)
    world.settings["moderation"] = {"power_from_muc": "all", "affiliation_from_power": "all"}
    async with running(world):
        yield world


async def affiliates(person, muc, affiliation):
    """The bare JIDs on one of the MUC's lists."""
    answer = await person.order(muc, {"affiliation": affiliation}, kind="get")
    assert answer["type"] == "result", answer
    return {item.attrib["jid"] for item in answer.xml.iter("{http://jabber.org/protocol/muc#admin}item")}


async def becomes_affiliated(person, muc, jid, affiliation):
    async def fact():
        return jid in await affiliates(person, muc, affiliation)
    await until(fact, f"{jid} is {affiliation} of {muc}", every=0.2)


async def is_no_admin(person, muc, jid):
    async def fact():
        return jid not in await affiliates(person, muc, "admin")
    await until(fact, f"{jid} is no admin of {muc} any more", every=0.2)


async def has_power(person, room, user, power):
    async def fact():
        return await power_of(person, room, user) == power
    await until(fact, f"{user} has power {power} in {room}", every=0.2)


async def give_power(person, room, powers):
    levels = await person.state(room, "m.room.power_levels")
    levels["users"].update(powers)
    await person.set_state(room, "m.room.power_levels", levels)


async def power_events(person, room):
    return [event["event_id"] for event in await person.history(room) if event["type"] == "m.room.power_levels"]


@pytest.mark.timeout(300)
async def test_power_and_affiliation_follow_each_other_and_come_to_rest(ruled_world):
    world = ruled_world
    street = await known_street(world, 2, bot_affiliation="owner")
    (romeo, benvolio), (juliet, nurse) = street.matrix, street.xmpp
    puppet, ghost = world.puppet_of(benvolio), world.ghost_of(nurse)
    await give_power(romeo, street.room, {world.bot: 100})
    await has_power(romeo, street.room, world.ghost_of(juliet), 99)  # she owns the MUC; never as much as the bridge
    await give_power(romeo, street.room, {benvolio.user_id: 50, ghost: 50})
    await becomes_affiliated(juliet, street.muc, puppet, "admin")
    await becomes_affiliated(juliet, street.muc, nurse.bare, "admin")
    await street.talk("With power")
    assert await power_of(romeo, street.room, benvolio.user_id) == await power_of(romeo, street.room, ghost) == 50
    await juliet.has_given(street.muc, nurse.bare, "member")
    await has_power(romeo, street.room, ghost, 0)
    await give_power(romeo, street.room, {benvolio.user_id: 0})
    await is_no_admin(juliet, street.muc, puppet)
    await juliet.has_given(street.muc, puppet, "admin")
    await has_power(romeo, street.room, benvolio.user_id, 75)
    await street.talk("At rest")
    changes = await power_events(romeo, street.room)
    await street.talk("Still at rest")
    assert await power_events(romeo, street.room) == changes
    assert world.bridge.process.is_running


@pytest.mark.timeout(300)
async def test_the_right_that_is_missing_is_named_once(ruled_world):
    world = ruled_world
    street = await known_street(world, 2, bot_affiliation="admin")
    (romeo, benvolio), juliet = street.matrix, street.xmpp[0]
    since = len(romeo.events)
    await give_power(romeo, street.room, {benvolio.user_id: 50})
    notice = await romeo.hears(street.room, lambda body: "do not count" in body, world.bot, since=since)
    assert "owner" in notice["content"]["body"] and juliet.nick in notice["content"]["body"], notice
    await give_power(romeo, street.room, {benvolio.user_id: 60})
    await give_power(romeo, street.room, {benvolio.user_id: 0})
    await give_power(romeo, street.room, {benvolio.user_id: 50})
    await street.talk("Powerless")
    said = messages(await romeo.history(street.room), world.bot)
    assert len([body for body in said if "do not count" in body]) == 1, said
    assert len([body for body in said if "they cannot do here" in body]) == 1, said
    await juliet.has_given(street.muc, world.bot_at_muc(), "owner")
    await becomes_affiliated(juliet, street.muc, world.puppet_of(benvolio), "admin")


@pytest.mark.timeout(300)
async def test_in_a_portal_the_muc_rules(ruled_world):
    world = ruled_world
    juliet, muc = await garden_of(world)
    await juliet.configure(muc, whois="anyone")
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    await has_power(romeo, room, world.ghost_of(juliet), 100)
    await juliet.has_given(muc, world.puppet_of(romeo), "admin")
    await has_power(romeo, room, romeo.user_id, 75)
    await juliet.has_given(muc, world.puppet_of(romeo), "none")
    await has_power(romeo, room, romeo.user_id, 0)
    assert alias_of(muc) == (await romeo.state(room, "m.room.canonical_alias"))["alias"]
    assert "has all the rights" in await ask_bot(world, romeo, room, "status")
