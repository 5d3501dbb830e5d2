"""Hosted MUCs with ejabberd as the XMPP server: the same scenarios, one after the other."""

import pytest
import pytest_asyncio

import test_hosted_muc as talk
import test_hosted_muc_life as life
import test_hosted_muc_neighbours as neighbours
import test_hosted_muc_rights as rights
from servers.ejabberd import Ejabberd
from world import World, new_directory, running

SCENARIOS = [
    talk.test_somebody_of_xmpp_enters_a_matrix_room_and_talks,
    talk.test_several_sessions_of_one_person_share_a_nick,
    talk.test_nicks_are_unique_and_can_be_changed,
    talk.test_who_enters_again_is_told_all_again,
    talk.test_a_self_ping_tells_whether_one_is_in,
    talk.test_who_is_not_in_cannot_speak,
    talk.test_the_topic_is_the_subject,
    talk.test_private_messages_reach_both_kinds_of_people,
    rights.test_matrix_moderators_kick_and_ban,
    rights.test_xmpp_moderators_kick_ban_and_promote_with_the_power_of_their_ghosts,
    rights.test_a_private_room_takes_an_invitation,
    rights.test_power_is_a_hat,
    neighbours.test_a_hosted_muc_gives_way_to_the_muc_that_its_room_is_bridged_to,
    neighbours.test_who_asks_for_a_portal_is_sent_to_its_muc,
    neighbours.test_nothing_of_a_blocked_matrix_user_is_shown,
    neighbours.test_links_work_in_what_is_said_and_in_what_was_said,
    life.test_a_restart_puts_nobody_out,
    life.test_a_shutdown_is_announced_and_outlived,
]


@pytest_asyncio.fixture(scope="module")
async def ejabberd_world():
    async with running(World(new_directory(), "sqlite", Ejabberd)) as world:
        yield world


@pytest.mark.timeout(120)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__.removeprefix("test_"))
async def test_with_ejabberd(ejabberd_world, scenario):
    await ejabberd_world.revive()
    await scenario(ejabberd_world)
    await ejabberd_world.dismiss_people()
