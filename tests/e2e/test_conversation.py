"""What people say and do beyond plain words, each way and in each kind of portal."""

import pytest

from conversing import (CORRECT, FALLBACK, KINDS, REPLY, RETRACT, correction_of, reactions_stanza, relation,
                        retraction_of, talk)

pytestmark = pytest.mark.parametrize("kind", KINDS)


async def test_edits_cross(world, kind):
    scene = await talk(world, kind)
    for text in (scene.words("But soft"), scene.words("An answer")):
        event, first = await scene.romeo_says(text)
        for attempt in ("once", "twice"):
            await scene.romeo.send(scene.room, {
                "msgtype": "m.text", "body": f"* {text} {attempt}",
                "m.new_content": {"msgtype": "m.text", "body": f"{text} {attempt}"},
                "m.relates_to": {"rel_type": "m.replace", "event_id": event}})
            corrected = await scene.juliet.hears(f"{text} {attempt}", scene.he)
            assert corrected.xml.find(CORRECT).get("id") == first["id"]
    text = scene.words("O Romoe")
    stanza, event = await scene.juliet_says(text)
    for attempt in ("once", "twice"):
        since = len(scene.romeo.events)
        scene.send(f"{text} {attempt}", correction_of(stanza))
        edit = await scene.event("the edit", lambda e: relation(e).get("rel_type") == "m.replace", since)
        assert relation(edit)["event_id"] == event["event_id"]
        assert edit["content"]["m.new_content"]["body"] == f"{text} {attempt}"
        assert edit["sender"] == event["sender"]


async def test_an_edit_of_what_nobody_knows_is_a_new_message(world, kind):
    scene = await talk(world, kind)
    text = scene.words("A new thought")
    scene.send(text, correction_of("never-said-before"))
    event = await scene.romeo.hears(scene.room, lambda body: body.endswith(text))
    assert "m.relates_to" not in event["content"]


async def test_redactions_cross(world, kind):
    scene = await talk(world, kind)
    event, message = await scene.romeo_says(scene.words("I take it back"))
    target = scene.reference(message)
    await scene.redact(event)
    await scene.stanza("the retraction", lambda m: m.xml.find(f"{RETRACT}retract") is not None
                       and m.xml.find(f"{RETRACT}retract").get("id") == target and m["from"].full.startswith(scene.he))
    stanza, event = await scene.juliet_says(scene.words("So do I"))
    scene.send("/me took it back", retraction_of(await scene.own_reference(stanza)),
               "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>")
    gone = await scene.event("the redaction", lambda e: e["type"] == "m.room.redaction"
                             and e["sender"] != scene.romeo.user_id)
    assert event["event_id"] in (gone.get("redacts"), gone["content"].get("redacts"))
    assert gone["sender"] == event["sender"]


async def test_replies_cross(world, kind):
    scene = await talk(world, kind)
    text, answer = scene.words("Wherefore?"), scene.words("Therefore.")
    stanza, event = await scene.juliet_says(text)
    await scene.romeo.send(scene.room, {"msgtype": "m.text", "body": answer,
                                        "m.relates_to": {"m.in_reply_to": {"event_id": event["event_id"]}}})
    heard = await scene.juliet.hears(lambda body: body.endswith(answer), scene.he)
    assert heard.xml.find(REPLY).get("id") == await scene.own_reference(stanza)
    marked = heard.xml.find(FALLBACK)
    if heard["body"] != answer:  # the quotation is marked as what may be left out
        end = int(marked.find("{urn:xmpp:fallback:0}body").get("end"))
        assert heard["body"][end:] == answer
        assert text in heard["body"][:end]
    event, heard = await scene.romeo_says(scene.words("And now?"))
    quotation = f"> {heard['body']}\n"
    answer = scene.words("And then.")
    since = len(scene.romeo.events)
    scene.send(quotation + answer, f"<reply xmlns='urn:xmpp:reply:0' id='{scene.reference(heard)}'/>",
               f"<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='{len(quotation)}'/>"
               "</fallback>")
    answered = await scene.romeo.hears(scene.room, answer, since=since)
    assert relation(answered)["m.in_reply_to"]["event_id"] == event


