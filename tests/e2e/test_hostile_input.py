"""No input kills it: whatever comes in from either side, process and link stay up and people go on talking.

Run with the asan build, whose slightest memory error ends the process. What Prosody itself would not let through is
tested against a scripted server in the unit tests of xmpp_component.
"""

import json

import pytest
import pytest_asyncio

from clients.appservice import RawHomeserver
from clients.matrix import Refused
from clients.raw_xmpp import RawXmpp
from scenes import ask_bot_for_chat, plumbed_street
from servers.process import run

COMPONENT = "matrix.montague.example"
BAD_TEXT = ["\u0001", "a\u0000b", "\ufffe\uffff", "\U0010ffff", "\u202e\u2066", "]]>", "</body></message>", "&#1;", "a" * 60000]


@pytest_asyncio.fixture
async def link(world):
    """Checks that process and component stream are the same before and after, and that people can still talk."""
    pid, before = world.bridge.process.pid, await reconnects(world)
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await ask_bot_for_chat(world, romeo, juliet.bare)
    yield romeo, juliet, room
    await romeo.say(room, "Art thou not Romeo?")
    await juliet.hears("Art thou not Romeo?", seconds=40)
    juliet.say(world.puppet_of(romeo), "Neither, fair saint.")
    await romeo.hears(room, "Neither, fair saint.", seconds=40)
    assert world.bridge.process.is_running and world.bridge.process.pid == pid
    assert await reconnects(world) == before


async def reconnects(world):
    metrics = await world.bridge.metrics()
    return sum(value for name, value in metrics.items() if name.startswith("xmpp_component_reconnects_total"))


def event(**changes):
    """A message event as a homeserver pushes it, with changes; None takes a key away."""
    whole = {"type": "m.room.message", "event_id": "$hostile:montague.example", "room_id": "!r:montague.example",
             "sender": "@eve:montague.example", "origin_server_ts": 1, "content": {"msgtype": "m.text", "body": "x"},
             **changes}
    return {key: value for key, value in whole.items() if value is not None}


SHAPES = [
    None, 7, "event", [], {}, {"type": []}, event(type=None), event(event_id=None), event(room_id=17), event(sender={}),
    event(content=None), event(content=[]), event(content="text"), event(content={"msgtype": {}, "body": []}),
    event(content={"msgtype": "m.text"}), event(content={"msgtype": "m.text", "body": None}),
    event(origin_server_ts="soon"), event(origin_server_ts=2**80), event(origin_server_ts=-1),
    event(event_id="no sigil"), event(room_id="#alias:x"), event(sender="@"), event(sender="@_xmpp_:montague.example"),
    event(type="m.room.member", state_key=5), event(type="m.room.member", state_key="@x:y", content={"membership": 3}),
    event(type="m.room.member", state_key="@_xmpp_=:montague.example", content={"membership": "invite"}),
    event(type="m.room.member", state_key="@_xmpp_=zz=4:montague.example", content={"membership": "invite", "is_direct": 1}),
    event(type="m.room.tombstone", state_key="", content={"replacement_room": 1}),
    event(type="m.room.encrypted", content={}), event(type="x" * 100000), event(unsigned="yes"), event(unsigned=[1]),
]


async def test_events_of_wrong_shape_never_fail_a_transaction(world, link):
    homeserver = RawHomeserver(world.bridge)
    for shape in SHAPES:
        body = json.dumps({"events": [shape, event()], "ephemeral": [shape], "to_device": [shape]}).encode()
        assert (await homeserver.transaction(body))[0] == 200, shape


@pytest.mark.parametrize("events", [None, 3, "events", {}, True])
async def test_a_transaction_whose_events_are_no_list_is_answered(world, link, events):
    status, _ = await RawHomeserver(world.bridge).transaction(json.dumps({"events": events}).encode())
    assert status in (200, 400)


