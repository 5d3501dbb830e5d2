"""Marks of text: Matrix's HTML on one side, Message Styling (XEP-0393) and what else clients send on the other."""

from slixmpp.xmlstream import ET

from gateway_scenes import enter, hall
from scenes import invite_ghost, plumbed_street

HTML = ("<p><strong>O</strong> <em>Romeo</em>, <code>wherefore</code></p><blockquote>art thou</blockquote>"
        "<ul><li>a rose</li></ul>")
STYLED = "*O* _Romeo_, `wherefore`\n\n> art thou\n- a rose"
SENT = "*O* Romeo, `wherefore`\n> art thou"
READ = "<p><strong>O</strong> Romeo, <code>wherefore</code></p><blockquote>art thou</blockquote>"


def formatted(body, html):
    return {"msgtype": "m.text", "body": body, "format": "org.matrix.custom.html", "formatted_body": html}


def is_unstyled(message):
    return message.xml.find("{urn:xmpp:styling:0}unstyled") is not None


async def cross_both_ways(romeo, room, juliet, muc, puppet, groupchat):
    """Formatted text and text that only looks so, in both directions."""
    await romeo.send(room, formatted("**O** Romeo", HTML))
    heard = await juliet.hears(STYLED, puppet, groupchat=groupchat)
    assert not is_unstyled(heard)
    await romeo.say(room, "2 *3* 4")
    assert is_unstyled(await juliet.hears("2 *3* 4", puppet, groupchat=groupchat))
    juliet.say(muc, SENT, groupchat=groupchat)
    event = await romeo.hears(room, SENT)
    assert event["content"]["formatted_body"] == READ
    juliet.say(muc, "no marks at all", groupchat=groupchat)
    assert "formatted_body" not in (await romeo.hears(room, "no marks at all"))["content"]
    plain = juliet.client.make_message(mto=muc, mbody="> _ <", mtype="groupchat" if groupchat else "chat")
    plain.xml.append(ET.Element("{urn:xmpp:styling:0}unstyled"))
    plain.send()
    assert "formatted_body" not in (await romeo.hears(room, "> _ <"))["content"]


async def test_marks_cross_a_direct_chat(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await invite_ghost(world, romeo, juliet)
    puppet = world.puppet_of(romeo)
    await cross_both_ways(romeo, room, juliet, puppet, puppet, False)


async def test_marks_cross_a_plumbed_room(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await cross_both_ways(romeo, street.room, juliet, street.muc, f"{street.muc}/{romeo.display_name}", True)


async def test_marks_cross_a_hosted_muc(world):
    place = await hall(world)
    juliet = await world.xmpp_person("juliet")
    await enter(place, juliet)
    seat = place.seat(await place.owner.display_name_of(place.owner.user_id))
    await cross_both_ways(place.owner, place.room, juliet, place.muc, seat, True)


async def test_markup_and_xhtml_of_other_clients_are_read(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await invite_ghost(world, romeo, juliet)
    puppet = world.puppet_of(romeo)
    message = juliet.client.make_message(mto=puppet, mbody="a rose by any name", mtype="chat")
    message.xml.append(ET.fromstring("<markup xmlns='urn:xmpp:markup:0'><span start='2' end='6'><strong/></span></markup>"))
    message.send()
    event = await romeo.hears(room, "a rose by any name")
    assert event["content"]["formatted_body"] == "a <strong>rose</strong> by any name"
    message = juliet.client.make_message(mto=puppet, mbody="smells as sweet", mtype="chat")
    message.xml.append(ET.fromstring(
        "<html xmlns='http://jabber.org/protocol/xhtml-im'><body xmlns='http://www.w3.org/1999/xhtml'>"
        "<p>smells as <em>sweet</em></p></body></html>"))
    message.send()
    event = await romeo.hears(room, "smells as sweet")
    assert event["content"]["formatted_body"] == "smells as <em>sweet</em>"
