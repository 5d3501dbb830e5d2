"""The dry run of what Matrix says."""

import xml.etree.ElementTree as ElementTree

import dry_run


class FromMatrixTest(dry_run.TranslateTest):
    def text(self, body, **more):
        return ("m.room.message", {"msgtype": "m.text", "body": body, **more})

    def test_words_cross_as_they_are(self):
        (answer,) = self.events(self.text("Hi *there*"))
        stanza = self.stanza(answer)
        self.assertEqual(stanza.findtext("body"), "Hi *there*")
        self.assertIsNotNone(stanza.find("styling:unstyled", dry_run.NAMESPACES))
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
        self.assertEqual(stanza.find("reply:reply", dry_run.NAMESPACES).attrib, {"id": "s1", "to": "room@muc.test/Bob"})
        span = stanza.find("fallback:fallback", dry_run.NAMESPACES).find("fallback:body", dry_run.NAMESPACES)
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
            [one.text for one in self.stanza(answer).find("reactions:reactions", dry_run.NAMESPACES)] for answer in answers
        ]
        self.assertEqual(sets, [["👍"], ["👍", "🎉"], ["🎉"]])

    def test_reactions_obey_the_table(self):
        reaction = ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$a", "key": "👍"}})
        rule = {"feature": "reaction", "direction": "matrix_to_xmpp"}
        (answer,) = self.events(reaction, mapping=[{**rule, "action": "text"}])
        self.assertEqual(self.stanza(answer).findtext("body"), '/me reacted with 👍 to "Hello world"')
        (answer,) = self.events(reaction, mapping=[{**rule, "action": "both"}])
        self.assertEqual(len(list(self.stanza(answer).find("reactions:reactions", dry_run.NAMESPACES))), 1)
        self.assertIsNotNone(self.stanza(answer).find("fallback:fallback", dry_run.NAMESPACES))
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
            self.assertEqual(self.stanza(answer).find("correct:replace", dry_run.NAMESPACES).get("id"), "$e0")
        self.assertIsNone(self.stanza(lost).find("correct:replace", dry_run.NAMESPACES))
        self.assertEqual(self.action(lost, "edit"), "text")

    # XEP-0424 §3: the retracted words are not said again.
    def test_a_redaction_retracts_and_repeats_nothing(self):
        answer, moderation = self.events(
            {"type": "m.room.redaction", "redacts": "$own", "content": {"reason": "oops"}},
            {"type": "m.room.redaction", "content": {"redacts": "$a"}},
        )
        stanza = self.stanza(answer)
        self.assertEqual(stanza.find("retract:retract", dry_run.NAMESPACES).get("id"), "s2")
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
        self.assertEqual(stanza.find("oob:x", dry_run.NAMESPACES).findtext("oob:url", namespaces=dry_run.NAMESPACES), link)
        sources = stanza.find("sfs:file-sharing", dry_run.NAMESPACES).find("sfs:sources", dry_run.NAMESPACES)
        self.assertEqual(sources.find("data:url-data", dry_run.NAMESPACES).get("target"), link)

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
        reference = stanza.find("reference:reference", dry_run.NAMESPACES)
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
