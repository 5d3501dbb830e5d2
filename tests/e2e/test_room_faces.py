"""Avatars of rooms, each side's on the other (XEP-0486)."""

import pytest

from clients.matrix import messages
from faces import (hang, hash_of, mxc_of_room, photo_of, picture, sees_photo, sees_room_face, set_photo, shown_hash,
                   upload)
from gardens import garden_of, join_alias, set_affiliation
from scenes import ask_bot, meeting_places, people_of_the_street, plumbed_street

ROSE, THORN, LILY = picture(200, 0, 0), picture(0, 99, 0), picture(250, 250, 240, side=300)


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
