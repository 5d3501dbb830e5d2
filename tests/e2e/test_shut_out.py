"""Whom a MUC does not let in does not read along in its portal."""

from gardens import alias_of, garden_of, join_alias
from scenes import ask_bot, office_of, meeting_places, people_of_the_street
from servers.waiting import until
from test_moderation import becomes, last_change_of


async def test_who_was_banned_before_he_came_is_put_out_of_the_portal_and_not_invited(world):
    juliet, muc = await garden_of(world)
    romeo, benvolio = await world.matrix_person("romeo"), await world.matrix_person("benvolio")
    room = await join_alias(romeo, muc)
    await juliet.has_given(muc, world.puppet_of(benvolio), "outcast", "for good")
    office = await office_of(world, benvolio)
    assert "banned you" in await ask_bot(world, benvolio, office, f"join {muc}")
    assert await romeo.membership_of(room, benvolio.user_id) in (None, "leave")
    await join_alias(benvolio, muc)
    await becomes(romeo, room, benvolio.user_id, "ban")
    change = await last_change_of(romeo, room, benvolio.user_id)
    assert change["sender"] == world.bot and f"banned from {muc}" in change["content"]["reason"], change
    assert "banned you" in await ask_bot(world, benvolio, office, f"join {muc}")
    await juliet.has_given(muc, world.puppet_of(benvolio), "none")

    async def is_let_in():
        return alias_of(muc) in await ask_bot(world, benvolio, office, f"join {muc}")
    await until(is_let_in, "the bot invites him again", 30, every=0.5)
    await benvolio.join(room)
    await benvolio.say(room, "Good morrow.")
    await juliet.hears("Good morrow.", groupchat=True)


async def test_who_left_and_was_banned_meanwhile_is_put_out_when_he_comes_back(world):
    juliet, muc = await garden_of(world)
    romeo, benvolio = await world.matrix_person("romeo"), await world.matrix_person("benvolio")
    room = await join_alias(romeo, muc)
    await join_alias(benvolio, muc)
    await benvolio.say(room, "Good morrow.")
    await juliet.hears("Good morrow.", groupchat=True)
    await benvolio.leave(room)
    await juliet.sees_presence(f"{muc}/{benvolio.name}", "unavailable")
    await juliet.has_given(muc, world.puppet_of(benvolio), "outcast")
    await join_alias(benvolio, muc)
    await becomes(romeo, room, benvolio.user_id, "ban")


async def test_in_a_room_of_their_own_he_is_told_that_nobody_hears_him(world):
    street = await meeting_places(world, *await people_of_the_street(world, 2))
    (romeo, benvolio), juliet = street.matrix, street.xmpp[0]
    await juliet.has_given(street.muc, world.puppet_of(benvolio), "outcast")
    await ask_bot(world, romeo, street.room, f"bridge {street.muc}")
    await benvolio.hears(street.room, lambda body: "banned there" in body, world.bot)
    await benvolio.say(street.room, "Can you hear me?")
    await benvolio.hears(street.room, lambda body: "your message did not get into" in body, world.bot)
    assert await romeo.membership_of(street.room, benvolio.user_id) == "join"
