"""The mapping table, changed between two messages."""

import asyncio

import pytest
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

from conversing import KINDS, REACTIONS, reactions_stanza, relation, talk
from scenes import ask_bot, office_of

STANZAS = "{urn:ietf:params:xml:ns:xmpp-stanzas}"  # slixmpp does not know this condition by name
ACTIONS = ("text", "both", "drop", "reject", "native")


@pytest.mark.parametrize("kind", KINDS)
async def test_each_policy_for_reactions_to_xmpp(world, kind):
    scene = await talk(world, kind)
    for action in ACTIONS:
        text = scene.words("A rose")
        _, event = await scene.juliet_says(text)
        await world.set_mapping("reaction", "matrix_to_xmpp", action)
        since, told = len(scene.juliet.messages), len(scene.romeo.events)
        await scene.react(event["event_id"], "🌹")
        if action == "reject":
            await scene.romeo.hears(scene.room, lambda body: "did not cross" in body, msgtype="m.notice", since=told)
        await scene.romeo_says(scene.words("what follows"))
        if action == "text":  # it waits for more of the kind
            await scene.stanza("the line", lambda m: "🌹" in m["body"], since)
        heard = [m for m in scene.juliet.messages.items[since:] if m["from"].full.startswith(scene.he)]
        words = [m for m in heard if m["body"].startswith("/me") and "🌹" in m["body"] and text in m["body"]]
        elements = [m for m in heard if m.xml.find(f"{REACTIONS}reactions") is not None]
        assert len(words) == (1 if action in ("text", "both") else 0), (action, heard)
        assert len(elements) == (1 if action in ("native", "both") else 0), (action, heard)


@pytest.mark.parametrize("kind", KINDS)
async def test_each_policy_for_reactions_to_matrix(world, kind):
    scene = await talk(world, kind)
    for action in ACTIONS:
        text = scene.words("By any name")
        event, heard = await scene.romeo_says(text)
        await world.set_mapping("reaction", "xmpp_to_matrix", action)
        since = len(scene.romeo.events)
        sent = scene.send(None, reactions_stanza(scene.reference(heard), "👍"))
        if action == "reject" and kind != "plumbed":
            error = await scene.juliet.messages.wait_for(lambda m: m["type"] == "error" and m["id"] == sent, "the error")
            assert error.xml.find(f".//{STANZAS}policy-violation") is not None, error
        if action == "reject" and kind == "plumbed":
            await scene.juliet.hears(lambda body: "did not cross" in body, groupchat=False)
        await scene.juliet_says(scene.words("what follows"))
        if action == "text":
            await scene.event("the line", lambda e: "👍" in e["content"].get("body", ""), since)
        seen = [e for e in scene.romeo.events.items[since:] if e["room_id"] == scene.room]
        words = [e for e in seen if e["content"].get("msgtype") == "m.emote" and "👍" in e["content"]["body"]]
        elements = [e for e in seen if e["type"] == "m.reaction" and relation(e)["event_id"] == event]
        assert len(words) == (1 if action in ("text", "both") else 0), (action, seen)
        assert len(elements) == (1 if action in ("native", "both") else 0), (action, seen)


@pytest.mark.parametrize("kind", KINDS)
async def test_reactions_in_words_are_one_line_and_hold_nobody_up(world, kind):
    scene = await talk(world, kind)
    await world.set_mapping("reaction", "matrix_to_xmpp", "text")
    await world.set_mapping("reaction", "xmpp_to_matrix", "text")
    text = scene.words("A rose")
    _, event = await scene.juliet_says(text)
    mine, heard = await scene.romeo_says(scene.words("By any name"))
    since, told = len(scene.juliet.messages), len(scene.romeo.events)
    for emoji in ("🌹", "👍"):
        await scene.react(event["event_id"], emoji)
    await scene.romeo_says(scene.words("what follows"))
    for emojis in (("🥀",), ("🥀", "🐝")):
        scene.send(None, reactions_stanza(scene.reference(heard), *emojis))
    line = await scene.stanza("the line", lambda m: "🌹" in m["body"], since)
    assert line["body"].startswith("/me reacted with 🌹 👍 to ") and text in line["body"]
    assert line["from"].full.startswith(scene.he)
    line = await scene.event("the line", lambda e: "🥀" in e["content"].get("body", ""), told)
    assert line["content"]["body"].startswith("reacted with 🥀 🐝 to ")
    await scene.react(event["event_id"], "🌼")
    await scene.stanza("the next line", lambda m: "🌼" in m["body"] and "🌹" not in m["body"], since)
    assert sum("👍" in m["body"] for m in scene.juliet.messages.items[since:]) == 1
    assert sum("🐝" in e["content"].get("body", "") for e in scene.romeo.events.items[told:]) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_each_policy_for_threads_to_xmpp(world, kind):
    scene = await talk(world, kind)
    for action in ACTIONS:
        root = scene.words("The root")
        event, _ = await scene.romeo_says(root)
        await world.set_mapping("thread", "matrix_to_xmpp", action)
        since, told = len(scene.juliet.messages), len(scene.romeo.events)
        leaves = [scene.words("A leaf"), scene.words("A leaf")]
        for leaf in leaves:
            await scene.romeo.send(scene.room, {"msgtype": "m.text", "body": leaf, "m.relates_to": {
                "rel_type": "m.thread", "event_id": event, "is_falling_back": True,
                "m.in_reply_to": {"event_id": event}}})
        if action == "reject":
            await scene.romeo.hears(scene.room, lambda body: "did not cross" in body, msgtype="m.notice", since=told)
        await scene.romeo_says(scene.words("what follows"))
        heard = [m for m in scene.juliet.messages.items[since:]
                 if m["from"].full.startswith(scene.he) and any(m["body"].endswith(leaf) for leaf in leaves)]
        assert len(heard) == (0 if action == "reject" else 2), (action, heard)
        in_words = [m for m in heard if "[thread:" in m["body"] and root in m["body"]]
        assert len(in_words) == (1 if action in ("text", "both") else 0), (action, heard)
        marked = [m for m in heard if m["thread"]]
        assert len(marked) == (2 if action in ("native", "both") else 0), (action, heard)