BODIES = {
    "empty": b"", "no JSON": b"<xml/>", "half": b'{"events": [', "invalid UTF-8": b'{"events": [{"type": "\xff\xfe"}]}',
    "overlong UTF-8": b'{"events": [{"type": "\xc0\x80"}]}', "a NUL": b'{"events": [\x00]}', "an array": b"[]",
    "deep": b'{"events": ' + b"[" * 200000 + b"]" * 200000 + b"}",
    "deep objects": b'{"events": [' + b'{"a":' * 100000 + b"1" + b"}" * 100000 + b"]}",
    "huge number": b'{"events": [1e999999]}', "same key twice": b'{"events": [], "events": [7]}',
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_transaction_that_is_no_proper_json_is_answered(world, link, what):
    status, text = await RawHomeserver(world.bridge).transaction(BODIES[what])
    assert status in (200, 400, 413), text


async def test_text_that_xml_cannot_carry_arrives_mended(world, link):
    romeo, juliet, room = link
    homeserver = RawHomeserver(world.bridge)
    for number, text in enumerate([*BAD_TEXT, "\ud800", "\udfff\ud800 x"]):
        content = {"msgtype": "m.text", "body": f"{number}:{text}"}
        hostile = event(event_id=f"$bad{number}:montague.example", room_id=room, sender=romeo.user_id, content=content)
        status, _ = await homeserver.transaction(json.dumps({"events": [hostile]}).encode())
        assert status == 200
    for number in range(len(BAD_TEXT)):
        await juliet.hears(lambda body, n=number: body.startswith(f"{n}:"), seconds=40)


async def test_bad_text_through_a_real_homeserver_harms_nobody(world, link):
    romeo, juliet, room = link
    for number, text in enumerate(BAD_TEXT):
        try:
            await romeo.say(room, f"{number};{text}")
        except Refused:
            continue  # the homeserver itself would not have it
        await juliet.hears(lambda body, n=number: body.startswith(f"{n};"), seconds=40)
    for content in ({}, {"msgtype": "m.text"}, {"body": 3, "msgtype": "m.text"}, {"msgtype": None, "body": "x"}):
        try:
            await romeo.send(room, content)
        except Refused:
            continue
    await romeo.set_display_name("\u202eRomeo\u0007\n\t " + "x" * 200)
    await romeo.say(room, "with a name like that")
    await juliet.hears("with a name like that", seconds=40)


@pytest.mark.parametrize("token", ["", "wrong", None])
async def test_every_path_and_method_has_an_answer(world, link, token):
    homeserver = RawHomeserver(world.bridge)
    paths = ["/", "/_matrix/app/v1/transactions/", "/_matrix/app/v1/transactions/1/2", "/_matrix/app/v1/users/%00",
             "/_matrix/app/v1/users/%ff%fe", "/_matrix/app/v1/users/@_xmpp_=c3=28:montague.example",
             "/_matrix/app/v1/users/" + "a" * 7000, "/_matrix/app/v1/rooms/%23nowhere:montague.example",
             "/_matrix/app/v1/thirdparty/protocol/xmpp", "/_matrix/app/v1/ping", "/transactions/7", "/%", "/%zz", "//"]
    for path in paths:
        for method in ("GET", "PUT", "POST", "DELETE", "OPTIONS"):
            status, _ = await homeserver.request(method, path, b"{}", token=token)
            assert 200 <= status < 500, (method, path, status)


async def test_what_is_no_http_at_all_is_hung_up_on(world, link):
    port = world.bridge.appservice_url.rsplit(":", 1)[1]
    for junk in (b"\x16\x03\x01\x02\x00" + b"\x00" * 500, b"GET\r\n\r\n", b"PUT / HTTP/9.9\r\n\r\n", b"\r\n" * 5000,
                 b"PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"PUT / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
                 b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"A: " + b"b" * 100000):
        script = ("import socket,sys; s=socket.create_connection(('127.0.0.1', %s), 5); s.settimeout(3)\n"
                  "try:\n s.sendall(sys.stdin.buffer.read()); s.shutdown(1); s.recv(100)\nexcept OSError: pass" % port)
        await run(["python3", "-c", script], 20, stdin=junk)
    assert (await RawHomeserver(world.bridge).transaction(b'{"events": []}'))[0] == 200


def addresses(world, romeo, muc):
    """One of each kind of address at the component, and some that are none."""
    return [COMPONENT, f"{COMPONENT}/resource", world.puppet_of(romeo), f"{world.puppet_of(romeo)}/phone",
            f"nobody%montague.example@{COMPONENT}", f"#verona%montague.example@{COMPONENT}",
            f"#verona%montague.example@{COMPONENT}/nick", f"!handle@{COMPONENT}", f"%@{COMPONENT}", f"%%%@{COMPONENT}",
            f"\\5c\\40@{COMPONENT}", f"{'a' * 1023}@{COMPONENT}", f"ﬁnd%Ⅷ@{COMPONENT}/ﬁ", muc, f"{muc}/{romeo.name}"]


PAYLOADS = [
    "", "<body/>", "<body>x</body>", "<body>x</body><body xml:lang='de'>y</body>", "<subject>s</subject>",
    "<received xmlns='urn:xmpp:receipts'/>", "<received xmlns='urn:xmpp:receipts' id='unknown'/>",
    "<request xmlns='urn:xmpp:receipts'/><body>y</body>", "<error type='cancel'/>",
    "<error type='nonsense'><nonsense xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
    "<x xmlns='http://jabber.org/protocol/muc'/>",
    "<x xmlns='http://jabber.org/protocol/muc#user'><status code='110'/><status code='x'/><item jid='@@' nick=''/></x>",
    "<x xmlns='http://jabber.org/protocol/muc#user'><invite from='a@b'/></x>", "<x xmlns='jabber:x:conference' jid='@'/>",
    "<stanza-id xmlns='urn:xmpp:sid:0' id='1' by='%s'/><body>forged</body>" % COMPONENT,
    "<delay xmlns='urn:xmpp:delay' stamp='never'/><body>late</body>",
    "<result xmlns='urn:xmpp:mam:2' id='1'><forwarded xmlns='urn:xmpp:forward:0'/></result>",
    "<query xmlns='http://jabber.org/protocol/disco#info' node='unknown'/>", "<query xmlns='unknown'/>",
    "<query xmlns='http://jabber.org/protocol/disco#items'/>", "<query xmlns='jabber:iq:version'/>",
    "<ping xmlns='urn:xmpp:ping'/>", "<time xmlns='urn:xmpp:time'/>", "<vCard xmlns='vcard-temp'/>",
    "<a/><b/>", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>", "<a xmlns='x'>" + "<b>" * 300 + "</b>" * 300 + "</a>",
]
TYPES = {
    "message": ["chat", "normal", "groupchat", "headline", "error", "nonsense"],
    "presence": ["", "unavailable", "subscribe", "subscribed", "unsubscribe", "unsubscribed", "probe", "error", "nonsense"],
    "iq": ["get", "set", "result", "error", "nonsense"],
}


@pytest.mark.parametrize("name", TYPES)
async def test_stanzas_of_every_type_to_every_kind_of_address_are_survived(world, link, name):
    romeo, juliet, _ = link
    muc = world.muc("orchard")
    await juliet.join(muc)
    eve = RawXmpp(world.xmpp, await world.xmpp.register("eve"))
    await eve.start()
    try:
        for address in addresses(world, romeo, muc):
            for kind in TYPES[name]:
                given = f"type='{kind}'" if kind else ""
                for number, payload in enumerate(PAYLOADS):
                    eve.send(f"<{name} to='{address}' id='{kind}{number}' {given}>{payload}</{name}>")
            await eve.flush()
    finally:
        await eve.stop()


async def test_every_iq_request_is_answered(world, link):
    romeo, _, _ = link
    eve = RawXmpp(world.xmpp, await world.xmpp.register("eve"))
    await eve.start()
    try:
        for index, address in enumerate(addresses(world, romeo, "x@y")[:8]):
            for kind in ("get", "set"):
                name = f"ask-{index}-{kind}"
                eve.send(f"<iq to='{address}' id='{name}' type='{kind}'><query xmlns='urn:unknown'/></iq>")
                await eve.sees(name)
    finally:
        await eve.stop()


HOSTILE_XML = {
    "a body of 1 MB": "<message to='{to}' type='chat'><body>" + "x" * 1_000_000 + "</body></message>",
    "a wide stanza": "<message to='{to}' type='chat'><body>wide</body>" + "<a xmlns='b'/>" * 20000 + "</message>",
    "a deep stanza": "<message to='{to}' type='chat'><body>deep</body>" + "<a>" * 5000 + "</a>" * 5000 + "</message>",
    "many attributes": "<message to='{to}' type='chat' " + " ".join(f"a{n}='1'" for n in range(100)) + "><body/></message>",
    "a forged sender": "<message from='nurse@capulet.example' to='{to}' type='chat'><body>forged</body></message>",
    "a sender at the component": f"<message from='x@{COMPONENT}' to='{{to}}' type='chat'><body>forged</body></message>",
    # Echoed in the answer, such an attribute must not have the server's parser wait for more; the blanks have hers not wait.
    "a request of a long id": f"<iq to='{COMPONENT}' type='get' id='{'i' * 20000}'><ping xmlns='urn:xmpp:ping'/></iq>"
                              + " " * 300000,
    "a message of a long id": f"<message to='nobody%montague.example@{COMPONENT}' id='{'i' * 20000}'><body>x</body></message>"
                              + " " * 300000,
    "a DTD": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><message to='{to}'><body>&b;</body></message>",
    "U+0001": "<message to='{to}' type='chat'><body>&#1;</body></message>",
    "a lone surrogate": "<message to='{to}' type='chat'><body>&#xD800;</body></message>",
    "invalid UTF-8": b"<message to='{to}' type='chat'><body>\xff\xfe\xc0\x80</body></message>",
    "right-to-left and joiners": "<message to='{to}' type='chat'><body>\u202e\u2066\u200d\ufeff</body></message>",
    "comments and instructions": "<message to='{to}' type='chat'><!-- x --><?php x ?><body>y</body></message>",
}


@pytest.mark.parametrize("what", HOSTILE_XML)
async def test_hostile_xml_harms_nobody_else(world, link, what):
    romeo, _, _ = link
    eve = RawXmpp(world.xmpp, await world.xmpp.register("eve"))
    await eve.start()
    xml = HOSTILE_XML[what]
    to = world.puppet_of(romeo)
    eve.send(xml.replace(b"{to}", to.encode()) if isinstance(xml, bytes) else xml.replace("{to}", to))
    try:
        await eve.flush()
    except (ConnectionError, TimeoutError):
        pass  # the XMPP server has hung up on her, which is its business
    finally:
        await eve.stop()


async def test_hostile_words_in_a_muc_do_not_stop_it(world, link):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    juliet.say(street.muc, "x" * 200_000, groupchat=True)
    for payload in PAYLOADS:
        juliet.client.send_raw(f"<message to='{street.muc}' type='groupchat'>{payload}</message>")
    for text in BAD_TEXT:
        try:
            await romeo.say(street.room, text)
        except Refused:
            continue
    eve = RawXmpp(world.xmpp, await world.xmpp.register("eve"))
    await eve.start()
    for nick in ("\u202eevil", "a\u200db", "x" * 900, "🐎", "Bascule2", "&lt;&amp;>&apos;&quot;", "Romeo Montague", " ", "a/b@c"):
        eve.send(f"<presence to='{street.muc}/{nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>")
        eve.send(f"<message to='{street.muc}' type='groupchat'><body>I am somebody else</body></message>")
    await eve.flush()
    await eve.stop()
    await street.talk("After all that")
