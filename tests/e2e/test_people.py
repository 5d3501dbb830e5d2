"""How people are called and look on the other side."""

import pytest
from slixmpp.xmlstream import ET

from clients.foreign_service import ForeignService
from clients.matrix import Refused
from faces import (NICK, hash_of, item_of, photo_of, picture, publish_avatar, publish_nick, sees_face, set_photo,
                   show_hash, shown_hash, upload, wear)
from gardens import join_alias
from scenes import BOT_NICK, ask_bot, invite_ghost, meeting_places, people_of_the_street, plumbed_street
from servers.waiting import until

DATA, METADATA = "urn:xmpp:avatar:data", "urn:xmpp:avatar:metadata"


async def befriend(world, romeo, juliet):
    """Juliet and Romeo's puppet see each other's presence."""
    puppet = world.puppet_of(romeo)
    juliet.client.send_presence_subscription(pto=puppet, ptype="subscribe")
    await juliet.sees_presence(puppet, "available")
    await juliet.sees_presence(puppet, "subscribe")
    juliet.client.send_presence_subscription(pto=puppet, ptype="subscribed")


async def is_named(person, user, name):
    async def fact():
        return await person.display_name_of(user) == name
    await until(fact, f"{user} is named {name}")


async def test_a_new_display_name_becomes_the_nick_in_the_muc_and_in_chats(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    puppet = world.puppet_of(romeo)
    await befriend(world, romeo, juliet)
    since = len(juliet.presences)
    await romeo.set_display_name("Romeo the Banished")
    await juliet.sees_occupants(street.muc, {juliet.nick, "Romeo the Banished", BOT_NICK})
    gone = await juliet.sees_presence(f"{street.muc}/Romeo Montague", "unavailable", since=since)
    assert "303" in {status.get("code") for status in gone.xml.iter("{http://jabber.org/protocol/muc#user}status")}
    await juliet.presences.wait_for(
        lambda p: p["from"].bare == puppet and p.xml.findtext(f"{NICK}nick") == "Romeo the Banished",
        "the contact is told the new name", since=since)
    await romeo.say(street.room, "Ay me!")
    await juliet.hears("Ay me!", f"{street.muc}/Romeo the Banished")
    members = await romeo.members(street.room)
    assert len(members) == 3, f"the bot, Romeo and Juliet's ghost: {members}"


async def test_a_name_in_one_room_is_the_nick_in_its_muc_alone(world):
    matrix, xmpp = await people_of_the_street(world, 1)
    romeo, juliet = matrix[0], xmpp[0]
    streets = [await meeting_places(world, matrix, xmpp) for _ in range(2)]
    for street in streets:
        await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
        await street.everybody_is_here()
    content = {"membership": "join", "displayname": "Masked Guest"}
    await romeo.call("PUT", f"/v3/rooms/{streets[0].room}/state/m.room.member/{romeo.user_id}", content)
    await juliet.sees_occupants(streets[0].muc, {juliet.nick, "Masked Guest", BOT_NICK})
    juliet.say(world.puppet_of(romeo), "Who art thou?")
    room, _ = await romeo.is_invited(by=world.ghost_of(juliet))
    await romeo.join(room)
    await romeo.say(room, "By a name I know not how to tell thee.")
    heard = await juliet.hears("By a name I know not how to tell thee.", world.puppet_of(romeo))
    assert heard.xml.findtext(f"{NICK}nick") == "Romeo Montague"
    assert "Romeo Montague" in juliet.occupants(streets[1].muc)


async def test_a_name_that_is_taken_in_the_muc_gets_the_next_of_the_ladder(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await romeo.set_display_name(juliet.nick)
    await juliet.sees_occupants(street.muc, {juliet.nick, romeo.name, BOT_NICK})


async def test_an_occupant_who_changes_his_nick_keeps_his_ghost(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    ghost = await romeo.member_named(street.room, juliet.nick)
    juliet.client.send_presence(pto=f"{street.muc}/The Sun")
    assert await romeo.member_named(street.room, "The Sun") == ghost
    juliet.say(street.muc, "It is the east.", groupchat=True)
    await romeo.hears(street.room, "It is the east.", ghost)


async def test_a_person_is_called_by_his_published_nick_and_in_a_muc_by_the_nick_there(world):
    matrix, xmpp = await people_of_the_street(world, 1)
    street = await meeting_places(world, matrix, xmpp)
    romeo, juliet = matrix[0], xmpp[0]
    await set_whois(juliet, street.muc, "anyone")
    await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    room, ghost = await invite_ghost(world, romeo, juliet), world.ghost_of(juliet)
    assert await romeo.member_named(street.room, juliet.nick) == ghost
    await befriend(world, romeo, juliet)
    await publish_nick(juliet, "Juliet Capulet")
    await is_named(romeo, ghost, "Juliet Capulet")
    assert await romeo.member_named(room, "Juliet Capulet") == ghost
    assert await romeo.member_named(street.room, juliet.nick) == ghost


async def test_an_escaped_address_is_shown_as_it_is_meant(world):
    romeo = await world.matrix_person("romeo")
    ghost = f"@_xmpp_d=5c27artagnan=40{world.xmpp.domain}:montague.example"
    room = await romeo.create_room(invite=[ghost], is_direct=True)
    await romeo.sees_member(room, "join", ghost)
    await is_named(romeo, ghost, "d'artagnan")


async def test_a_matrix_avatar_is_seen_in_the_muc_by_contacts_and_in_the_vcard(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    puppet, seat = world.puppet_of(romeo), f"{street.muc}/{romeo.display_name}"
    await befriend(world, romeo, juliet)
    since = len(juliet.presences)
    await wear(romeo, await upload(romeo, picture(200, 0, 0, side=300)))
    shown = await juliet.presences.wait_for(
        lambda p: p["from"].full == seat and shown_hash(p), "a hash in the MUC presence", since=since)
    await juliet.presences.wait_for(
        lambda p: p["from"].bare == puppet and shown_hash(p) == shown_hash(shown), "and in that to the contact",
        since=since)
    photo = await photo_of(juliet, puppet)
    assert hash_of(photo) == shown_hash(shown)
    assert len(photo) < 64 * 1024
    assert await photo_of(juliet, seat) == photo
    metadata = await item_of(juliet, puppet, METADATA)
    info = metadata.find(f"{{{METADATA}}}metadata/{{{METADATA}}}info")
    assert (info.get("id"), info.get("bytes")) == (shown_hash(shown), str(len(photo)))
    data = await item_of(juliet, puppet, DATA)
    assert data.get("id") == shown_hash(shown)
    since = len(juliet.presences)
    await wear(romeo, None)
    await juliet.presences.wait_for(
        lambda p: p["from"].full == seat and shown_hash(p) == "", "the avatar is taken away", since=since)
    assert await photo_of(juliet, puppet) is None
    assert await item_of(juliet, puppet, DATA) == "item-not-found"


async def test_after_a_restart_puppets_enter_with_their_avatars(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    seat = f"{street.muc}/{romeo.display_name}"
    await wear(romeo, await upload(romeo, picture(0, 200, 0)))
    shown = await juliet.presences.wait_for(lambda p: p["from"].full == seat and shown_hash(p), "a hash")
    since = len(juliet.presences)
    await world.bridge.restart()
    await street.everybody_is_here()
    first = await juliet.sees_presence(seat, since=since)
    assert shown_hash(first) == shown_hash(shown)


async def test_the_avatar_of_an_occupant_becomes_that_of_his_ghost_and_goes_with_it(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    ghost = await romeo.member_named(street.room, juliet.nick)
    for face in (picture(0, 0, 200), picture(0, 99, 99)):
        await set_photo(juliet, face)
        show_hash(juliet, f"{street.muc}/{juliet.nick}", face)
        await sees_face(romeo, ghost, face)
    assert (await romeo.members(street.room))[ghost] == juliet.nick
    await set_photo(juliet, None)
    show_hash(juliet, f"{street.muc}/{juliet.nick}", None)
    await sees_face(romeo, ghost, None)


async def test_what_is_no_picture_does_not_become_an_avatar(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    ghost = await romeo.member_named(street.room, juliet.nick)
    for face in (b"<script>alert('thus with a kiss')</script>" * 10, picture(1, 2, 3)):
        await set_photo(juliet, face)
        show_hash(juliet, f"{street.muc}/{juliet.nick}", face)
    await sees_face(romeo, ghost, picture(1, 2, 3))


async def test_the_published_avatar_of_a_contact_becomes_that_of_his_ghost(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    await invite_ghost(world, romeo, juliet)
    await befriend(world, romeo, juliet)
    face = picture(90, 90, 0)
    await publish_avatar(juliet, face)
    await sees_face(romeo, world.ghost_of(juliet), face)
    await publish_avatar(juliet, None)
    await sees_face(romeo, world.ghost_of(juliet), None)


async def test_whoever_is_written_to_first_has_his_avatar_at_once(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    face = picture(9, 90, 200)
    await set_photo(juliet, face)
    await invite_ghost(world, romeo, juliet)
    await sees_face(romeo, world.ghost_of(juliet), face)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("whois", ["anyone", "moderators"])
async def test_a_hundred_puppets_that_join_at_once_have_no_ghost(world, whois):
    matrix, xmpp = await people_of_the_street(world, 1)
    street = await meeting_places(world, matrix, xmpp)
    romeo, juliet = matrix[0], xmpp[0]
    await set_whois(juliet, street.muc, whois)
    crowd = [await world.synapse.register(f"guest-{whois}-{number}") for number in range(100)]
    for user, token, _ in crowd:
        await romeo.invite(street.room, user)
        await call_as(romeo, token, "POST", f"/v3/rooms/{street.room}/join")
    await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    names = {user[1:].split(":")[0] for user, _, _ in crowd}
    await juliet.sees_occupants(street.muc, names | street.nicks, seconds=120)
    await street.talk("Of all")
    expected = {user for user, _, _ in crowd} | {romeo.user_id, world.bot}
    ghosts = set(await romeo.members(street.room)) - expected
    assert len(ghosts) == 1, ghosts
    ever = {event["state_key"] for event in await romeo.history(street.room) if event["type"] == "m.room.member"}
    assert ever - expected == ghosts, "there was another ghost for a while"


async def call_as(person, token, method, path):
    """A request of somebody who is not signed in otherwise."""
    own, person.token = person.token, token
    try:
        return await person.call(method, path, {})
    except Refused as refusal:
        raise AssertionError(f"{path}: {refusal}") from None
    finally:
        person.token = own


async def set_whois(owner, muc, whois):
    """Says who sees the occupants' real JIDs (XEP-0045 §10.2)."""
    query = ET.Element("{http://jabber.org/protocol/muc#owner}query")
    form = ET.SubElement(query, "{jabber:x:data}x", type="submit")
    for name, value in (("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig"), ("muc#roomconfig_whois", whois)):
        field = ET.SubElement(form, "{jabber:x:data}field", var=name)
        ET.SubElement(field, "{jabber:x:data}value").text = value
    answer = await owner.send_iq(muc, query, kind="set")
    assert answer["type"] == "result", answer


class LyingMuc(ForeignService):
    """A MUC that shows addresses, and a person in it as `Jule` whom it only says to be there."""

    def __init__(self, server, person):
        super().__init__(server)
        self.muc, self.person, self.bot = f"pit@{self.domain}", person, None
        self.answer = self.lie

    def lie(self, stanza):
        if "disco#info" in str([child.tag for child in stanza]):
            features = "".join(f"<feature var='{name}'/>" for name in (
                "http://jabber.org/protocol/muc", "muc_nonanonymous", "muc_open", "muc_public", "muc_persistent"))
            self.reply(stanza, "<query xmlns='http://jabber.org/protocol/disco#info'>"
                               f"<identity category='conference' type='text' name='Pit'/>{features}</query>")
        elif stanza.tag.endswith("}presence") and stanza.find("{http://jabber.org/protocol/muc}x") is not None:
            self.bot = stanza.get("from") if "_xmpp_bot" in stanza.get("from") else self.bot
            self.send(f"<presence from='{stanza.get('to')}' to='{stanza.get('from')}' id='{stanza.get('id')}'>"
                      "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='participant'/>"
                      "<status code='100'/><status code='110'/></x></presence>"
                      f"<message type='groupchat' from='{self.muc}' to='{stanza.get('from')}'><subject/></message>")
        else:
            self.refuse(stanza)

    def show(self, photo):
        """Says that the person shows this picture."""
        self.send(f"<presence from='{self.muc}/Jule' to='{self.bot}'><x xmlns='http://jabber.org/protocol/muc#user'>"
                  f"<item affiliation='none' role='participant' jid='{self.person.bare}/x'/></x>"
                  f"<x xmlns='vcard-temp:x:update'><photo>{hash_of(photo)}</photo></x></presence>")


async def test_a_muc_dresses_nobody_but_lets_him_be_asked_himself(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    await set_photo(juliet, picture(9, 90, 200))
    await invite_ghost(world, romeo, juliet)
    await sees_face(romeo, world.ghost_of(juliet), picture(9, 90, 200))
    pit = LyingMuc(world.xmpp, juliet)
    await pit.start()
    room = await join_alias(romeo, pit.muc)
    pit.show(picture(200, 0, 0))
    await until(lambda: _is_in(romeo, room, world.ghost_of(juliet)), "her ghost is in, since the MUC says so", 30)
    await set_photo(juliet, picture(9, 200, 90))
    pit.show(picture(222, 0, 0))
    await sees_face(romeo, world.ghost_of(juliet), picture(9, 200, 90))
    await pit.stop()
    assert not [stanza for stanza in pit.stanzas if stanza.find("{vcard-temp}vCard") is not None], "it is not asked"


async def _is_in(person, room, user):
    return user in await person.members(room)
