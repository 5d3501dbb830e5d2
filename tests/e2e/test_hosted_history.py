"""What was said in a Matrix room, for people of XMPP who enter its MUC: as history (XEP-0045 §7.2.13) and as an archive
(XEP-0313), and never more than they may read on Matrix."""

import datetime
import itertools
import xml.etree.ElementTree as ET

import pytest
from slixmpp import JID

from halls import DATA, DELAY, MAM, all_bodies, bodies, enter, metadata, new_room, query, say_all, stamp
from servers.waiting import until

_numbers = itertools.count(1)


async def read_both_ways(world):
    """Entering with history, and paging through the archive, with either XMPP server."""
    romeo = await world.matrix_person("romeo", display_name="Romeo Montague")
    juliet = await world.xmpp_person("juliet")
    room, muc = await new_room(romeo)
    words = [f"line {number}" for number in range(1, 8)]
    events = await say_all(romeo, room, words)
    told = await enter(juliet, muc)
    assert bodies(told) == words
    assert {message["from"].resource for message in told} == {"Romeo Montague"}
    for message in told:
        assert message.xml.find(DELAY).get("from") == muc
    pages = [await query(juliet, muc, max=3)]
    while not pages[-1].is_complete:
        pages.append(await query(juliet, muc, max=3, after=pages[-1].last))
    assert [page.bodies for page in pages] == [words[0:3], words[3:6], words[6:7]]
    assert sum((page.ids for page in pages), []) == events, "archive ids are event ids"
    back = [await query(juliet, muc, max=3, before=None)]
    while not back[-1].is_complete:
        back.append(await query(juliet, muc, max=3, before=back[-1].first))
    assert [page.bodies for page in back] == [words[4:7], words[1:4], words[0:1]]
    return romeo, juliet, room, muc


async def test_who_enters_is_told_what_was_said_and_can_page_through_it(world):
    romeo, juliet, room, muc = await read_both_ways(world)
    juliet.say(muc, "and mine", groupchat=True)
    live = await juliet.hears("and mine", groupchat=True)
    page = await query(juliet, muc, max=1, before=None)
    assert page.bodies == ["and mine"]
    archived = page.messages[0]
    assert archived.get("from") == live["from"].full and archived.get("id") == live["id"]
    assert archived.get("to") is None and archived.get("type") == "groupchat"
    for name in ("{urn:xmpp:sid:0}stanza-id", "{urn:xmpp:occupant-id:0}occupant-id"):
        assert archived.find(name).get("id") == live.xml.find(name).get("id"), name
    assert archived.find(".//{http://jabber.org/protocol/muc#user}item").get("jid").startswith(juliet.bare)


