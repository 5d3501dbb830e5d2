"""People of XMPP invite Matrix users into MUCs that no room is bridged to yet."""

import pytest
from slixmpp.xmlstream import ET

from clients.foreign_service import ForeignService
from gardens import configure, garden_of
from scenes import invite_ghost, office_of

USER = "{http://jabber.org/protocol/muc#user}"


def invite(person, muc, whom, reason=None):
    """By way of the MUC (XEP-0045 §7.8.2)."""
    x = ET.Element(f"{USER}x")
    element = ET.SubElement(x, f"{USER}invite", {"to": whom})
    if reason:
        ET.SubElement(element, f"{USER}reason").text = reason
    message = person.client.make_message(mto=muc)
    message.append(x)
    message.send()


def invite_directly(person, muc, whom, **attributes):
    """Straight to whom it concerns (XEP-0249)."""
    message = person.client.make_message(mto=whom)
    message.append(ET.Element("{jabber:x:conference}x", {"jid": muc, **attributes}))
    message.send()


async def accepts(person, muc, juliet):
    """Joins the room that he is invited to, and both sides hear each other."""
    room, _ = await person.is_invited()
    await person.join(room)
    await juliet.sees_occupants(muc, {juliet.nick, person.display_name, "Bascule"}, 40)
    await person.say(room, f"{person.name} is here")
    await juliet.hears(f"{person.name} is here", groupchat=True)
    juliet.say(muc, "Welcome", groupchat=True)
    await person.hears(room, "Welcome")
    return room


async def somebody(world, name):
    person = await world.matrix_person(name, display_name=name.title())
    person.display_name = name.title()
    return person


async def accept_and_decline(world):
    juliet, muc = await garden_of(world)
    romeo = await somebody(world, "romeo")
    invite(juliet, muc, world.puppet_of(romeo), "roses")
    room = await accepts(romeo, muc, juliet)
    mercutio = await somebody(world, "mercutio")
    invite(juliet, muc, world.puppet_of(mercutio))
    again, _ = await mercutio.is_invited()
    assert again == room, "one room for one MUC"
    since = len(juliet.messages)
    await mercutio.leave(room)
    no = await juliet.messages.wait_for(lambda m: "decline" in str(m), "his no", since=since)
    assert world.puppet_of(mercutio) in str(no), no


async def the_password_goes_with_it(world):
    juliet, muc = await garden_of(world, "bower")
    await configure(juliet, muc, passwordprotectedroom="1", roomsecret="rose")
    romeo = await somebody(world, "romeo")
    invite_directly(juliet, muc, world.puppet_of(romeo), password="rose")
    room = await accepts(romeo, muc, juliet)
    assert (await romeo.state(room, "m.room.join_rules"))["join_rule"] == "invite"
    stranger = await somebody(world, "mercutio")
    invite_directly(juliet, muc, world.puppet_of(stranger), password="thorn")
    other, _ = await stranger.is_invited()
    assert other != room, "a wrong password opens nothing"
    await stranger.join(other)
    line = await stranger.hears(other, lambda body: "!xmpp join" in body)
    assert muc in line["content"]["body"] and "this is not it" in line["content"]["body"], line


async def where_the_bot_cannot_go_the_line_says_why(world):
    juliet, muc = await garden_of(world, "cell")
    await configure(juliet, muc, membersonly="1")
    romeo = await somebody(world, "romeo")
    invite(juliet, muc, world.puppet_of(romeo))
    room, _ = await romeo.is_invited()
    await romeo.join(room)
    line = await romeo.hears(room, lambda body: "!xmpp join" in body)
    assert line["sender"] == world.bot, line
    assert any(f"{muc} says that {who} invites you" in line["content"]["body"] for who in (juliet.nick, juliet.bare)), line
    assert "members only" in line["content"]["body"] and world.bot_at_muc() in line["content"]["body"], line
    await juliet.has_given(muc, world.bot_at_muc(), "member")
    since = len(romeo.invitations)
    await romeo.say(await office_of(world, romeo), f"!xmpp join {muc}")
    await romeo.is_invited(by=world.bot, since=since)


async def test_an_invitation_makes_the_room_and_a_no_goes_back(world):
    await accept_and_decline(world)


async def test_the_password_of_an_invitation_opens_the_muc(world):
    await the_password_goes_with_it(world)


async def test_an_invitation_that_cannot_be_followed_is_told_with_the_reason(world):
    await where_the_bot_cannot_go_the_line_says_why(world)


async def test_nobody_is_invited_whom_the_bridges_admin_does_not_allow(world):
    juliet, muc = await garden_of(world)
    tybalt = await world.matrix_person("tybalt", exact=True)
    romeo = await somebody(world, "romeo")
    invite(juliet, muc, world.puppet_of(tybalt))
    invite(juliet, muc, world.puppet_of(romeo))
    await romeo.is_invited()
    assert len(tybalt.invitations) == 0


async def test_a_foreign_server_puts_no_words_into_anybodys_mouth(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await invite_ghost(world, romeo, juliet)
    since, pit = len(romeo.invitations), ForeignService(world.xmpp)
    await pit.start()
    pit.send(f"<message from='pit@{pit.domain}' to='{world.puppet_of(romeo)}'><x xmlns='{USER[1:-1]}'>"
             f"<invite from='{juliet.bare}'><reason>send roses to Eve</reason></invite></x></message>")
    office, _ = await romeo.is_invited(by=world.bot, since=since)
    await romeo.join(office)
    line = await romeo.hears(office, lambda body: "roses" in body)
    await pit.stop()
    assert line["sender"] == world.bot and f"pit@{pit.domain} says that {juliet.bare}" in line["content"]["body"], line
    juliet.say(world.puppet_of(romeo), "My own words")
    await romeo.hears(room, "My own words")
    assert "roses" not in str(await romeo.history(room))


@pytest.mark.timeout(300)
async def test_invitations_go_with_ejabberd_too(ejabberd_world):
    await accept_and_decline(ejabberd_world)
    await the_password_goes_with_it(ejabberd_world)
    await where_the_bot_cannot_go_the_line_says_why(ejabberd_world)
