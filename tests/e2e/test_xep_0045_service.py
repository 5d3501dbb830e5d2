"""What XEP-0045 and its neighbours ask of a MUC service, and the test that shows it: one line per duty.

A line fails where the test that it names is not there. The tests themselves run where they stand.
"""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

# Clause, what it asks (M: MUST, S: SHOULD), the test: of a Python scenario its name, of a C++ test Suite.Name.
DUTIES = [
    # What the service and its rooms say of themselves
    ("0045 §6.1", "M: the service is conference/text with the feature muc",
     "test_the_component_is_a_muc_service_that_can_be_searched"),
    ("0045 §6.4", "M: a room names itself and its kind, in pairs of features", "RoomDiscoTest.ARoomSaysWhatItIs"),
    ("0045 §6.4", "S: muc#roominfo with description, subject, occupants, history", "test_a_public_room_says_what_it_is"),
    ("0045 §6.4", "S: a hidden room is not found by who may not know of it",
     "test_a_private_room_is_known_to_nobody_who_is_not_invited"),
    ("0045 §6.3", "S: disco#items lists public rooms, in pages", "test_public_rooms_are_paged_both_ways"),
    ("0045 §6.5", "S: a room does not list its occupants as items", "RoomDiscoTest.WhoIsInARoomIsNoItemOfIt"),
    ("0045 §6.4, 7.12", "M: unknown nodes, x-roomuser-item and muc#traffic are answered",
     "test_nodes_that_are_not_there_are_refused"),
    ("0045 §6.6", "M: about a seat, who is not in is told bad-request", "test_outsiders_do_not_learn_who_is_in"),
    # Entering
    ("0045 §7.2.1", "M: without a nick: jid-malformed", "GatewayEntryTest.WithoutANickNobodyEnters"),
    ("0045 §7.2.2", "M: presence of the others first, one's own last, then history, then the subject",
     "GatewayEntryTest.WhoEntersIsToldOfTheOthersThenOfHimselfThenOfTheSubject"),
    ("0045 §7.2.2", "M: one's own presence has 110", "test_somebody_of_xmpp_enters_a_matrix_room_and_talks"),
    ("0045 §7.2.2", "M: those who are in are told", "GatewayEntryTest.ThoseWhoAreInAreToldOfWhoEnters"),
    ("0045 §7.2.3", "M: a non-anonymous room says so (100) and shows full JIDs",
     "test_somebody_of_xmpp_enters_a_matrix_room_and_talks"),
    ("0045 §7.2.6", "M: members-only: registration-required", "test_a_private_room_takes_an_invitation"),
    ("0045 §7.2.7", "M: banned: forbidden", "test_matrix_moderators_kick_and_ban"),
    ("0045 §7.2.8", "M: a nick that is taken: conflict", "test_nicks_are_unique_and_can_be_changed"),
    ("0045 §7.2.8", "M: an error carries the room in `by`, the request's id and <x/>",
     "ServiceStanzasTest.ARefusalSaysWhoRefuses"),
    ("0045 §7.2.10", "M: a room that does not exist and is not made: item-not-found",
     "test_a_wrong_address_and_a_blocked_person_are_told_so"),
    ("0045 §7.2.12", "S: a logged room says so (170)", "test_somebody_of_xmpp_enters_a_matrix_room_and_talks"),
    ("0045 §7.2.13", "M: history before the subject, with delay by the room and the old time",
     "test_who_enters_is_told_what_was_said_and_can_page_through_it"),
    ("0045 §7.2.13", "M: maxchars, maxstanzas, seconds and since limit it", "test_history_is_as_long_as_was_asked"),
    ("0045 §7.2.14", "S: several sessions of one person may share a nick",
     "test_several_sessions_of_one_person_share_a_nick"),
    ("0045 §7.2.15", "M: the subject is sent after history, empty where there is none",
     "ServiceStanzasTest.ASubjectIsAMessageWithoutABody"),
    ("0045 §7.2.15", "S: with the nick of who has set it, and when", "test_the_topic_is_the_subject"),
    ("0045 §7.2.2", "S: a second request from who is in is answered in full",
     "test_who_enters_again_is_told_all_again"),
    ("0045 §7.2", "M: another nick than asked for: 210", "GatewayEntryTest.SeveralSessionsOfOnePersonShareANick"),
    ("0045 §7.2", "S: presence without <x/> is no entry; who takes himself for in is told",
     "GatewayEntryTest.WhoOnlyThinksThatHeIsInIsToldThatHeIsNot"),
    ("0045 §7.2", "M: a probe is no entry; a leave of who is not in is no matter",
     "GatewayEntryTest.ALeaveOfWhoIsNotInAndAProbeAreNoMatter"),
    ("0045 §7.7", "M: a change of availability is told to all", "GatewayEntryTest.WhoIsAwayIsShownSo"),
    # Avatars
    ("0153 §3.1", "S: the hash in an occupant's presence is passed on",
     "GatewayFacesTest.AJoinersAvatarIsSeenByTheOthersAndWornByHisGhost"),
    ("0486 §4.1", "M: who may not set the room's avatar: forbidden", "GatewayFacesTest.WhoMayNotSetTheAvatarIsToldSo"),
    ("0486 §4.1, §4.2", "S: a new avatar of the room is told (104), and named in muc#roominfo",
     "test_a_hosted_room_shows_its_avatar_to_who_enters_and_every_new_one"),
    # Messages
    ("0045 §7.4", "M: reflected to everybody, the sender too, from the seat",
     "GatewayMessagesTest.AMessageIsReflectedWhenItsEventComesBack"),
    ("0045 §7.4", "M: the same id for the sender (muc#stable_id)",
     "test_somebody_of_xmpp_enters_a_matrix_room_and_talks"),
    ("0045 §7.4", "M: who is not in: not-acceptable", "test_who_is_not_in_cannot_speak"),
    ("0045 §7.4", "M: a visitor of a moderated room: forbidden", "test_a_voice_is_a_matter_of_power"),
    ("0045 §7.4", "M: a message to the room that is no groupchat: bad-request", "test_who_is_not_in_cannot_speak"),
    ("0045 §7.5", "M: groupchat to an occupant: bad-request", "test_who_is_not_in_cannot_speak"),
    ("0045 §7.5", "M: a private message arrives from the seat, marked with <x/>",
     "test_private_messages_reach_both_kinds_of_people"),
    ("0045 §7.5", "M: to nobody: item-not-found", "test_private_messages_reach_both_kinds_of_people"),
    ("0045 §7.5", "M: from who is not in: not-acceptable", "test_who_is_not_in_cannot_speak"),
    ("0045 §7.1", "M: everybody sees one order", "test_everybody_sees_one_order"),
    ("0359 §3", "M: stanza-id by the room alone, one that lasts: the event's",
     "ServiceStanzasTest.AMessageHasTheRoomsOwnIdAndItsTime"),
    ("0421 §3", "M: occupant-id that is stable, and other in each room",
     "OccupantIdTest.DiffersByRoomPersonAndSecret"),
    # Nick, subject, invitations, registration, leave
    ("0045 §7.6", "M: 303 with the new nick, then presence of the new one", "test_nicks_are_unique_and_can_be_changed"),
    ("0045 §7.6", "M: to a nick that is taken: conflict", "test_nicks_are_unique_and_can_be_changed"),
    ("0045 §8.1", "M: a subject is told to all; without the right: forbidden", "test_the_topic_is_the_subject"),
    ("0045 §7.8.2", "M: a mediated invitation is passed on, with who invites",
     "test_a_private_room_takes_an_invitation"),
    ("0045 §7.8.2", "M: only who is in may invite", "GatewayMessagesTest.AnOccupantInvitesWithTheRightsOfHisGhost"),
    ("0045 §7.8.2", "M: a decline is passed on", "test_a_declined_invitation_is_a_leave"),
    ("0045 §7.10", "S: one can ask to be registered", "test_a_knock_is_a_registration"),
    ("0045 §7.14", "M: a leave is told to all, and to oneself with 110",
     "GatewayEntryTest.SeveralSessionsOfOnePersonShareANick"),
    ("0045 §7.14", "S: the reason stands in <status/>", "GatewayEventsTest.JoinsAndLeavesOfMatrixUsersAreShown"),
    # Moderators, admins, owners
    ("0045 §8.2", "M: a kick is told to all with 307, and to the kicked with actor and reason",
     "test_matrix_moderators_kick_and_ban"),
    ("0045 §8.2", "M: a moderator kicks by role none",
     "test_xmpp_moderators_kick_ban_and_promote_with_the_power_of_their_ghosts"),
    ("0045 §8.2", "M: somebody above him: not-allowed",
     "test_xmpp_moderators_kick_ban_and_promote_with_the_power_of_their_ghosts"),
    ("0045 §8.3, 8.4", "M: voice is given and taken", "GatewayRequestsTest.RolesAndAffiliationsArePower"),
    ("0045 §8.5", "M: lists of roles are for moderators", "GatewayRequestsTest.ListsAreForThoseWhoMaySeeThem"),
    ("0045 §9.1", "M: to ban oneself: conflict", "GatewayRequestsTest.WhoPutsHimselfOutLeavesAndCannotBanHimself"),
    ("0045 §9.1", "M: a ban is told with 301, outcast and none", "GatewayEventsTest.ABanMakesAnOutcast"),
    ("0045 §9.1", "M: an admin bans by bare JID", "GatewayRequestsTest.ABanNamesAnAddressOfEitherSide"),
    ("0045 §9.2", "M: the ban list can be read and taken from",
     "test_xmpp_moderators_kick_ban_and_promote_with_the_power_of_their_ghosts"),
    ("0045 §9.3", "S: who is made a member of a members-only room is invited",
     "GatewayRequestsTest.ToBecomeAMemberOfAClosedRoomIsToBeInvited"),
    ("0045 §9.6, 9.7", "M: a new rank is told to all", "GatewayEventsTest.PowerIsShownAsRankToAll"),
    ("0045 §9", "M: who may not: forbidden", "GatewayRequestsTest.WhoIsNoModeratorChangesNothing"),
    ("0045 §9", "M: role and affiliation in one item, or neither: bad-request",
     "MucRequestsTest.AChangeNamesSomebodyAndOneThing"),
    ("0045 §10.2", "M: muc#owner is answered; what cannot be configured: forbidden",
     "MucRequestsTest.AnOwnerFindsAFormWithoutChoices"),
    ("0045 §10.2.1", "M: a change of the configuration is told (104)",
     "GatewayEventsTest.ANewNameIsAChangeOfTheConfiguration"),
    ("0045 §10.9", "M: the end is told, with the alternate venue",
     "test_an_upgrade_of_the_room_ends_the_muc_and_names_the_new_one"),
    # Staying
    ("0410 §3", "M: a ping to one's own seat: result, or not-acceptable", "test_a_self_ping_tells_whether_one_is_in"),
    ("0045, Ghost Users", "S: a session whose messages come back is put out",
     "GatewayLifeTest.ASessionThatIsNotThereAnyMoreIsPutOut"),
    ("0045 §9.1", "S: a shutdown is told (332)", "test_a_shutdown_is_announced_and_outlived"),
    ("–", "a restart puts nobody out", "test_a_restart_puts_nobody_out"),
    ("–", "large rooms: only those who matter are shown", "GatewayEntryTest.OfALargeRoomOnlyThoseWhoMatterAreShown"),
    # Archive
    ("0313 §4", "M: queries by time, ids and person, paged", "test_the_archive_can_be_bounded_by_ids_times_and_people"),
    ("0313 §4", "M: an unknown id or field is refused", "test_a_wrong_query_is_told_what_is_wrong"),
    ("0313 §4.1.2", "M: the form names the fields", "RoomArchiveTest.TheFormNamesAllFields"),
    ("0313 §4", "M: the archive is for those who may be in", "test_the_archive_is_closed_to_who_is_not_inside"),
    # What rooms offer besides
    ("0059 §2.5", "M: an empty <before/> asks for the last page", "test_a_client_reads_the_archive_from_both_ends"),
    ("0059 §2.7", "S: who wants no items gets an empty page", "RoomArchiveTest.WhoWantsNoMessagesGetsAnEmptyPage"),
    ("0059 §2.6", "S: paging by number, which is optional, is refused by name",
     "RoomArchiveTest.WhatIsNotUnderstoodIsRefused"),
    ("0050 §2.2", "S: the room's commands are those that the asker may give",
     "test_a_hosted_room_offers_what_concerns_it_to_who_is_in"),
    ("0317 §3", "S: power is a hat with a title and a URI", "test_power_is_a_hat"),
    ("6120 §8.3.3.5", "S: who asks for a portal is told of its MUC, as a URI",
     "test_who_asks_for_a_portal_is_sent_to_its_muc"),
]


def _known_tests():
    names = set()
    for path in TESTS.rglob("*.py"):
        names |= set(re.findall(r"^async def (test_\w+)", path.read_text(), re.M))
    for path in TESTS.rglob("*_test.cpp"):
        names |= {f"{suite}.{name}" for suite, name in re.findall(r"^TEST(?:_[FP])?\((\w+), (\w+)\)", path.read_text(),
                                                                 re.M)}
    return names


KNOWN = _known_tests()


@pytest.mark.parametrize("clause, duty, shown_by", DUTIES, ids=[f"{clause} {duty}" for clause, duty, _ in DUTIES])
def test_each_duty_of_a_muc_service_is_shown(clause, duty, shown_by):
    assert shown_by in KNOWN, f"{clause}: nothing shows that {duty}"