async def test_history_is_as_long_as_was_asked(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, muc = await new_room(romeo)
    events = await say_all(romeo, room, [f"line {number}" for number in range(1, 31)])
    words = [f"line {number}" for number in range(1, 31)]
    assert bodies(await enter(juliet, muc)) == words[-20:]
    assert bodies(await enter(juliet, muc, maxstanzas=5)) == words[-5:]
    assert bodies(await enter(juliet, muc, maxstanzas=0)) == []
    assert bodies(await enter(juliet, muc, maxchars=0)) == []
    some = await enter(juliet, muc, maxchars=3000)
    assert 0 < len(some) < 30 and bodies(some) == words[-len(some):]
    assert sum(len(ET.tostring(message.xml, "unicode")) for message in some) <= 3600, "ElementTree adds its prefixes"
    assert bodies(await enter(juliet, muc, seconds=3600)) == words
    history = await romeo.history(room)
    at = next(event["origin_server_ts"] for event in history if event["event_id"] == events[20])
    expected = [event["content"]["body"] for event in history
                if event["type"] == "m.room.message" and event["origin_server_ts"] >= at]
    assert bodies(await enter(juliet, muc, since=stamp(at))) == expected


async def test_the_archive_can_be_bounded_by_ids_times_and_people(world):
    romeo, juliet, room, muc = await read_both_ways(world)
    ids = (await query(juliet, muc)).ids
    between = (("after-id", ids[1]), ("before-id", ids[5]))
    assert (await query(juliet, muc, between)).ids == ids[2:5]
    page = await query(juliet, muc, between, max=2)
    assert (page.ids, page.is_complete) == (ids[2:4], False)
    page = await query(juliet, muc, between, max=2, before=None)
    assert page.ids == ids[3:5]
    assert (await query(juliet, muc, between, max=2, before=page.first)).ids == ids[2:3]
    flipped = await query(juliet, muc, between, flip=True)
    assert (flipped.ids, flipped.first, flipped.last) == (ids[4:1:-1], ids[2], ids[4])
    assert (await query(juliet, muc, (("ids", ids[4]), ("ids", ids[0])))).ids == [ids[0], ids[4]]
    at = {event["event_id"]: event["origin_server_ts"] for event in await romeo.history(room)}
    expected = [one for one in ids if at[ids[2]] <= at[one] <= at[ids[4]]]
    times = (("start", stamp(at[ids[2]])), ("end", stamp(at[ids[4]])))
    assert (await query(juliet, muc, times)).ids == expected
    assert (await query(juliet, muc, times, max=50, before=None)).ids == expected
    assert (await query(juliet, muc, (("start", stamp(at[ids[-1]] + 60000)),))).ids == []
    juliet.say(muc, "mine", groupchat=True)
    await juliet.hears("mine", groupchat=True)
    assert (await query(juliet, muc, (("with", juliet.bare),))).bodies == ["mine"]
    assert (await query(juliet, muc, (("with", f"{muc}/Romeo Montague"),))).ids == ids
    assert (await query(juliet, muc, (("with", world.puppet_of(romeo)),))).ids == ids
    assert (await metadata(juliet, muc))[0] == ids[0]


async def test_a_wrong_query_is_told_what_is_wrong(world):
    romeo, juliet, room, muc = await read_both_ways(world)
    for rsm in ({"after": "$nowhere"}, {"before": "$nowhere"}):
        assert (await query(juliet, muc, max=3, **rsm)).error == "item-not-found"
    for field in ("after-id", "before-id", "ids"):
        assert (await query(juliet, muc, ((field, "$nowhere"),))).error == "item-not-found", field
    assert (await query(juliet, muc, (("mood", "sad"),))).error == "feature-not-implemented"
    assert (await query(juliet, muc, (("start", "yesterday"),))).error == "bad-request"
    form = await juliet.send_iq(muc, ET.Element(f"{MAM}query"))
    assert {field.get("var") for field in form.xml.iter(f"{DATA}field")} >= {
        "with", "start", "end", "before-id", "after-id", "ids"}


async def test_a_client_reads_the_archive_from_both_ends(world):
    """As slixmpp asks: the last page (an empty <before/>), backwards, since a time, the form, the ends, the count."""
    romeo, juliet, room, muc = await read_both_ways(world)
    words = [f"line {number}" for number in range(1, 8)]
    mam = juliet.client.plugin["xep_0313"]
    assert await archived(mam.iterate(jid=JID(muc), rsm={"max": "3"}, reverse=True, total=3)) == words[:3:-1]
    assert await archived(mam.iterate(jid=JID(muc), rsm={"max": "2"}, reverse=True)) == words[::-1]
    assert await archived(mam.iterate(jid=JID(muc), rsm={"max": "2"})) == words
    told = await mam.get_archive_metadata(jid=JID(muc), timeout=30)
    ends, ids = told["mam_metadata"], (await query(juliet, muc)).ids
    assert (ends["start"]["id"], ends["end"]["id"]) == (ids[0], ids[-1]), str(told)
    later = ends["end"]["timestamp"] + datetime.timedelta(seconds=60)
    assert await archived(mam.iterate(jid=JID(muc), start=later)) == []
    assert "before-id" in (await mam.get_fields(jid=JID(muc), timeout=30)).get_fields()
    none = await query(juliet, muc, max=0)
    assert (none.error, none.ids, none.first, none.is_complete) == (None, [], None, False)
    assert (await query(juliet, muc, max=3, index=0)).error == "feature-not-implemented"


async def archived(results):
    return [result["mam_result"]["forwarded"]["stanza"]["body"] async for result in results]


RETRACTED = "{urn:xmpp:message-retract:1}retracted"
MODERATED = "{urn:xmpp:message-moderate:1}moderated"


async def test_of_a_redacted_message_a_tombstone_is_left(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, muc = await new_room(romeo)
    events = await say_all(romeo, room, ["one", "a slip", "three"])
    await romeo.call("PUT", f"/v3/rooms/{room}/redact/{events[1]}/r{next(_numbers)}", {})
    told = await enter(juliet, muc)
    assert [message["body"] for message in told] == ["one", "", "three"]
    assert told[1].xml.find(RETRACTED) is not None, "XEP-0424 §5"
    page = await query(juliet, muc, max=5)
    assert page.ids == events
    assert [message.findtext("{jabber:client}body") for message in page.messages] == ["one", None, "three"]
    grave = page.messages[1]
    assert grave.find(RETRACTED).get("stamp") and grave.find(RETRACTED).find(MODERATED) is None, "by himself"
    assert grave.get("from") == page.messages[0].get("from")
    assert (await query(juliet, muc, max=5, after=events[1])).ids == events[2:], "its place is still known"
    assert (await query(juliet, muc, max=5, before=events[1])).ids == events[:1]
    assert (await query(juliet, muc, (("ids", events[1]),))).ids == [events[1]]


async def test_what_a_moderator_removed_says_so(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    friend = await world.matrix_person("benvolio")
    room, muc = await new_room(romeo)
    await friend.join(room)
    event = await friend.say(room, "a slip")
    await romeo.call("PUT", f"/v3/rooms/{room}/redact/{event}/r{next(_numbers)}", {"reason": "rude"})
    await enter(juliet, muc)
    grave = (await query(juliet, muc, max=5)).messages[0].find(RETRACTED)
    name = await romeo.display_name_of(romeo.user_id)
    assert grave.find(MODERATED).get("by") == f"{muc}/{name}"
    assert grave.findtext("{urn:xmpp:message-retract:1}reason") == "rude"


async def test_who_has_left_is_called_as_he_was_and_nobody_takes_his_words(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    friends = [await world.matrix_person(name, display_name="Benvolio") for name in ("benvolio", "imposter")]
    room, muc = await new_room(romeo)
    for friend in friends:
        await friend.join(room)
        await friend.say(room, f"I am {friend.name}")
    await friends[0].leave(room)
    await enter(juliet, muc)
    page = await query(juliet, muc)
    assert page.bodies == [f"I am {friend.name}" for friend in friends]
    left, imposter = (message.get("from").partition("/")[2] for message in page.messages)
    assert imposter == "Benvolio" and left not in ("", imposter)
    await friends[1].leave(room)
    await juliet.sees_presence(f"{muc}/Benvolio", "unavailable")
    assert (await query(juliet, muc)).messages[0].get("from") == f"{muc}/Benvolio"


async def test_the_archive_is_closed_to_who_is_not_inside(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    paris = await world.xmpp_person("paris")
    room, muc = await new_room(romeo, "world_readable")
    await romeo.say(room, "for all to read")
    await enter(juliet, muc)
    assert (await query(juliet, muc)).bodies == ["for all to read"]
    assert (await query(paris, muc)).error == "forbidden"
    answer = await paris.send_iq(muc, ET.Element(f"{MAM}metadata"))
    assert answer["error"]["condition"] == "forbidden"
    await romeo.call("POST", f"/v3/rooms/{room}/ban", {"user_id": world.ghost_of(juliet)})

    async def refused():
        return (await query(juliet, muc)).error == "forbidden"
    await until(refused, "the banned may not read", 20, every=0.2)


# What Juliet may read of: (0) before she was invited, (1) invited, (2) inside, (3) away, (4) back.
RIGHTS = {"world_readable": [0, 1, 2, 3, 4], "shared": [0, 1, 2, 3, 4], "invited": [1, 2, 4], "joined": [2, 4]}


@pytest.mark.parametrize("visibility", RIGHTS)
async def test_a_joiner_sees_nothing_from_before_his_right_to_it(world, visibility):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, muc = await new_room(romeo, visibility, "private_chat", invite=[world.bot])
    await romeo.sees_member(room, "join", world.bot)
    ghost, events = world.ghost_of(juliet), []
    events += await say_all(romeo, room, ["before"])
    await romeo.invite(room, ghost)
    events += await say_all(romeo, room, ["invited"])
    told = bodies(await enter(juliet, muc))
    words = ["before", "invited", "inside", "away", "back"]
    readable = [words[number] for number in RIGHTS[visibility]]
    assert told == [word for word in readable if word in words[:2]]
    events += await say_all(romeo, room, ["inside"])
    await juliet.hears("inside", groupchat=True)
    assert await all_bodies(juliet, muc) == [word for word in readable if word in words[:3]]
    since = len(romeo.events)
    juliet.leave(muc)
    await romeo.sees_member(room, "leave", ghost, since=since)
    events += await say_all(romeo, room, ["away"])
    assert (await query(juliet, muc)).error == "forbidden"
    await romeo.call("PUT", f"/v3/rooms/{room}/state/m.room.join_rules", {"join_rule": "public"})
    assert bodies(await enter(juliet, muc)) == [word for word in readable if word in words[:4]]
    events += await say_all(romeo, room, ["back"])
    await juliet.hears("back", groupchat=True)
    assert await all_bodies(juliet, muc) == readable
    assert (await query(juliet, muc, max=50, before=None)).bodies == readable
    assert await metadata(juliet, muc) == (events[words.index(readable[0])], events[4])
    assert (await query(juliet, muc, (("start", "2020-01-01T00:00:00Z"),))).bodies == readable
    for number, event in enumerate(events):
        found = await query(juliet, muc, (("ids", event),))
        after = await query(juliet, muc, max=1, after=event)
        if number in RIGHTS[visibility]:
            assert found.bodies == [words[number]]
        else:
            assert (found.error, found.bodies) == ("item-not-found", [])
            assert (after.error, after.bodies) == ("item-not-found", [])
    quotation = f"> <{romeo.user_id}> before\n\nindeed"
    await romeo.send(room, {"msgtype": "m.text", "body": quotation,
                            "m.relates_to": {"m.in_reply_to": {"event_id": events[0]}}})
    await juliet.hears("indeed", groupchat=True)
    assert await all_bodies(juliet, muc) == [*readable, "indeed"]


async def test_history_that_was_closed_stays_closed_when_the_room_opens_up(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, muc = await new_room(romeo, "joined")
    await romeo.say(room, "among ourselves")
    await romeo.call("PUT", f"/v3/rooms/{room}/state/m.room.history_visibility", {"history_visibility": "shared"})
    await romeo.say(room, "for those who come")
    assert bodies(await enter(juliet, muc)) == ["for those who come"]
    assert await all_bodies(juliet, muc) == ["for those who come"]


@pytest.mark.timeout(240)
async def test_the_archive_outlives_a_restart_and_an_outage(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, muc = await new_room(romeo)
    events = await say_all(romeo, room, ["before"])
    await enter(juliet, muc)
    await world.bridge.process.kill()
    await world.bridge.start()

    async def readable():
        return (await query(juliet, muc, max=1, before=None)).bodies == ["before"]
    await until(readable, "who was in is in, and may read", 60, every=0.2)
    await world.synapse.process.stop()
    assert (await query(juliet, muc)).error in ("internal-server-error", "remote-server-timeout"), "try again"
    await world.synapse.start()
    await until(readable, "the homeserver is back", 60, every=0.2)
    assert (await query(juliet, muc)).ids == events


@pytest.mark.timeout(240)
async def test_history_and_archive_with_ejabberd_too(ejabberd_world):
    await read_both_ways(ejabberd_world)
