"""What people of XMPP find out about Matrix rooms and people without being with them (XEP-0030, 0055, 0059, 0100, 0433)."""

import itertools
import xml.etree.ElementTree as ET

import pytest

from faces import hash_of, photo_of, picture, upload
from servers.waiting import until
from world import COMPONENT, MATRIX_DOMAIN

ITEMS = "{http://jabber.org/protocol/disco#items}"
RSM = "{http://jabber.org/protocol/rsm}"
SEARCH = "{urn:xmpp:channel-search:0:search}"
DATA = "{jabber:x:data}"
_numbers = itertools.count(1)


async def public_room(person, name, **more):
    """A room in the homeserver's directory. Returns its id and the address of its MUC."""
    alias = f"{name}{next(_numbers)}"
    room = await person.create_room(name.title(), preset="public_chat", visibility="public", room_alias_name=alias,
                                    **more)
    return room, muc_of(alias)


def muc_of(alias):
    return f"#{alias}%{MATRIX_DOMAIN}@{COMPONENT}"


async def disco_info(person, jid, node=None):
    return await person.client.plugin["xep_0030"].get_info(jid=jid, node=node, timeout=20)


async def room_info(person, jid):
    """The features, the identity's name and the fields of the form of a MUC."""
    info = await disco_info(person, jid)
    form = {field.get("var"): [value.text for value in field.findall(f"{DATA}value")]
            for field in info.xml.iter(f"{DATA}field")}
    names = [identity[3] for identity in info["disco_info"]["identities"] if identity[:2] == ("conference", "text")]
    return set(info["disco_info"]["features"]), names, form


async def page_of_items(person, most=None, after=None, before=None):
    """A page of the component's rooms, by address, and the places of its ends."""
    query = ET.Element(f"{ITEMS}query")
    rsm = ET.SubElement(query, f"{RSM}set")
    for name, value in (("max", most), ("after", after), ("before", before)):
        if value is not None:
            ET.SubElement(rsm, f"{RSM}{name}").text = str(value)
    answer = await person.send_iq(COMPONENT, query)
    assert answer["type"] == "result", answer
    items = {item.get("jid"): item.get("name") for item in answer.xml.iter(f"{ITEMS}item")}
    return items, *(answer.xml.findtext(f".//{RSM}{name}") for name in ("first", "last", "count"))


async def all_rooms(person, most):
    """Every room, page by page."""
    rooms, place, pages = {}, None, 0
    while True:
        items, _, place, _ = await page_of_items(person, most, after=place)
        if not items:
            return rooms, pages
        assert not set(items) & set(rooms), "no room comes twice"
        rooms.update(items)
        pages += 1


async def condition_of(person, to, xml, kind="get"):
    answer = await person.send_iq(to, xml, kind)
    assert answer["type"] == "error", answer
    return answer["error"]["condition"]


async def is_listed(person, address, name=None):
    async def listed():
        rooms, _ = await all_rooms(person, 100)
        return address in rooms and name in (None, rooms[address])
    await until(listed, f"{address} is listed", 20, every=0.2)


async def find_rooms(world, server_name):
    """The whole of it, for either XMPP server."""
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    _, verona = await public_room(romeo, "verona", topic="Two houses, both alike in dignity")
    _, mantua = await public_room(romeo, "mantua")
    await is_listed(juliet, verona, "Verona")
    await is_listed(juliet, mantua, "Mantua")
    features, names, form = await room_info(juliet, verona)
    assert names == ["Verona"], server_name
    assert form["muc#roominfo_description"] == ["Two houses, both alike in dignity"]
    await search_by_words(juliet, "dignity", [verona])


async def search_by_words(person, words, expected, **fields):
    query = ET.Element(f"{SEARCH}search")
    form = ET.SubElement(query, f"{DATA}x", type="submit")
    for name, value in {"FORM_TYPE": "urn:xmpp:channel-search:0:search-params", "q": words, **fields}.items():
        field = ET.SubElement(form, f"{DATA}field", var=name)
        ET.SubElement(field, f"{DATA}value").text = value

    async def found():
        answer = await person.send_iq(COMPONENT, query)
        assert answer["type"] == "result", answer
        return [item.get("address") for item in answer.xml.iter(f"{SEARCH}item")] == expected
    await until(found, f"{words} finds {expected}", 20, every=0.2)


