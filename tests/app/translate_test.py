"""The dry run: an event or a stanza in, what would cross out, without any server."""

import json
import unittest
import xml.etree.ElementTree as ElementTree

import program

CONTEXT = {
    "portal": {"kind": "plumbed", "room_id": "!r:hs.test", "jid": "room@muc.test"},
    "members": [
        {"mxid": "@alice:hs.test", "name": "Alice", "power": 50},
        {"mxid": "@carol:hs.test", "name": "Carol"},
        {"jid": "room@muc.test/Bob", "name": "Bob"},
    ],
    "links": [
        {"event_id": "$a", "stanza_id": "s1", "message_id": "m1", "sender": "room@muc.test/Bob", "body": "Hello world"},
        {"event_id": "$own", "stanza_id": "s2", "message_id": "m2", "sender": "@alice:hs.test", "body": "a secret"},
        {"event_id": "$bare", "message_id": "m3", "sender": "@alice:hs.test", "body": "no stanza-id"},
        {"stanza_id": "s4", "sender": "room@muc.test/Bob", "body": "no event"},
    ],
}
NAMESPACES = {
    "reply": "urn:xmpp:reply:0",
    "fallback": "urn:xmpp:fallback:0",
    "reactions": "urn:xmpp:reactions:0",
    "correct": "urn:xmpp:message-correct:0",
    "retract": "urn:xmpp:message-retract:1",
    "sfs": "urn:xmpp:sfs:0",
    "data": "http://jabber.org/protocol/url-data",
    "oob": "jabber:x:oob",
    "reference": "urn:xmpp:reference:0",
    "spoiler": "urn:xmpp:spoiler:0",
    "styling": "urn:xmpp:styling:0",
}