async def test_reactions_cross_and_are_taken_back(world, kind):
    scene = await talk(world, kind)
    stanza, event = await scene.juliet_says(scene.words("A rose"))
    target = await scene.own_reference(stanza)
    first = await scene.react(event["event_id"], "🌹")
    await scene.sees_reactions(target, ["🌹"])
    await scene.react(event["event_id"], "❤️")
    await scene.sees_reactions(target, ["🌹", "❤️"])
    await scene.redact(first)
    await scene.sees_reactions(target, ["❤️"])
    event, heard = await scene.romeo_says(scene.words("By any other name"))

    async def reacted(emoji):
        return await scene.event(f"the reaction {emoji}", lambda e: e["type"] == "m.reaction"
                                 and relation(e).get("event_id") == event and relation(e).get("key") == emoji)
    scene.send(None, reactions_stanza(scene.reference(heard), "👍", "👀"))
    thumb, eyes = await reacted("👍"), await reacted("👀")
    assert thumb["sender"] == eyes["sender"]
    scene.send(None, reactions_stanza(scene.reference(heard), "👀", "🎉"))
    await reacted("🎉")
    gone = await scene.event("the reaction's end", lambda e: e["type"] == "m.room.redaction"
                             and e["sender"] != scene.romeo.user_id)
    assert thumb["event_id"] in (gone.get("redacts"), gone["content"].get("redacts"))


async def test_threads_cross(world, kind):
    scene = await talk(world, kind)
    event, heard = await scene.romeo_says(scene.words("The root"))
    text = scene.words("A leaf")
    await scene.romeo.send(scene.room, {"msgtype": "m.text", "body": text, "m.relates_to": {
        "rel_type": "m.thread", "event_id": event, "is_falling_back": True, "m.in_reply_to": {"event_id": event}}})
    leaf = await scene.juliet.hears(lambda body: body.endswith(text), scene.he)
    assert leaf["thread"]
    _, answer = await scene.juliet_says(scene.words("Another leaf"), f"<thread>{leaf['thread']}</thread>".replace(
        "<thread>", "<thread xmlns='jabber:client'>"))
    assert relation(answer)["rel_type"] == "m.thread"
    assert relation(answer)["event_id"] == event
    assert relation(answer)["is_falling_back"] is True


async def test_mentions_cross(world, kind):
    scene = await talk(world, kind)
    name = scene.he.split("/")[1] if scene.is_muc else scene.he
    _, event = await scene.juliet_says(
        f"{name}: {scene.words('look')}",
        f"<reference xmlns='urn:xmpp:reference:0' type='mention' uri='xmpp:{scene.he.replace(' ', '%20')}'"
        f" begin='0' end='{len(name)}'/>")
    assert event["content"]["m.mentions"] == {"user_ids": [scene.romeo.user_id]}
    _, event = await scene.juliet_says(scene.words("Nobody in particular"))
    assert event["content"]["m.mentions"] == {}


async def test_what_has_no_element_crosses_in_words(world, kind):
    scene = await talk(world, kind)
    question = scene.words("Balcony or orchard?")
    await scene.romeo.send(scene.room, {
        "org.matrix.msc3381.poll.start": {
            "question": {"org.matrix.msc1767.text": question}, "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": 1, "answers": [{"id": "b", "org.matrix.msc1767.text": "Balcony"},
                                             {"id": "o", "org.matrix.msc1767.text": "Orchard"}]},
        "org.matrix.msc1767.text": question}, "org.matrix.msc3381.poll.start")
    await scene.juliet.hears(lambda body: question in body and "Orchard" in body, scene.he)
    scene.send("!vote 2")
    vote = await scene.event("the vote", lambda e: e["type"].endswith("poll.response"))
    assert vote["content"]["org.matrix.msc3381.poll.response"] == {"answers": ["o"]}
    place = scene.words("Friar Laurence's cell")
    await scene.romeo.send(scene.room, {"msgtype": "m.location", "body": place, "geo_uri": "geo:45.44,10.99"})
    await scene.juliet.hears(lambda body: "45.44" in body, scene.he)
    text = scene.words("fireworks")
    await scene.romeo.send(scene.room, {"msgtype": "nic.custom.fireworks", "body": text})
    await scene.juliet.hears(lambda body: text in body, scene.he)


async def test_of_words_that_no_event_holds_there_is_the_beginning_and_a_file(world, kind):
    scene = await talk(world, kind)
    start = scene.words("Once upon a time")
    text = start + " there wās a rose." * 4000
    scene.send(text)
    beginning = await scene.romeo.hears(scene.room, lambda body: body.startswith(start))
    assert beginning["content"]["body"].endswith("…") and text.startswith(beginning["content"]["body"][:-1])
    file = await scene.event("all of it", lambda e: e["content"].get("msgtype") == "m.file")
    assert (file["content"]["body"], file["sender"]) == ("message.txt", beginning["sender"])
    assert (await scene.romeo.client.download(mxc=file["content"]["url"])).body == text.encode()
    whole = scene.words("All of this") + " there wās a rose." * 2000
    await scene.juliet_says(whole)
    await scene.romeo_says(whole + "!")