async def test_the_component_is_a_muc_service_that_can_be_searched(world):
    juliet = await world.xmpp_person("juliet")
    info = (await disco_info(juliet, COMPONENT))["disco_info"]
    identities = {identity[:2] for identity in info["identities"]}
    assert identities >= {("conference", "text"), ("gateway", "matrix")}
    assert set(info["features"]) >= {
        "http://jabber.org/protocol/muc", "http://jabber.org/protocol/muc#stable_id", "jabber:iq:search",
        "jabber:iq:gateway", "urn:xmpp:channel-search:0:search", "http://jabber.org/protocol/rsm",
        "http://jabber.org/protocol/disco#info", "http://jabber.org/protocol/disco#items", "urn:xmpp:ping"}


async def test_a_public_room_says_what_it_is(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, muc = await public_room(romeo, "verona", topic="Two houses")
    await is_listed(juliet, muc)
    features, names, form = await room_info(juliet, muc)
    assert names == ["Verona"]
    assert features >= {"http://jabber.org/protocol/muc", "http://jabber.org/protocol/muc#stable_id", "urn:xmpp:sid:0",
                        "urn:xmpp:occupant-id:0", "urn:xmpp:mam:2", "urn:xmpp:mam:2#extended", "muc_public", "muc_open",
                        "muc_unmoderated", "muc_nonanonymous", "muc_persistent", "muc_unsecured"}
    assert not features & {"muc_hidden", "muc_membersonly", "muc_moderated", "jabber:iq:register"}
    assert form["FORM_TYPE"] == ["http://jabber.org/protocol/muc#roominfo"]
    assert form["muc#roominfo_description"] == form["muc#roominfo_subject"] == ["Two houses"]
    assert form["muc#roominfo_occupants"] == ["1"]
    assert int(form["muc#maxhistoryfetch"][0]) > 0
    assert int(form["{urn:bascule:gateway:0}most_shown"][0]) > 0
    await romeo.call("PUT", f"/v3/rooms/{room}/state/m.room.name", {"name": "Fair Verona"})

    async def renamed():
        return (await room_info(juliet, muc))[1] == ["Fair Verona"]
    await until(renamed, "the new name is told", 20, every=0.2)


async def test_a_rooms_avatar_is_on_its_card_and_its_hash_in_its_description(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, muc = await public_room(romeo, "verona")
    mxc = await upload(romeo, picture(10, 20, 30, side=300))
    await romeo.call("PUT", f"/v3/rooms/{room}/state/m.room.avatar", {"url": mxc})

    async def told():
        return (await room_info(juliet, muc))[2].get("muc#roominfo_avatarhash")
    (told_hash,) = await until(told, "the hash of the avatar is told", 20, every=0.2)
    assert hash_of(await photo_of(juliet, muc)) == told_hash


async def test_a_private_room_is_known_to_nobody_who_is_not_invited(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    alias = f"vault{next(_numbers)}"
    room = await romeo.create_room("Vault", room_alias_name=alias, invite=[world.bot])
    await romeo.sees_member(room, "join", world.bot)
    info = ET.Element("{http://jabber.org/protocol/disco#info}query")
    assert await condition_of(juliet, muc_of(alias), info) == "item-not-found"
    await romeo.invite(room, world.ghost_of(juliet))

    async def told():
        answer = await juliet.send_iq(muc_of(alias), info)
        return answer["type"] == "result" and "muc_membersonly" in str(answer)
    await until(told, "the invited is told of the room", 20, every=0.2)
    paris = await world.xmpp_person("paris")
    assert await condition_of(paris, muc_of(alias), info) == "item-not-found"


async def test_a_room_that_takes_knocks_can_be_registered_with(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    rule = {"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "knock"}}
    _, muc = await public_room(romeo, "gate", initial_state=[rule], room_version="11")
    await is_listed(juliet, muc)
    features, _, _ = await room_info(juliet, muc)
    assert features >= {"muc_membersonly", "muc_public", "jabber:iq:register"}


async def test_nodes_that_are_not_there_are_refused(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    _, muc = await public_room(romeo, "verona")
    for to, node, condition in ((muc, "x-roomuser-item", "feature-not-implemented"),
                                (muc, "http://jabber.org/protocol/muc#traffic", "service-unavailable"),
                                (muc, "nothing", "item-not-found"), (COMPONENT, "nothing", "item-not-found")):
        xml = ET.Element("{http://jabber.org/protocol/disco#info}query", node=node)
        assert await condition_of(juliet, to, xml) == condition, (to, node)
    assert await condition_of(juliet, COMPONENT, ET.Element(f"{ITEMS}query", node="x")) == "item-not-found"
    nowhere = ET.Element("{http://jabber.org/protocol/disco#info}query")
    assert await condition_of(juliet, muc_of("nowhere"), nowhere) == "item-not-found"
    items = await juliet.client.plugin["xep_0030"].get_items(jid=muc)
    assert items["disco_items"]["items"] == set(), "who is in is nobody's business who is not"


async def test_public_rooms_are_paged_both_ways(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    addresses = [(await public_room(romeo, "street"))[1] for _ in range(5)]
    hidden = f"hidden{next(_numbers)}"
    await romeo.create_room("Hidden", preset="public_chat", room_alias_name=hidden)
    for address in addresses:
        await is_listed(juliet, address)
    rooms, pages = await all_rooms(juliet, 2)
    assert set(addresses) <= set(rooms) and pages >= 3
    assert muc_of(hidden) not in rooms, "it is not in the directory"
    first, _, last, count = await page_of_items(juliet, 2)
    assert int(count) == len(rooms)
    second, start, _, _ = await page_of_items(juliet, 2, after=last)
    assert not set(first) & set(second)
    again, _, _, _ = await page_of_items(juliet, 2, before=start)
    assert again == first
    query = ET.Element(f"{ITEMS}query")
    ET.SubElement(ET.SubElement(query, f"{RSM}set"), f"{RSM}after").text = "no such place"
    assert await condition_of(juliet, COMPONENT, query) == "item-not-found"
    by_client = set()
    pages = await juliet.client.plugin["xep_0030"].get_items(jid=COMPONENT, iterator=True)
    pages.amount = "3"
    async for page in pages:
        by_client |= {item[0] for item in page["disco_items"]["items"]}
    assert by_client == set(rooms)


async def test_a_room_without_alias_is_found_and_entered_by_its_handle(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    name = f"Nameless {next(_numbers)}"
    room = await romeo.create_room(name, preset="public_chat", visibility="public")

    async def handle():
        rooms, _ = await all_rooms(juliet, 100)
        return next((address for address, title in rooms.items() if title == name), None)
    muc = await until(handle, "the room is listed", 20, every=0.2)
    assert muc.startswith("!") and muc.endswith(f"@{COMPONENT}")
    assert (await room_info(juliet, muc))[1] == [name]
    await juliet.join(muc)
    await romeo.sees_member(room, "join", world.ghost_of(juliet))


async def test_rooms_are_found_by_words(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    word = f"quarrel{next(_numbers)}x{id(world) % 1000}"
    _, by_topic = await public_room(romeo, "brawl", topic=f"The old {word}")
    await search_by_words(juliet, word, [by_topic])
    await search_by_words(juliet, word, [], sindescription="false")
    await search_by_words(juliet, word + "-no", [])
    form = await juliet.send_iq(COMPONENT, ET.Element(f"{SEARCH}search"))
    assert {field.get("var") for field in form.xml.iter(f"{DATA}field")} >= {"q", "all", "sinname", "key"}
    old = ET.Element("{jabber:iq:search}query")
    ET.SubElement(old, "{jabber:iq:search}nick").text = word
    answer = await juliet.send_iq(COMPONENT, old, "set")
    assert [item.get("jid") for item in answer.xml.iter("{jabber:iq:search}item")] == [by_topic]
    asked = await juliet.send_iq(COMPONENT, ET.Element("{jabber:iq:search}query"))
    assert asked.xml.findtext(".//{jabber:iq:search}instructions")


async def test_a_matrix_id_is_translated_at_the_prompt(world):
    juliet = await world.xmpp_person("juliet")
    asked = await juliet.send_iq(COMPONENT, ET.Element("{jabber:iq:gateway}query"))
    assert asked.xml.findtext(".//{jabber:iq:gateway}prompt")
    for text, address in ((f"@romeo:{MATRIX_DOMAIN}", f"romeo%{MATRIX_DOMAIN}@{COMPONENT}"),
                          (f"#verona:{MATRIX_DOMAIN}", muc_of("verona")),
                          (f"https://matrix.to/#/@romeo:{MATRIX_DOMAIN}", f"romeo%{MATRIX_DOMAIN}@{COMPONENT}")):
        query = ET.Element("{jabber:iq:gateway}query")
        ET.SubElement(query, "{jabber:iq:gateway}prompt").text = text
        answer = await juliet.send_iq(COMPONENT, query, "set")
        assert answer.xml.findtext(".//{jabber:iq:gateway}jid") == address
    query = ET.Element("{jabber:iq:gateway}query")
    ET.SubElement(query, "{jabber:iq:gateway}prompt").text = "Romeo, Romeo"
    assert await condition_of(juliet, COMPONENT, query, "set") == "bad-request"


@pytest.mark.timeout(240)
async def test_rooms_are_found_with_ejabberd_too(ejabberd_world):
    await find_rooms(ejabberd_world, "ejabberd")
