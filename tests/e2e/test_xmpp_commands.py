"""What people of XMPP tell the bridge: in a chat with its address, and by form (XEP-0050)."""

import xml.etree.ElementTree as ET

from slixmpp.exceptions import IqError

from gateway_scenes import enter, hall
from scenes import ask_bot, office_of, plumbed_street
from servers.waiting import until
from world import COMPONENT, MATRIX_DOMAIN

COMMANDS = "http://jabber.org/protocol/commands"
NODE = "urn:bascule:command:"


async def ask_bridge(person, text, to=COMPONENT):
    """Says it to the bridge and returns its answer."""
    since = len(person.messages)
    person.say(to, text)
    return (await person.hears(lambda body: True, sender=to, since=since))["body"]


async def order(person, name, action="execute", session=None, fields=None, to=COMPONENT):
    """One step of a command. Returns the answer's command element; raises IqError where it is an error."""
    command = ET.Element(f"{{{COMMANDS}}}command", node=NODE + name, action=action)
    if session:
        command.set("sessionid", session)
    if fields is not None:
        form = ET.SubElement(command, "{jabber:x:data}x", type="submit")
        for var, value in fields.items():
            field = ET.SubElement(form, "{jabber:x:data}field", var=var)
            ET.SubElement(field, "{jabber:x:data}value").text = value
    iq = person.client.make_iq_set(ito=to)
    iq.append(command)
    answer = await iq.send(timeout=20)
    return answer.xml.find(f"{{{COMMANDS}}}command")


async def error_of(person, *args, **more):
    """The special condition with which a step is refused, or else the general one."""
    try:
        await order(person, *args, **more)
    except IqError as error:
        special = error.iq.xml.find(f"{{jabber:client}}error/{{{COMMANDS}}}*")
        return special.tag.split("}")[1] if special is not None else error.iq["error"]["condition"]
    raise AssertionError("it was not refused")


def note_in(command):
    return command.findtext(f"{{{COMMANDS}}}note")


def cells_in(command):
    return [value.text for value in command.iter("{jabber:x:data}value")]


async def commands_offered(person, to=COMPONENT):
    person.client.register_plugin("xep_0050")
    answer = await person.client.plugin["xep_0050"].get_commands(to)
    return {node.removeprefix(NODE) for _, node, _ in answer["disco_items"]["items"]}


async def form_is_gone_through(world):
    """With a real client's plugin: what is offered, one command without a form, one with, one given up."""
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    assert {"whois", "rooms", "status", "version", "list"} <= await commands_offered(juliet)
    assert "audit" not in await commands_offered(juliet)
    info = await juliet.client.plugin["xep_0030"].get_info(jid=COMPONENT, timeout=20)
    assert COMMANDS in info["disco_info"]["features"]
    done = await order(juliet, "version")
    assert done.get("status") == "completed" and "Bascule" in note_in(done)
    asked = await order(juliet, "whois")
    assert asked.get("status") == "executing" and asked.find(".//{jabber:x:data}required") is not None
    told = await order(juliet, "whois", "complete", asked.get("sessionid"), {"ADDRESS": romeo.user_id})
    assert told.get("status") == "completed" and world.puppet_of(romeo) in note_in(told)
    asked = await order(juliet, "whois")
    assert (await order(juliet, "whois", "cancel", asked.get("sessionid"))).get("status") == "canceled"
    assert await error_of(juliet, "whois", "complete", asked.get("sessionid"), {}) == "bad-sessionid"
    assert await error_of(juliet, "whois", "dance") == "malformed-action"
    assert await error_of(juliet, "fly") == "item-not-found"
    assert await error_of(juliet, "audit") == "item-not-found"


async def test_forms_lead_through_commands(world):
    await form_is_gone_through(world)


async def test_forms_lead_through_commands_at_ejabberd(ejabberd_world):
    await form_is_gone_through(ejabberd_world)
    juliet = await ejabberd_world.xmpp_person("juliet")
    assert "whois" in await ask_bridge(juliet, "help")