class TranslateTest(program.ProgramTest):
    def lines(self, side, inputs, context=None, **more):
        file = self.folder / "context.json"
        file.write_text(json.dumps({**(context or CONTEXT), **more}), encoding="utf-8")
        text = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in inputs)
        outcome = program.subprocess.run(
            [program.BINARY, "translate", "--from", side, "--context", str(file)],
            input=text, capture_output=True, text=True, timeout=60, check=False,
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        answers = [json.loads(line) for line in outcome.stdout.splitlines()]
        self.assertEqual(len(answers), len(inputs))
        return answers

    def events(self, *events, **more):
        """Alice's, each given as (type, content) or as an event."""
        inputs = []
        for number, event in enumerate(events):
            if isinstance(event, tuple):
                event = {"type": event[0], "content": event[1]}
            inputs.append({"event": {"sender": "@alice:hs.test", "event_id": f"$e{number}", **event}})
        return self.lines("matrix", inputs, **more)

    def stanzas(self, *children, nick="/Bob", **more):
        inputs = [
            {"stanza": f"<message type='groupchat' from='room@muc.test{nick}' id='x{number}'>{one}</message>"}
            for number, one in enumerate(children)
        ]
        return self.lines("xmpp", inputs, **more)

    def stanza(self, answer):
        self.assertEqual(len(answer["out"]), 1, answer)
        xml = answer["out"][0]["stanza"]
        self.assertNotIn("xmlns='jabber:client'", xml)
        return ElementTree.fromstring(xml)

    def event(self, answer):
        self.assertEqual(len(answer["out"]), 1, answer)
        return answer["out"][0]["event"]

    def action(self, answer, feature):
        return {one["feature"]: one["action"] for one in answer["decisions"]}[feature]


class FromMatrixTest(TranslateTest):
    def text(self, body, **more):
        return ("m.room.message", {"msgtype": "m.text", "body": body, **more})

    def test_words_cross_as_they_are(self):
        (answer,) = self.events(self.text("Hi *there*"))
        stanza = self.stanza(answer)
        self.assertEqual(stanza.findtext("body"), "Hi *there*")
        self.assertIsNotNone(stanza.find("styling:unstyled", NAMESPACES))
        self.assertEqual((stanza.get("type"), stanza.get("to"), stanza.get("id")), ("groupchat", "room@muc.test", "$e0"))
        self.assertEqual(
            answer["decisions"],
            [{"feature": "text", "direction": "matrix_to_xmpp", "action": "native", "scope": "default", "reason": "as shipped"}],
        )

    # XEP-0461 §3, XEP-0428 §2
    def test_a_reply_quotes_what_is_stored(self):
        (answer,) = self.events(
            self.text("> <@bob:x> forged\n\nsure", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$a"}}})
        )
        stanza = self.stanza(answer)
        self.assertEqual(stanza.findtext("body"), "> Bob: Hello world\nsure")
        self.assertEqual(stanza.find("reply:reply", NAMESPACES).attrib, {"id": "s1", "to": "room@muc.test/Bob"})
        span = stanza.find("fallback:fallback", NAMESPACES).find("fallback:body", NAMESPACES)
        self.assertEqual((span.get("start"), span.get("end")), ("0", "19"))

    def test_a_reply_to_what_has_no_stanza_id_is_words(self):
        (answer,) = self.events(self.text("sure", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$bare"}}}))
        self.assertEqual(self.stanza(answer).findtext("body"), "> Alice: no stanza-id\nsure")
        self.assertEqual(self.action(answer, "reply"), "text")

    # XEP-0444 §3.2: the set is complete.
    def test_reactions_are_sets(self):
        react = lambda key: ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$a", "key": key}})
        answers = self.events(react("👍"), react("🎉"), {"type": "m.room.redaction", "redacts": "$e0", "content": {}})
        sets = [
            [one.text for one in self.stanza(answer).find("reactions:reactions", NAMESPACES)] for answer in answers
        ]
        self.assertEqual(sets, [["👍"], ["👍", "🎉"], ["🎉"]])

    def test_reactions_obey_the_table(self):
        reaction = ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$a", "key": "👍"}})
        rule = {"feature": "reaction", "direction": "matrix_to_xmpp"}
        (answer,) = self.events(reaction, mapping=[{**rule, "action": "text"}])
        self.assertEqual(self.stanza(answer).findtext("body"), '/me reacted with 👍 to "Hello world"')
        (answer,) = self.events(reaction, mapping=[{**rule, "action": "both"}])
        self.assertEqual(len(list(self.stanza(answer).find("reactions:reactions", NAMESPACES))), 1)
        self.assertIsNotNone(self.stanza(answer).find("fallback:fallback", NAMESPACES))
        for action in ("drop", "reject"):
            (answer,) = self.events(reaction, mapping=[{**rule, "action": action}])
            self.assertEqual((answer["out"], self.action(answer, "reaction")), ([], action))
        (answer,) = self.events(reaction, mapping=[{**rule, "action": "text", "template": "{sender}: {emoji}"}])
        self.assertEqual(self.stanza(answer).findtext("body"), "Alice: 👍")

    def test_the_more_special_rule_counts(self):
        rule = {"feature": "reaction", "direction": "matrix_to_xmpp"}
        reaction = ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$a", "key": "👍"}})
        (answer,) = self.events(
            reaction,
            mapping=[{**rule, "action": "drop"}, {**rule, "action": "text", "scope": "portal:room@muc.test"}],
        )
        self.assertEqual(answer["decisions"][0]["scope"], "portal")
        self.assertEqual(len(answer["out"]), 1)

    # XEP-0308 §3
    def test_an_edit_names_the_message(self):
        replaced = {"m.new_content": {"msgtype": "m.text", "body": "two"}, "m.relates_to": {"rel_type": "m.replace"}}
        first = {**replaced, "m.relates_to": {"rel_type": "m.replace", "event_id": "$e0"}}
        unknown = {**replaced, "m.relates_to": {"rel_type": "m.replace", "event_id": "$nowhere"}}
        _, edit, again, lost = self.events(
            self.text("one"), self.text("* two", **first), self.text("* two", **first), self.text("* two", **unknown)
        )
        for answer in (edit, again):
            self.assertEqual(self.stanza(answer).findtext("body"), "two")
            self.assertEqual(self.stanza(answer).find("correct:replace", NAMESPACES).get("id"), "$e0")
        self.assertIsNone(self.stanza(lost).find("correct:replace", NAMESPACES))
        self.assertEqual(self.action(lost, "edit"), "text")

    # XEP-0424 §3: the retracted words are not said again.
    def test_a_redaction_retracts_and_repeats_nothing(self):
        answer, moderation = self.events(
            {"type": "m.room.redaction", "redacts": "$own", "content": {"reason": "oops"}},
            {"type": "m.room.redaction", "content": {"redacts": "$a"}},
        )
        stanza = self.stanza(answer)
        self.assertEqual(stanza.find("retract:retract", NAMESPACES).get("id"), "s2")
        self.assertNotIn("secret", stanza.findtext("body"))
        self.assertEqual(self.action(moderation, "moderation"), "both")

    def test_a_thread_has_one_id(self):
        relation = {"rel_type": "m.thread", "event_id": "$a", "is_falling_back": True, "m.in_reply_to": {"event_id": "$a"}}
        first, second = self.events(*[self.text("in it", **{"m.relates_to": relation})] * 2)
        self.assertEqual(self.stanza(first).findtext("thread"), "$a")
        self.assertEqual(self.stanza(second).findtext("thread"), "$a")
        self.assertEqual(self.stanza(first).findtext("body"), "in it")

    def test_threads_as_words_are_told_once(self):
        relation = {"rel_type": "m.thread", "event_id": "$a"}
        rule = {"feature": "thread", "direction": "matrix_to_xmpp", "action": "text"}
        threaded = self.text("in it", **{"m.relates_to": relation})
        bodies = [
            self.stanza(one).findtext("body")
            for one in self.events(threaded, threaded, self.text("out"), threaded, mapping=[rule])
        ]
        self.assertIn("Hello world", bodies[0])
        self.assertEqual(bodies[1:3], ["in it", "out"])
        self.assertEqual(bodies[3], bodies[0])

    # XEP-0447 §4, XEP-0066 §3
    def test_a_file_is_a_link_that_old_clients_show(self):
        picture = {"msgtype": "m.image", "body": "cat.png", "url": "mxc://hs.test/abc",
                   "info": {"mimetype": "image/png", "size": 1234, "w": 10, "h": 20}}
        (answer,) = self.events(("m.room.message", picture))
        stanza = self.stanza(answer)
        link = stanza.findtext("body")
        self.assertTrue(link.startswith("http://127.0.0.1:9011/"), link)
        self.assertEqual(stanza.find("oob:x", NAMESPACES).findtext("oob:url", namespaces=NAMESPACES), link)
        sources = stanza.find("sfs:file-sharing", NAMESPACES).find("sfs:sources", NAMESPACES)
        self.assertEqual(sources.find("data:url-data", NAMESPACES).get("target"), link)

    def test_a_caption_follows_its_file(self):
        picture = {"msgtype": "m.image", "body": "my cat", "filename": "cat.png", "url": "mxc://hs.test/abc"}
        (answer,) = self.events(("m.room.message", picture))
        bodies = [ElementTree.fromstring(one["stanza"]).findtext("body") for one in answer["out"]]
        self.assertEqual(len(bodies), 2)
        self.assertEqual(bodies[1], "my cat")

    def test_an_encrypted_or_forged_file_is_no_link(self):
        for source in ({"file": {"url": "mxc://hs.test/abc"}}, {"url": "mxc://hs.test/../admin"}, {"url": "file:///etc/passwd"}):
            (answer,) = self.events(("m.room.message", {"msgtype": "m.file", "body": "x.bin", **source}))
            self.assertEqual(self.stanza(answer).findtext("body"), "[x.bin]")
            self.assertEqual(self.action(answer, "file"), "text")

    # XEP-0372 §3.1
    def test_a_pill_is_a_mention(self):
        bob = "@_xmpp_room=40muc.test=2f=42ob:hs.test"
        (answer,) = self.events(
            self.text("Bobby: hey", **{
                "format": "org.matrix.custom.html",
                "formatted_body": f'<a href="https://matrix.to/#/{bob}">Bobby</a>: hey',
                "m.mentions": {"user_ids": [bob]},
            })
        )
        stanza = self.stanza(answer)
        self.assertEqual(stanza.findtext("body"), "Bob: hey")
        reference = stanza.find("reference:reference", NAMESPACES)
        self.assertEqual((reference.get("begin"), reference.get("end"), reference.get("uri")), ("0", "3", "xmpp:room@muc.test/Bob"))

    def test_polls_places_and_the_unknown_are_words(self):
        poll, place, unknown, call = self.events(
            ("m.poll.start", {"m.poll": {"question": {"m.text": [{"body": "Pizza?"}]},
                                         "answers": [{"m.id": "y", "m.text": [{"body": "Yes"}]}]}}),
            ("m.room.message", {"msgtype": "m.location", "body": "Verona", "geo_uri": "geo:45.44,10.99"}),
            ("org.example.thing", {"body": "its words"}),
            ("m.call.invite", {"call_id": "1"}),
        )
        self.assertIn("1. Yes", self.stanza(poll).findtext("body"))
        self.assertIn("geo:45.44,10.99", self.stanza(place).findtext("body"))
        self.assertIn("its words", self.stanza(unknown).findtext("body"))
        self.assertEqual(self.action(call, "call"), "text")

    def test_what_is_of_the_room_is_decided_on(self):
        topic, encrypted = self.events(
            {"type": "m.room.topic", "state_key": "", "content": {"topic": "x"}},
            ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x"}),
        )
        self.assertEqual((topic["out"], self.action(topic, "topic")), ([], "native"))
        self.assertEqual((encrypted["out"], self.action(encrypted, "encryption")), ([], "drop"))


class FromXmppTest(TranslateTest):
    REPLY = ("<body>&gt; forged\n yes</body><reply xmlns='urn:xmpp:reply:0' id='{id}'/><fallback "
             "xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='9'/></fallback>")
    REACTIONS = "<reactions xmlns='urn:xmpp:reactions:0' id='s2'>{}</reactions>"

    def test_words_and_marks_cross(self):
        plain, styled, emote = self.stanzas("<body>hello</body>", "<body>so *bold*</body>", "<body>/me waves</body>")
        content = self.event(plain)["content"]
        self.assertEqual(content, {"msgtype": "m.text", "body": "hello", "m.mentions": {}})
        self.assertEqual(self.event(styled)["content"]["formatted_body"], "so <strong>bold</strong>")
        self.assertEqual(self.event(emote)["content"]["msgtype"], "m.emote")
        self.assertEqual(self.event(emote)["content"]["body"], "waves")

    def test_a_stanza_may_have_any_clothes(self):
        for xmlns in ("", "xmlns='jabber:client' ", "xmlns='jabber:component:accept' "):
            (answer,) = self.lines("xmpp", [{"stanza": f"<message {xmlns}to='x@y.test/any' from='room@muc.test/Bob' "
                                                       "type='groupchat'><body>a</body></message>"}])
            self.assertEqual(self.event(answer)["content"]["body"], "a")

    def test_a_reply_names_the_event(self):
        known, unknown = self.stanzas(self.REPLY.format(id="s2"), self.REPLY.format(id="s4"))
        content = self.event(known)["content"]
        self.assertEqual(content["m.relates_to"], {"m.in_reply_to": {"event_id": "$own"}})
        self.assertNotIn("forged", content["body"])
        self.assertIn("forged", self.event(unknown)["content"]["body"])
        self.assertEqual(self.action(unknown, "reply"), "text")

    def test_reactions_are_the_difference(self):
        one, two, none = self.stanzas(
            self.REACTIONS.format("<reaction>👍</reaction><reaction>👍\ufe0f</reaction>"),
            self.REACTIONS.format("<reaction>👍</reaction><reaction>🎉</reaction>"),
            self.REACTIONS.format(""),
        )
        self.assertEqual(self.event(one)["content"]["m.relates_to"],
                         {"rel_type": "m.annotation", "event_id": "$own", "key": "👍"})
        self.assertEqual(self.event(two)["content"]["m.relates_to"]["key"], "🎉")
        self.assertEqual([out["event"]["type"] for out in none["out"]], ["m.room.redaction"] * 2)

    # XEP-0308 §3 and §5, XEP-0424 §3, XEP-0425 §4.2
    def test_only_who_said_it_takes_it_back(self):
        words = "<body>one</body><stanza-id xmlns='urn:xmpp:sid:0' id='st0' by='room@muc.test'/>"
        retract = "<retract xmlns='urn:xmpp:message-retract:1' id='s1'/>"
        correct = "<body>two</body><replace xmlns='urn:xmpp:message-correct:0' id='x0'/>"
        _, edit, retraction = self.stanzas(words, correct, retract)
        self.assertEqual(self.event(edit)["content"]["m.relates_to"]["event_id"], "$dry-run-1")
        self.assertEqual(self.event(retraction)["redacts"], "$a")
        correct = correct.replace("x0", "m1")
        edit, retraction = self.stanzas(correct, retract, nick="/Eve")
        self.assertNotIn("m.relates_to", self.event(edit)["content"])
        self.assertEqual(retraction["out"], [])
        moderated = ("<retract xmlns='urn:xmpp:message-retract:1' id='s2'><moderated xmlns='urn:xmpp:message-moderate:1' "
                     "by='room@muc.test/Eve'/><reason>spam</reason></retract>")
        (by_room,) = self.stanzas(moderated, nick="")
        self.assertEqual((self.event(by_room)["redacts"], self.event(by_room)["content"]["reason"]), ("$own", "spam"))
        (by_eve,) = self.stanzas(moderated, nick="/Eve")
        self.assertEqual(by_eve["out"], [])

    def test_a_file_and_a_mention_cross(self):
        file, mention, everybody = self.stanzas(
            "<body>https://f.test/cat.png</body><x xmlns='jabber:x:oob'><url>https://f.test/cat.png</url></x>",
            "<body>Carol: look</body>",
            "<body>all</body><mention xmlns='urn:xmpp:mentions:0' mentions='urn:xmpp:mentions:0#channel'/>",
        )
        content = self.event(file)["content"]
        self.assertEqual((content["msgtype"], content["body"]), ("m.image", "cat.png"))
        self.assertTrue(content["url"].startswith("mxc://hs.test/"))
        content = self.event(mention)["content"]
        self.assertEqual(content["m.mentions"], {"user_ids": ["@carol:hs.test"]})
        self.assertIn('<a href="https://matrix.to/#/@carol:hs.test">Carol</a>', content["formatted_body"])
        self.assertNotIn("room", self.event(everybody)["content"]["m.mentions"])

    def test_what_says_nothing_has_its_reason(self):
        (answer,) = self.stanzas("<composing xmlns='http://jabber.org/protocol/chatstates'/>")
        self.assertEqual(answer["out"], [])
        self.assertTrue(answer["decisions"][0]["reason"])

    def test_a_direct_chat_names_messages_by_their_ids(self):
        context = {"portal": {"kind": "direct", "room_id": "!d:hs.test", "jid": "bob@xmpp.test"},
                   "members": [{"mxid": "@alice:hs.test", "name": "Alice"}, {"jid": "bob@xmpp.test", "name": "Bob"}],
                   "links": [{"event_id": "$own", "message_id": "m2", "sender": "@alice:hs.test", "body": "hi"}]}
        (answer,) = self.lines("xmpp", [{"stanza": "<message type='chat' from='bob@xmpp.test/phone' id='x1'><body>yes</body>"
                                                   "<reply xmlns='urn:xmpp:reply:0' id='m2'/></message>"}], context)
        self.assertEqual(self.event(answer)["content"]["m.relates_to"], {"m.in_reply_to": {"event_id": "$own"}})
        (answer,) = self.lines("matrix", [{"event": {"type": "m.room.message", "sender": "@alice:hs.test",
                                                     "content": {"msgtype": "m.text", "body": "hi"}}}], context)
        stanza = self.stanza(answer)
        self.assertEqual((stanza.get("type"), stanza.get("to")), ("chat", "bob@xmpp.test"))


class FaultsTest(TranslateTest):
    def test_each_line_has_its_answer(self):
        bad = ["", "garbage", "[]", "{}", '{"stanza": 5}', '{"stanza": "<message"}', '{"event": {}}', "\ufffd" * 10,
               '{"stanza": "<message/><message/>"}', '{"stanza": "<iq from=\'a@b\' to=\'c@d\'/>"}']
        good = {"stanza": "<message type='groupchat' from='room@muc.test/Bob'><body>a</body></message>"}
        answers = self.lines("xmpp", [*bad, good])
        for answer in answers[:-1]:
            self.assertEqual(list(answer), ["error"], answer)
        self.assertEqual(self.event(answers[-1])["content"]["body"], "a")
        for answer in self.lines("matrix", ["garbage", '{"event": 3}', '{"event": {"type": "m.room.message"}}']):
            self.assertEqual(list(answer), ["error"])

    def test_a_wrong_context_is_named(self):
        for text, place in (("[]", "object"), ('{"members": [{}]}', "members[0]"), ('{"portal": {"kind": "x"}}', "portal.kind"),
                            ('{"mapping": [{"feature": "x"}]}', "mapping[0].feature"), ('{"links": 3}', "links")):
            file = self.folder / "bad.json"
            file.write_text(text, encoding="utf-8")
            outcome = self.bascule("translate", "--from=matrix", f"--context={file}")
            self.assertEqual(outcome.returncode, 2)
            self.assertIn(place, outcome.stderr)
        self.assertEqual(self.bascule("translate", "--from=irc").returncode, 2)


if __name__ == "__main__":
    unittest.main()
