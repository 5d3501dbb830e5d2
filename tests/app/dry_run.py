"""What the tests of the dry run share: a conversation, and the lines that go in and come out."""

import json
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
