"""Joins, kicks and bans while bridge, homeserver or XMPP server go down and come back: both sides agree afterwards."""

import asyncio

import pytest

from scenes import ask_bot, meeting_places, people_of_the_street
from servers.waiting import TooLate, until


async def ruled_street(world):
    """Everybody known by his address; the bot rules on both sides."""
    street = await meeting_places(world, *await people_of_the_street(world, 3))
    owner = street.xmpp[0]
    await owner.configure(street.muc, whois="anyone")
    await owner.has_given(street.muc, world.bot_at_muc(), "admin")
    await ask_bot(world, street.matrix[0], street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    return street


async def differences(world, street, people, users):
    """What the two sides say differently of these people and users, as lines."""
    romeo, juliet = street.matrix[0], street.xmpp[0]
    occupants, outcasts = juliet.occupants(street.muc), await juliet.outcasts(street.muc)
    lines = []
    for person in people:
        membership = await romeo.membership_of(street.room, world.ghost_of(person))
        if (person.nick in occupants) != (membership == "join"):
            lines.append(f"{person.nick} is {'' if person.nick in occupants else 'not '}in the MUC, and {membership} here")
        if (person.bare in outcasts) != (membership == "ban"):
            lines.append(f"{person.nick} is {'' if person.bare in outcasts else 'no '}outcast, and {membership} here")
    for user in users:
        membership = await romeo.membership_of(street.room, user.user_id)
        if (user.display_name in occupants) != (membership == "join"):
            lines.append(f"{user.name} is {membership} here, and the MUC has {sorted(occupants)}")
    return lines


async def agree(world, street, people, users, seconds=60):
    async def fact():
        nonlocal lines
        lines = await differences(world, street, people, users)
        return not lines
    lines = []
    try:
        await until(fact, "both sides agree", seconds, every=0.5)
    except TooLate as late:
        raise AssertionError(f"{late}: {lines}") from None


async def stir(world, street, nurse, sampson):
    """Joins, kicks and bans on both sides, at once."""
    romeo, benvolio, _ = street.matrix
    juliet = street.xmpp[0]
    peter = await world.xmpp_person("peter")
    await asyncio.gather(
        romeo.ban(street.room, world.ghost_of(nurse), "from Matrix"),
        juliet.has_given(street.muc, sampson.bare, "outcast", "from XMPP"),
        juliet.has_given(street.muc, world.puppet_of(benvolio), "outcast", "from XMPP"),
        peter.join(street.muc), return_exceptions=True)
    return peter


@pytest.mark.timeout(300)
async def test_both_sides_agree_after_a_crash_of_the_bridge_amid_kicks_and_bans(world):
    street = await ruled_street(world)
    _, nurse, sampson = street.xmpp
    stirring = asyncio.create_task(stir(world, street, nurse, sampson))
    await asyncio.sleep(0)
    await world.bridge.process.kill()
    peter = await stirring
    await world.bridge.start()
    await agree(world, street, [nurse, sampson, peter], street.matrix)
    romeo = street.matrix[0]
    assert await romeo.membership_of(street.room, world.ghost_of(nurse)) == "ban"
    assert await romeo.membership_of(street.room, street.matrix[1].user_id) == "ban"


@pytest.mark.timeout(300)
async def test_both_sides_agree_when_everything_was_done_while_the_bridge_was_away(world):
    street = await ruled_street(world)
    romeo, benvolio, mercutio = street.matrix
    juliet, nurse, sampson = street.xmpp
    await world.bridge.process.stop()
    peter = await stir(world, street, nurse, sampson)
    await mercutio.leave(street.room)
    await world.bridge.start()
    await agree(world, street, [nurse, sampson, peter], street.matrix)
    await world.bridge.process.stop()
    await juliet.has_given(street.muc, sampson.bare, "none")
    await juliet.has_given(street.muc, world.puppet_of(benvolio), "none")
    await romeo.unban(street.room, world.ghost_of(nurse))
    await world.bridge.start()

    async def is_unbanned():
        return await romeo.membership_of(street.room, benvolio.user_id) == "leave" and not await juliet.outcasts(street.muc)
    await until(is_unbanned, "all bans are lifted on both sides", 60, every=0.5)
    await sampson.join(street.muc)
    await nurse.join(street.muc)
    await agree(world, street, [nurse, sampson, peter], street.matrix)


@pytest.mark.timeout(300)
async def test_both_sides_agree_after_the_homeserver_was_away(world):
    street = await ruled_street(world)
    juliet, nurse, sampson = street.xmpp
    await world.synapse.process.stop()
    await juliet.has_given(street.muc, sampson.bare, "outcast")
    await juliet.has_kicked(street.muc, nurse.nick)
    await juliet.has_given(street.muc, world.puppet_of(street.matrix[1]), "outcast")
    await world.synapse.start()
    await agree(world, street, [nurse, sampson], street.matrix, 90)


@pytest.mark.timeout(300)
async def test_both_sides_agree_after_the_xmpp_server_was_away(world):
    street = await ruled_street(world)
    romeo = street.matrix[0]
    juliet, nurse, sampson = street.xmpp
    await world.xmpp.process.stop()
    await romeo.ban(street.room, world.ghost_of(nurse))
    await romeo.kick(street.room, street.matrix[2].user_id)
    nurse.rooms.pop(street.muc)
    await world.xmpp.start()
    await until(lambda: juliet.is_online and juliet.occupants(street.muc), "Juliet is back", 60)
    await agree(world, street, [nurse, sampson], street.matrix, 90)
