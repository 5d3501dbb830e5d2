"""Avatars of rooms, each side's on the other (XEP-0486)."""

import pytest
from slixmpp.xmlstream import ET

from clients.matrix import messages
from clients.xmpp import statuses
from faces import (hang, hash_of, mxc_of_room, photo_of, picture, roominfo_hash, sees_face, sees_photo, sees_room_face,
                   set_photo, show_hash, shown_hash, upload, wear)
from gardens import garden_of, join_alias, set_affiliation
from gateway_scenes import enter, hall, item_of, sees_seat
from scenes import ask_bot, meeting_places, people_of_the_street, plumbed_street

ROSE, THORN, LILY = picture(200, 0, 0), picture(0, 99, 0), picture(250, 250, 240, side=300)


async def sees_own_face(person, muc, since=0):
    """Waits until a room shows an avatar in its own name."""
    return await person.presences.wait_for(lambda p: p["from"].full == muc and shown_hash(p), f"the face of {muc}",
                                           since=since)


async def test_the_avatar_of_a_muc_is_that_of_its_portal_and_goes_with_it(world):
    await avatar_of_a_portal(world)


async def avatar_of_a_portal(world):
    juliet, muc = await garden_of(world)
    await set_photo(juliet, ROSE, muc)
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    await sees_room_face(romeo, room, ROSE)
    await set_photo(juliet, THORN, muc)
    await sees_room_face(romeo, room, THORN)
    await set_photo(juliet, None, muc)
    await sees_room_face(romeo, room, None)


async def test_what_a_muc_looks_like_after_a_restart_is_seen(world):
    juliet, muc = await garden_of(world)
    romeo = await world.matrix_person("romeo")
    room = await join_alias(romeo, muc)
    await set_photo(juliet, ROSE, muc)
    await sees_room_face(romeo, room, ROSE)
    worn = await mxc_of_room(romeo, room)
    await world.bridge.process.stop()
    await set_photo(juliet, THORN, muc)
    await world.bridge.start()
    await sees_room_face(romeo, room, THORN)
    await set_photo(juliet, ROSE, muc)
    await sees_room_face(romeo, room, ROSE)
    assert await mxc_of_room(romeo, room) == worn, "what was uploaded once is not uploaded again"


async def test_the_avatar_of_a_room_is_shown_by_a_muc_that_the_bot_owns_and_does_not_come_back(world):
    await avatar_of_a_plumbed_room(world)


async def avatar_of_a_plumbed_room(world):
    street = await meeting_places(world, *await people_of_the_street(world, 1))
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await set_photo(juliet, ROSE, street.muc)
    await juliet.has_given(street.muc, world.bot_at_muc(), "owner")
    await hang(romeo, street.room, await upload(romeo, THORN))
    await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    await street.talk("Before")
    assert await photo_of(juliet, street.muc) == ROSE, "what was there before stays"
    mxc = await upload(romeo, LILY)
    await hang(romeo, street.room, mxc)
    small = await sees_photo(juliet, street.muc, lambda photo: photo not in (None, ROSE))
    assert len(small) < 64 * 1024
    await world.bridge.restart()
    await street.everybody_is_here()
    await street.talk("After")
    assert await mxc_of_room(romeo, street.room) == mxc, "it has not come back as another"
    await hang(romeo, street.room, None)
    await sees_photo(juliet, street.muc, lambda photo: photo is None)
    await set_photo(juliet, THORN, street.muc)
    await sees_room_face(romeo, street.room, THORN)