async def test_the_bridge_answers_commands_in_a_chat(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    text = await ask_bridge(juliet, "help")
    assert "whois ADDRESS" in text and "rooms" in text and "audit" not in text and "unbridge" not in text, text
    assert world.puppet_of(romeo) in await ask_bridge(juliet, f"whois {romeo.user_id}")
    assert f"#verona:{MATRIX_DOMAIN}" in await ask_bridge(juliet, f"whois xmpp:%23verona%25{MATRIX_DOMAIN}@{COMPONENT}")
    assert "connected" in await ask_bridge(juliet, "status")
    assert "cannot be understood" in await ask_bridge(juliet, "whois")
    assert "connected" in await ask_bridge(juliet, "status", f"_xmpp_bot@{COMPONENT}")
    assert "“help”" in await ask_bridge(juliet, "O Romeo, Romeo!")


async def test_a_list_of_public_rooms_names_their_addresses(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    alias = f"masque-{romeo.name}"
    await romeo.create_room("Masque of Capulet", preset="public_chat", visibility="public", room_alias_name=alias)
    assert f"#{alias}%{MATRIX_DOMAIN}@{COMPONENT}" in await ask_bridge(juliet, f"rooms {alias}")
    asked = await order(juliet, "rooms")
    found = await order(juliet, "rooms", "complete", asked.get("sessionid"), {"WORDS": alias})
    assert f"#{alias}%{MATRIX_DOMAIN}@{COMPONENT}" in cells_in(found) and "Masque of Capulet" in cells_in(found)


async def test_permission_is_by_jid(world):
    romeo = await world.matrix_person("romeo")
    office = await office_of(world, romeo)
    await ask_bot(world, romeo, office, "chat paris@capulet.example")
    escalus, juliet = await world.xmpp_person("escalus", exact=True), await world.xmpp_person("juliet")
    assert "chat paris@capulet.example" in await ask_bridge(escalus, "audit")
    assert "permission" in await ask_bridge(juliet, "audit")
    asked = await order(escalus, "audit")
    shown = await order(escalus, "audit", "complete", asked.get("sessionid"), {"NUMBER": "50"})
    assert "chat paris@capulet.example" in cells_in(shown) and romeo.user_id in cells_in(shown)
    tybalt = await world.xmpp_person("tybalt", exact=True)
    assert "does not allow" in await ask_bridge(tybalt, "help")
    assert await commands_offered(tybalt) == set()


async def test_ones_own_chats_are_listed(world):
    romeo, juliet, nurse = await world.matrix_person("romeo"), await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    juliet.say(world.puppet_of(romeo), "O Romeo!")
    await romeo.is_invited()
    assert romeo.user_id in await ask_bridge(juliet, "list")
    assert "Nothing" in await ask_bridge(nurse, "list")


async def test_a_hosted_room_offers_what_concerns_it_to_who_is_in(world):
    place = await hall(world, power_level_content_override={"invite": 50})
    juliet, benvolio = await world.xmpp_person("juliet"), await world.matrix_person("benvolio")
    assert await commands_offered(juliet, place.muc) == set()
    assert await error_of(juliet, "status", to=place.muc) == "item-not-found"
    await enter(place, juliet)
    info = await juliet.client.plugin["xep_0030"].get_info(jid=place.muc, timeout=20)
    assert COMMANDS in info["disco_info"]["features"]
    assert await commands_offered(juliet, place.muc) == {"status", "members", "nick", "whois"}
    assert place.room in note_in(await order(juliet, "status", to=place.muc))
    members = cells_in(await order(juliet, "members", to=place.muc))
    assert {"Romeo Montague", place.owner.user_id, world.ghost_of(juliet)} <= set(members)
    asked = await order(juliet, "whois", to=place.muc)
    told = await order(juliet, "whois", "complete", asked.get("sessionid"), {"ADDRESS": "Romeo Montague"}, place.muc)
    assert place.owner.user_id in note_in(told)
    assert await error_of(juliet, "invite", to=place.muc) == "item-not-found"
    levels = await place.owner.state(place.room, "m.room.power_levels")
    await place.owner.call("PUT", f"/v3/rooms/{place.room}/state/m.room.power_levels", {**levels, "invite": 0})

    async def may_invite():
        return "invite" in await commands_offered(juliet, place.muc)
    await until(may_invite, "she may invite now", 20, every=0.2)
    asked = await order(juliet, "invite", to=place.muc)
    await order(juliet, "invite", "complete", asked.get("sessionid"), {"JID": world.puppet_of(benvolio)}, place.muc)
    assert (await benvolio.is_invited(world.ghost_of(juliet)))[0] == place.room


async def test_what_cannot_be_undone_asks_first_in_a_chat_and_by_form(world):
    escalus = await world.xmpp_person("escalus", exact=True)
    street = await plumbed_street(world, 1)
    assert "confirm" in await ask_bridge(escalus, f"unbridge {street.muc}")
    assert "bridged to" in await ask_bot(world, street.matrix[0], street.room, "status")
    assert "no longer bridged" in await ask_bridge(escalus, "confirm")
    assert "not bridged" in await ask_bot(world, street.matrix[0], street.room, "status")
    assert "nothing to confirm" in await ask_bridge(escalus, "confirm")
    street = await plumbed_street(world, 1)
    form = await order(escalus, "unbridge")
    warning = await order(escalus, "unbridge", "next", form.get("sessionid"), {"MUC": street.muc})
    assert warning.get("status") == "executing" and "leave the other" in note_in(warning)
    assert "bridged to" in await ask_bot(world, street.matrix[0], street.room, "status")
    ended = await order(escalus, "unbridge", "complete", form.get("sessionid"))
    assert ended.get("status") == "completed" and "no longer bridged" in note_in(ended)