@pytest.mark.parametrize("kind", KINDS)
async def test_each_policy_for_threads_to_matrix(world, kind):
    scene = await talk(world, kind)
    for action in ACTIONS:
        root, thread = scene.words("The root"), scene.words("thread").replace(" ", "-")
        mark = f"<thread xmlns='jabber:client'>{thread}</thread>"
        _, event = await scene.juliet_says(root, mark)
        await world.set_mapping("thread", "xmpp_to_matrix", action)
        since = len(scene.romeo.events)
        leaves = [scene.words("A leaf"), scene.words("A leaf")]
        sent = [scene.send(leaf, mark) for leaf in leaves]
        if action == "reject" and kind != "plumbed":
            await scene.juliet.messages.wait_for(lambda m: m["type"] == "error" and m["id"] == sent[1], "the error")
        if action == "reject" and kind == "plumbed":
            await scene.juliet.hears(lambda body: "did not cross" in body, groupchat=False)
        await scene.juliet_says(scene.words("what follows"))
        seen = [e for e in scene.romeo.events.items[since:] if e["room_id"] == scene.room
                and any(e["content"].get("body", "").endswith(leaf) for leaf in leaves)]
        assert len(seen) == (0 if action == "reject" else 2), (action, seen)
        in_words = [e for e in seen if "[thread:" in e["content"]["body"] and root in e["content"]["body"]]
        assert len(in_words) == (1 if action in ("text", "both") else 0), (action, seen)
        marked = [e for e in seen if relation(e).get("rel_type") == "m.thread"
                  and relation(e)["event_id"] == event["event_id"]]
        assert len(marked) == (2 if action in ("native", "both") else 0), (action, seen)


async def test_what_became_of_a_message_can_be_asked(world):
    scene = await talk(world, "plumbed")
    event, heard = await scene.romeo_says(scene.words("Where am I?"))
    for name in (event, scene.reference(heard)):
        code, out, err = await world.bridge.command("trace", name)
        assert code == 0, err
        assert event in out and scene.to in out and scene.reference(heard) in out, out
    assert "done" in (await world.bridge.command("trace", event))[1]


async def test_an_admin_changes_the_table_in_a_room(world):
    escalus = await world.matrix_person("escalus", exact=True)
    office = await office_of(world, escalus)
    assert "From now on drop" in await ask_bot(world, escalus, office, "mapping set pin matrix_to_xmpp drop default")
    assert "pin" in await ask_bot(world, escalus, office, "mapping list")
    assert "No rule any more" in await ask_bot(world, escalus, office, "mapping reset pin matrix_to_xmpp")
    assert "no feature" in await ask_bot(world, escalus, office, "mapping get dance")
    romeo = await world.matrix_person("romeo")
    assert "permission" in await ask_bot(world, romeo, await office_of(world, romeo), "mapping list")


async def test_a_topic_stays_where_the_table_says_so(world):
    scene = await talk(world, "hosted")
    subjects = [scene.words("Two households"), scene.words("both alike in dignity")]
    for action, subject in zip(("drop", "native"), subjects):
        await world.set_mapping("topic", "matrix_to_xmpp", action)
        since = len(scene.juliet.messages)
        await scene.romeo.call("PUT", f"/v3/rooms/{scene.room}/state/m.room.topic", {"topic": subject})
        await scene.romeo_says(scene.words("what follows"))
        if action == "native":
            await scene.stanza("the subject", lambda m: m["subject"] == subject, since)
        else:
            assert all(m["subject"] != subject for m in scene.juliet.messages.items[since:])


async def test_what_a_contacts_client_does_not_know_is_said_in_words(world):
    scene = await talk(world, "direct")
    text = scene.words("A rose")
    _, event = await scene.juliet_says(text)
    client = scene.juliet.client
    client.register_plugin("xep_0115")
    await client.plugin["xep_0115"].update_caps()
    asked = asyncio.get_running_loop().create_future()
    client.register_handler(Callback(
        "asked", MatchXPath("{jabber:client}iq/{http://jabber.org/protocol/disco#info}query"),
        lambda iq: asked.done() or asked.set_result(iq)))
    client.send_presence(pto=scene.to)
    await asyncio.wait_for(asked, 20)
    since = len(scene.juliet.messages)
    await scene.react(event["event_id"], "🌹")
    line = await scene.stanza("the line", lambda m: "🌹" in m["body"], since)
    assert line["body"].startswith("/me reacted with 🌹 to ") and text in line["body"]
    assert line.xml.find(f"{REACTIONS}reactions") is None
