"""One Matrix person and one XMPP person, whoever begins."""

from slixmpp.xmlstream import ET

from clients.matrix import messages
from scenes import ask_bot, ask_bot_for_chat, invite_ghost, office_of, power_of
from servers.waiting import until
from test_people import befriend


async def talk_both_ways(world, romeo, juliet, room):
    """Text, emote and notice in both directions."""
    puppet, ghost = world.puppet_of(romeo), world.ghost_of(juliet)
    await romeo.say(room, "But soft!")
    await juliet.hears("But soft!", puppet, groupchat=False)
    await romeo.say(room, "looks up", "m.emote")
    await juliet.hears("/me looks up", puppet)
    await romeo.say(room, "Light through yonder window.", "m.notice")
    await juliet.hears("Light through yonder window.", puppet)
    juliet.say(puppet, "Ay me! ☂ <3 & \"'")
    await romeo.hears(room, "Ay me! ☂ <3 & \"'", ghost, "m.text")
    juliet.say(puppet, "/me sighs")
    await romeo.hears(room, "sighs", ghost, "m.emote")


async def test_inviting_a_ghost_to_a_direct_room_opens_a_chat(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await invite_ghost(world, romeo, juliet)
    await talk_both_ways(world, romeo, juliet, room)


async def test_the_bot_opens_a_chat_on_command(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await ask_bot_for_chat(world, romeo, juliet.bare)
    await talk_both_ways(world, romeo, juliet, room)


async def test_the_bot_refuses_to_open_a_chat_with_what_is_no_address(world):
    romeo = await world.matrix_person("romeo")
    answer = await ask_bot(world, romeo, await office_of(world, romeo), "chat not@@an@address")
    assert "not@@an@address" in answer or "address" in answer.lower()


async def test_an_xmpp_message_opens_one_direct_room_that_the_invited_can_manage(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    puppet, ghost = world.puppet_of(romeo), world.ghost_of(juliet)
    first = juliet.say(puppet, "O Romeo, Romeo!", receipt=True)
    second = juliet.say(puppet, "Wherefore art thou Romeo?", receipt=True)
    room, invitation = await romeo.is_invited(by=ghost)
    assert invitation["content"]["is_direct"] is True
    await juliet.is_acknowledged(first)
    await juliet.is_acknowledged(second)
    await romeo.join(room)
    await romeo.hears(room, "Wherefore art thou Romeo?", ghost)
    assert messages(await romeo.history(room), ghost) == ["O Romeo, Romeo!", "Wherefore art thou Romeo?"]
    assert set(await romeo.members(room)) == {romeo.user_id, ghost}
    assert await power_of(romeo, room, romeo.user_id) >= 100
    assert len(romeo.invitations) == 1
    await talk_both_ways(world, romeo, juliet, room)


async def test_names_are_carried_across(world):
    romeo = await world.matrix_person("romeo", display_name="Romeo Montague")
    juliet = await world.xmpp_person("juliet")
    message = juliet.client.make_message(mto=world.puppet_of(romeo), mbody="Ay me!", mtype="chat")
    nick = ET.SubElement(message.xml, "{http://jabber.org/protocol/nick}nick")
    nick.text = "Juliet Capulet"
    message.send()
    room, _ = await romeo.is_invited(by=world.ghost_of(juliet))
    await romeo.join(room)

    async def ghost_is_named():
        return await romeo.display_name_of(world.ghost_of(juliet)) == "Juliet Capulet"
    await until(ghost_is_named, "the ghost bears the nick of the XMPP person")
    await romeo.say(room, "I know not how to tell thee who I am.")
    heard = await juliet.hears("I know not how to tell thee who I am.", world.puppet_of(romeo))
    assert heard.xml.findtext("{http://jabber.org/protocol/nick}nick") == "Romeo Montague"


async def test_a_ghost_without_a_nick_is_named_after_the_address(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    await invite_ghost(world, romeo, juliet)

    async def ghost_is_named():
        return juliet.nick in (await romeo.display_name_of(world.ghost_of(juliet)) or "")
    await until(ghost_is_named, "the ghost is named after the address")


async def test_a_subscription_to_a_puppet_is_granted_and_followed_by_presence(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    puppet = world.puppet_of(romeo)
    juliet.client.send_presence_subscription(pto=puppet, ptype="subscribe")
    await juliet.sees_presence(puppet, "subscribed")
    await juliet.sees_presence(puppet, "available")
    since = len(juliet.presences)
    juliet.client.send_presence(pto=puppet, ptype="probe")
    await juliet.sees_presence(puppet, "available", since=since)
    juliet.client.send_presence_subscription(pto=puppet, ptype="unsubscribe")
    await juliet.sees_presence(puppet, "unavailable", since=since)


async def test_a_message_to_an_unknown_matrix_user_comes_back_as_not_found(world):
    juliet = await world.xmpp_person("juliet")
    sent = juliet.say("nobody%montague.example@matrix.montague.example", "Anybody there?")
    assert await juliet.is_bounced(sent) == "item-not-found"
    sent = juliet.say("no-puppet-at-all@matrix.montague.example", "Anybody there?")
    assert await juliet.is_bounced(sent) == "item-not-found"


async def test_a_blocked_person_is_forbidden_to_write(world):
    romeo = await world.matrix_person("romeo")
    tybalt = await world.xmpp_person("tybalt", exact=True)
    sent = tybalt.say(world.puppet_of(romeo), "Thou art a villain.")
    assert await tybalt.is_bounced(sent) == "forbidden"
    juliet = await world.xmpp_person("juliet")
    room, _ = await chat_begun_by_xmpp(world, romeo, juliet)
    assert [p for p in romeo.invitations if p[0] != room] == []


async def chat_begun_by_xmpp(world, romeo, juliet):
    """Juliet writes first. Returns the room, which Romeo has joined, and her first words."""
    since = len(romeo.invitations)
    juliet.say(world.puppet_of(romeo), "Ay me!")
    room, _ = await romeo.is_invited(by=world.ghost_of(juliet), since=since)
    await romeo.join(room)
    await romeo.hears(room, "Ay me!", world.ghost_of(juliet))
    return room, "Ay me!"


async def test_after_the_matrix_user_left_the_next_message_brings_a_working_room(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    old, _ = await chat_begun_by_xmpp(world, romeo, juliet)
    await romeo.leave(old)
    since = len(romeo.invitations)
    sent = juliet.say(world.puppet_of(romeo), "Romeo?", receipt=True)
    room, _ = await romeo.is_invited(by=world.ghost_of(juliet), since=since)
    await juliet.is_acknowledged(sent)
    await romeo.join(room)
    await romeo.hears(room, "Romeo?", world.ghost_of(juliet))
    await talk_both_ways(world, romeo, juliet, room)


async def test_a_message_that_bounces_becomes_exactly_one_notice(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await ask_bot_for_chat(world, romeo, f"nobody@{world.xmpp.domain}")
    since = len(romeo.events)
    await romeo.say(room, "Is anybody there?")
    await romeo.hears(room, lambda body: True, msgtype="m.notice", since=since)
    # Whatever the bridge would still have to say about it has been said once another conversation went to and fro.
    other, _ = await chat_begun_by_xmpp(world, romeo, juliet)
    await talk_both_ways(world, romeo, juliet, other)
    notices = [event for event in await romeo.history(room)
               if event["type"] == "m.room.message" and event["content"].get("msgtype") == "m.notice"]
    assert len(notices) == 1, notices
    assert f"nobody@{world.xmpp.domain}" in notices[0]["content"]["body"]


async def test_messages_of_one_chat_keep_their_order(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room, _ = await chat_begun_by_xmpp(world, romeo, juliet)
    numbers = [str(number) for number in range(50)]
    for number in numbers:
        juliet.say(world.puppet_of(romeo), number)
    for number in numbers:
        await romeo.say(room, number)
    await romeo.hears(room, numbers[-1], world.ghost_of(juliet))
    await juliet.hears(numbers[-1], world.puppet_of(romeo))
    assert messages(await romeo.history(room), world.ghost_of(juliet))[1:] == numbers
    assert [m["body"] for m in juliet.messages if m["from"].bare == world.puppet_of(romeo) and m["body"]] == numbers


async def test_whose_account_is_deactivated_is_not_there_any_more(world):
    """Synapse goes on showing his profile to everybody."""
    romeo, mercutio, juliet = [await world.matrix_person(name) for name in ("romeo", "mercutio")] + [
        await world.xmpp_person("juliet")]
    await befriend(world, romeo, juliet)
    for person in (romeo, mercutio):
        identifier = {"type": "m.id.user", "user": person.name}
        auth = {"type": "m.login.password", "identifier": identifier, "password": "secret"}
        await person.call("POST", "/v3/account/deactivate", {"auth": auth, "erase": False})
    # Her server asks for the presence of her contacts when she comes.
    juliet.client.send_presence(ptype="unavailable")
    juliet.client.send_presence()
    await juliet.sees_presence(world.puppet_of(romeo), "unsubscribed")
    juliet.client.send_presence_subscription(pto=world.puppet_of(mercutio), ptype="subscribe")
    await juliet.sees_presence(world.puppet_of(mercutio), "unsubscribed")
    for person in (romeo, mercutio):
        assert await juliet.is_bounced(juliet.say(world.puppet_of(person), "Hello?")) == "item-not-found"
