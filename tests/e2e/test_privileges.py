"""What Prosody lets a component do for its users (XEP-0356): contacts in their rosters, rooms among their bookmarks."""

import functools

import pytest
import pytest_asyncio
from slixmpp.xmlstream import ET

from scenes import invite_ghost
from servers.prosody import Prosody
from servers.waiting import until
from world import World, new_directory, running

ALL = 'roster = "both"; iq = { ["http://jabber.org/protocol/pubsub"] = "both"; ["jabber:iq:private"] = "get" }'
ROSTER = "{jabber:iq:roster}"


def granting(grants):
    """A world whose Prosody grants this."""
    return running(World(new_directory(), "sqlite", functools.partial(Prosody, grants=grants)))


async def contact(person, jid):
    """Name and groups of an entry of this person's roster, or None."""
    answer = await person.send_iq(person.bare, ET.Element(f"{ROSTER}query"))
    for item in answer.xml.iter(f"{ROSTER}item"):
        if item.get("jid") == jid:
            return item.get("name"), [group.text for group in item.iter(f"{ROSTER}group")]
    return None


async def begin_chat(world):
    """Romeo opens a chat with Juliet; returns when the bridge has thought of her roster."""
    romeo = await world.matrix_person("romeo", display_name="Romeo Montague")
    juliet = await world.xmpp_person("juliet")
    await invite_ghost(world, romeo, juliet)
    words = f"{romeo.user_id} and {juliet.bare} have a chat"
    await until(lambda: words in world.bridge.process.log_tail(10_000), "the chat has begun")
    return romeo, juliet


@pytest.mark.timeout(120)
async def test_where_the_server_grants_it_who_opens_a_chat_is_in_the_roster_by_his_name():
    async with granting(ALL) as world:
        romeo, juliet = await begin_chat(world)
        puppet = world.puppet_of(romeo)
        assert await until(lambda: contact(juliet, puppet), "Romeo is in the roster") == ("Romeo Montague", ["Matrix"])


@pytest.mark.timeout(120)
async def test_where_reading_alone_is_granted_no_roster_is_touched():
    async with granting('roster = "get"') as world:
        romeo, juliet = await begin_chat(world)
        assert await contact(juliet, world.puppet_of(romeo)) is None
        assert "lets us put contacts" not in world.bridge.process.log_tail(10_000)


async def test_where_nothing_is_granted_no_roster_is_touched(world):
    romeo, juliet = await begin_chat(world)
    assert await contact(juliet, world.puppet_of(romeo)) is None
