"""The dry run of what XMPP says, and of what nobody could have meant."""

import dry_run


class FromXmppTest(dry_run.TranslateTest):
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


class FaultsTest(dry_run.TranslateTest):
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