async def test_a_muc_that_does_not_let_the_bot_set_its_avatar_is_named_once(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    for face in (ROSE, THORN):
        await hang(romeo, street.room, await upload(romeo, face))
    await street.talk("Well")
    told = [body for body in messages(await romeo.history(street.room), world.bot) if "avatar" in body]
    assert len(told) == 1 and juliet.nick in told[0], told
    await set_affiliation(juliet, street.muc, world.bot_at_muc(), "owner")
    await hang(romeo, street.room, await upload(romeo, LILY))
    await sees_photo(juliet, street.muc, lambda photo: photo is not None)


async def test_who_is_in_a_muc_is_told_of_the_new_avatar(world):
    street = await plumbed_street(world, 1)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    await set_affiliation(juliet, street.muc, world.bot_at_muc(), "owner")
    since = len(juliet.presences)
    await hang(romeo, street.room, await upload(romeo, LILY))
    told = await juliet.presences.wait_for(lambda p: p["from"].full == street.muc and shown_hash(p), "the MUC's face",
                                           since=since)
    assert shown_hash(told) == hash_of(await photo_of(juliet, street.muc))


@pytest.mark.timeout(300)
async def test_avatars_of_rooms_cross_with_ejabberd_too(ejabberd_world):
    await avatar_of_a_portal(ejabberd_world)
    await avatar_of_a_plumbed_room(ejabberd_world)


async def test_a_hosted_room_shows_its_avatar_to_who_enters_and_every_new_one(world):
    place = await hall(world)
    romeo, juliet = place.owner, await world.xmpp_person("juliet")
    await hang(romeo, place.room, await upload(romeo, LILY))
    await enter(place, juliet)
    told = await sees_own_face(juliet, place.muc)
    photo = await photo_of(juliet, place.muc)
    assert hash_of(photo) == shown_hash(told) == await roominfo_hash(juliet, place.muc)
    since, messages_since = len(juliet.presences), len(juliet.messages)
    await hang(romeo, place.room, await upload(romeo, ROSE))
    told = await sees_own_face(juliet, place.muc, since)
    await juliet.messages.wait_for(lambda m: m["from"].full == place.muc and "104" in statuses(m), "the change",
                                   since=messages_since)
    assert hash_of(await photo_of(juliet, place.muc)) == shown_hash(told) == await roominfo_hash(juliet, place.muc)
    since = len(juliet.presences)
    await hang(romeo, place.room, None)
    await juliet.presences.wait_for(lambda p: p["from"].full == place.muc and shown_hash(p) == "", "no face", since=since)
    assert await photo_of(juliet, place.muc) is None and await roominfo_hash(juliet, place.muc) is None


async def test_an_occupant_sets_the_avatar_of_a_hosted_room_where_his_power_allows(world):
    place = await hall(world)
    romeo, juliet = place.owner, await world.xmpp_person("juliet")
    await enter(place, juliet)
    card = ET.Element("{vcard-temp}vCard")
    refusal = await juliet.send_iq(place.muc, card, kind="set")
    assert refusal["error"]["condition"] == "forbidden", refusal
    levels = await romeo.state(place.room, "m.room.power_levels")
    levels["users"][world.ghost_of(juliet)] = 50
    await romeo.set_state(place.room, "m.room.power_levels", levels)
    await sees_seat(juliet, f"{place.muc}/{juliet.nick}", lambda p: item_of(p).get("affiliation") == "admin")
    await set_photo(juliet, THORN, place.muc)
    await sees_room_face(romeo, place.room, THORN)
    await sees_own_face(juliet, place.muc)
    await set_photo(juliet, None, place.muc)
    await sees_room_face(romeo, place.room, None)


async def test_those_in_a_hosted_room_show_their_avatars(world):
    place = await hall(world)
    romeo = place.owner
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    await wear(romeo, await upload(romeo, LILY))
    await enter(place, juliet, nurse)
    seat = f"{place.muc}/{romeo.display_name}"
    told = await juliet.presences.wait_for(lambda p: p["from"].full == seat and shown_hash(p), "Romeo's face")
    assert hash_of(await photo_of(juliet, seat)) == shown_hash(told)
    await set_photo(juliet, ROSE)
    show_hash(juliet, f"{place.muc}/{juliet.nick}", ROSE)
    await nurse.presences.wait_for(
        lambda p: p["from"].full == f"{place.muc}/{juliet.nick}" and shown_hash(p) == hash_of(ROSE), "Juliet's face")
    assert await photo_of(nurse, f"{place.muc}/{juliet.nick}") == ROSE
    await sees_face(romeo, world.ghost_of(juliet), ROSE)
    since = len(juliet.presences)
    await wear(romeo, None)
    await juliet.presences.wait_for(lambda p: p["from"].full == seat and shown_hash(p) == "", "no face", since=since)


@pytest.mark.timeout(300)
async def test_hosted_rooms_show_avatars_with_ejabberd_too(ejabberd_world):
    await test_a_hosted_room_shows_its_avatar_to_who_enters_and_every_new_one(ejabberd_world)
    await test_those_in_a_hosted_room_show_their_avatars(ejabberd_world)
