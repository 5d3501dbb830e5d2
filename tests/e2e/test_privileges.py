"""What Prosody lets a component do for its users (XEP-0356): contacts in their rosters, rooms among their bookmarks."""

import functools

import pytest
from slixmpp.xmlstream import ET

from clients.xmpp import MUC_USER
from gateway_scenes import hall, is_member
from scenes import invite_ghost
from servers.prosody import Prosody
from servers.waiting import until
from world import World, new_directory, running

ALL = 'roster = "both"; iq = { ["http://jabber.org/protocol/pubsub"] = "both"; ["jabber:iq:private"] = "get" }'
ROSTER = "{jabber:iq:roster}"
PUBSUB = "{http://jabber.org/protocol/pubsub}"
BOOKMARKS = "{urn:xmpp:bookmarks:1}"


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


async def bookmarks_of(person):
    """Name and whether it is entered at each start, by the address of the room (XEP-0402)."""
    query = ET.Element(f"{PUBSUB}pubsub")
    ET.SubElement(query, f"{PUBSUB}items", node="urn:xmpp:bookmarks:1")
    answer = await person.send_iq(person.bare, query)
    return {item.get("id"): (element.get("name"), element.get("autojoin"))
            for item in answer.xml.iter(f"{PUBSUB}item") for element in item.iter(f"{BOOKMARKS}conference")}


async def invitation_into(hall, juliet):
    """Romeo invites Juliet's ghost; returns the address from which she is asked."""
    since = len(juliet.messages)
    await hall.owner.invite(hall.room, hall.world.ghost_of(juliet))
    asked = await juliet.messages.wait_for(lambda m: m.xml.find(f".//{MUC_USER}invite") is not None, "an invitation",
                                           since=since)
    return asked["from"].bare


async def decline(hall, juliet, muc):
    message = juliet.client.make_message(mto=muc)
    no = ET.SubElement(ET.SubElement(message.xml, f"{MUC_USER}x"), f"{MUC_USER}decline")
    no.set("to", hall.world.puppet_of(hall.owner))
    message.send()
    await is_member(hall, hall.world.ghost_of(juliet), "leave")


@pytest.mark.timeout(120)
async def test_where_the_server_grants_it_an_invitation_is_kept_among_the_bookmarks_until_it_is_declined():
    async with granting(ALL) as world:
        juliet = await world.xmpp_person("juliet")
        verona = await hall(world, public=False)
        muc = await invitation_into(verona, juliet)
        await until(lambda: bookmarks_of(juliet), "Verona is among the bookmarks")
        assert await bookmarks_of(juliet) == {muc: ("Verona", None)}
        other = await invitation_into(await hall(world, public=False, owner=verona.owner), juliet)

        async def are(*rooms):
            return set(await bookmarks_of(juliet)) == set(rooms)
        await until(lambda: are(muc, other), "both are among the bookmarks")
        await decline(verona, juliet, muc)
        await until(lambda: are(other), "what was declined is not kept")


async def test_where_nothing_is_granted_an_invitation_is_a_message_and_no_more(world):
    juliet = await world.xmpp_person("juliet")
    verona = await hall(world, public=False)
    await decline(verona, juliet, await invitation_into(verona, juliet))
    assert await bookmarks_of(juliet) == {}
