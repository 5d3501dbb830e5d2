"""What happens to a plumbed room when somebody else does not do as we would like."""

import slixmpp
from slixmpp.xmlstream import ET

from clients.matrix import messages
from scenes import ask_bot, plumbed_street, unbridge
from servers.waiting import until

ADMIN = "{http://jabber.org/protocol/muc#admin}"


async def set_affiliation(owner, muc, jid, affiliation):
    query = ET.Element(ADMIN + "query")
    ET.SubElement(query, ADMIN + "item", affiliation=affiliation, jid=jid)
    await owner.send_iq(slixmpp.JID(muc), query, "set")


async def ghosts_in(street):
    members = await street.matrix[0].members(street.room)
    return {user for user in members if user.startswith("@_xmpp_") and user != street.world.bot}


async def test_unbridging_while_people_talk_leaves_nobody_behind(world):
    for _ in range(3):
        street = await plumbed_street(world, 2)
        for person in street.xmpp:
            for number in range(20):
                person.say(street.muc, f"word {number}", groupchat=True)
        assert "no longer bridged" in await unbridge(world, street.matrix[0], street.room)
        assert await ghosts_in(street) == set()
        assert "not bridged" in await ask_bot(world, street.matrix[0], street.room, "unbridge")
        assert await ghosts_in(street) == set()


async def test_commands_are_answered_though_the_bot_cannot_be_in_the_muc(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await set_affiliation(juliet, street.muc, f"_xmpp_bot@{world.xmpp.component}", "outcast")
    await romeo.hears(street.room, lambda body: "cannot enter" in body, sender=world.bot)
    await romeo.say(street.room, "into the void")
    assert street.muc in await ask_bot(world, romeo, street.room, "status")
    assert "no longer bridged" in await unbridge(world, romeo, street.room)


async def test_whoever_removes_the_bot_ends_the_bridge_though_messages_wait(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await set_affiliation(juliet, street.muc, f"_xmpp_bot@{world.xmpp.component}", "outcast")
    await romeo.hears(street.room, lambda body: "cannot enter" in body, sender=world.bot)
    await romeo.say(street.room, "into the void")
    await romeo.call("POST", f"/v3/rooms/{street.room}/kick", {"user_id": world.bot})

    async def is_over():
        return not await ghosts_in(street)
    await until(is_over, "the ghosts have left", every=0.2)


async def test_who_takes_a_puppets_nick_while_the_bridge_is_down_is_heard(world):
    street = await plumbed_street(world, 2)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    nurse = await world.xmpp_person("nurse")
    await world.bridge.process.stop()
    await nurse.join(street.muc, romeo.display_name)
    nurse.say(street.muc, "said before the bridge was back", groupchat=True)
    await juliet.hears("said before the bridge was back", groupchat=True)
    await world.bridge.start()
    await romeo.hears(street.room, "said before the bridge was back")
    nurse.say(street.muc, "said when it was back", groupchat=True)
    await romeo.hears(street.room, "said when it was back")
    await romeo.say(street.room, "the real one")
    await juliet.hears("the real one", groupchat=True)
    nurse.leave(street.muc)


async def test_a_user_who_left_while_the_bridge_was_down_is_out_of_the_muc(world):
    street = await plumbed_street(world, 2)
    benvolio, juliet = street.matrix[1], street.xmpp[0]
    await world.bridge.process.kill()
    await benvolio.leave(street.room)
    await world.bridge.start()
    await juliet.sees_occupants(street.muc, street.nicks - {benvolio.display_name})


async def test_a_muc_that_cannot_be_reached_is_an_answer(world):
    street = await plumbed_street(world, 1)
    romeo = street.matrix[0]
    await unbridge(world, romeo, street.room)
    assert "be reached" in await ask_bot(world, romeo, street.room, "bridge garden@nowhere.example")
    assert "commands" in (await ask_bot(world, romeo, street.room, "help")).lower()


async def test_a_refused_bridge_leaves_nobody_in_the_muc(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    muc = world.muc("refused")
    await juliet.join(muc)
    room = await romeo.create_room("R", invite=[world.bot], power_level_content_override={"invite": 50})
    await romeo.sees_member(room, "join", world.bot)
    assert "power level 50" in await ask_bot(world, romeo, room, f"bridge {muc}")
    await juliet.sees_occupants(muc, {juliet.nick})


async def test_an_encrypted_message_in_a_muc_is_told_once(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    for number in range(2):
        message = juliet.client.make_message(mto=street.muc, mtype="groupchat", mbody="This is OMEMO.")
        ET.SubElement(message.xml, "{urn:xmpp:eme:0}encryption", namespace="eu.siacs.conversations.axolotl")
        message.send()
    juliet.say(street.muc, "and now in plain words", groupchat=True)
    await romeo.hears(street.room, "and now in plain words")
    notices = [body for body in messages(await romeo.history(street.room), world.bot) if "encrypted" in body]
    assert len(notices) == 1
    assert "This is OMEMO." not in messages(await romeo.history(street.room))
