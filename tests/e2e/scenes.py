"""How conversations begin, for the scenarios that are about what comes after."""

import dataclasses

from servers.waiting import until

BOT_NICK = "Bascule"
GREETING = "Hello, I am the bridge"  # of the bot, to whom it is alone with


async def invite_ghost(world, romeo, juliet):
    """Romeo invites Juliet's ghost to a direct room. Returns the room once the ghost has accepted."""
    room = await romeo.create_room(invite=[world.ghost_of(juliet)], is_direct=True)
    await romeo.sees_member(room, "join", world.ghost_of(juliet))
    return room


async def ask_bot_for_chat(world, romeo, address):
    """Romeo opens a direct room with the bot and asks for a chat. Returns the room he is invited to, and joins it."""
    office = await office_of(world, romeo)
    since = len(romeo.invitations)
    await romeo.say(office, f"!xmpp chat {address}")
    room, _ = await romeo.is_invited(since=since)
    await romeo.join(room)
    return room


async def office_of(world, person):
    """A direct room of this person with the bot, who has greeted him."""
    room = await person.create_room(invite=[world.bot], is_direct=True)
    await person.hears(room, lambda body: body.startswith(GREETING), world.bot, "m.notice")
    return room


async def ask_bot(world, person, room, command):
    """Says a command and returns the bot's next words in the room."""
    said = await person.say(room, f"!xmpp {command}")
    await person.events.wait_for(lambda event: event.get("event_id") == said, "one's own command", 20)
    since = next(at for at, event in enumerate(person.events.items) if event.get("event_id") == said)
    answer = await person.hears(room, lambda body: not body.startswith(GREETING), sender=world.bot, since=since)
    return answer["content"]["body"]


async def unbridge(world, person, room):
    """Ends a room's bridge, which the bot does only when it has been asked twice. Returns its last words."""
    assert "!xmpp confirm" in await ask_bot(world, person, room, "unbridge")
    return await ask_bot(world, person, room, "confirm")


async def ask_bot_alone(world, person, room, command):
    """Says a command whose answer is for the asker alone. Returns the bot's words in the room of the two."""
    since = len(person.invitations)
    assert "for you alone" in await ask_bot(world, person, room, command)
    private, _ = await person.is_invited(by=world.bot, since=since)
    await person.join(private)

    async def last_words():
        said = [event for event in await person.history(private) if event["type"] == "m.room.message"]
        return said and said[-1]["content"]["body"]
    return await until(last_words, "the bot has answered in private")


async def power_of(person, room, user):
    """The power level of a user; creators of room versions from 12 on count as 150."""
    create = await person.state(room, "m.room.create")
    levels = await person.state(room, "m.room.power_levels") or {}
    if int(create.get("room_version", "1") if create["room_version"].isdigit() else 0) >= 12:
        events = await person.call("GET", f"/v3/rooms/{room}/state")
        creator = next(event["sender"] for event in events if event["type"] == "m.room.create")
        if user in [creator, *create.get("additional_creators", [])]:
            return 150
    return levels.get("users", {}).get(user, levels.get("users_default", 0))


@dataclasses.dataclass
class Street:
    """A Matrix room and a MUC that are plumbed together, and who stands in them."""

    world: object
    room: str
    muc: str
    matrix: list
    xmpp: list

    @property
    def nicks(self):
        """Who is to be seen in the MUC: the XMPP people, the puppets by their display names, the bot."""
        return {p.nick for p in self.xmpp} | {p.display_name for p in self.matrix} | {BOT_NICK}

    async def everybody_is_here(self, seconds=40.0):
        """Waits until everybody of each side is to be seen on the other."""
        await self.xmpp[0].sees_occupants(self.muc, self.nicks, seconds)
        expected = {p.nick for p in self.xmpp} | {p.display_name for p in self.matrix}

        async def names():
            return expected <= set((await self.matrix[0].members(self.room)).values())
        await until(names, f"the ghosts {sorted(expected)} are in {self.room}", seconds, every=0.2)

    async def talk(self, word):
        """One message in each direction, heard by everybody."""
        first, other = self.matrix[0], self.xmpp[0]
        await first.say(self.room, f"{word} from Matrix")
        other.say(self.muc, f"{word} from XMPP", groupchat=True)
        for person in self.xmpp:
            await person.hears(f"{word} from Matrix", f"{self.muc}/{first.display_name}", groupchat=True, seconds=40)
        for person in self.matrix:
            await person.hears(self.room, f"{word} from XMPP", seconds=40)


async def people_of_the_street(world, count=3):
    """People of both sides, each Matrix person with a display name of his own."""
    matrix = []
    for name in ("romeo", "benvolio", "mercutio")[:count]:
        person = await world.matrix_person(name, display_name=f"{name.title()} Montague")
        person.display_name = f"{name.title()} Montague"
        matrix.append(person)
    xmpp = [await world.xmpp_person(name) for name in ("juliet", "nurse", "sampson")[:count]]
    return matrix, xmpp


async def meeting_places(world, matrix, xmpp):
    """A room with the Matrix people and the bot (power 50), and a MUC with the XMPP people; not yet plumbed."""
    muc = world.muc("street")
    for person in xmpp:
        await person.join(muc)
    owner = matrix[0]
    room = await owner.create_room("Street", invite=[p.user_id for p in matrix[1:]])
    for person in matrix[1:]:
        await person.join(room)
    levels = await owner.state(room, "m.room.power_levels")
    levels["users"][world.bot] = 50
    await owner.call("PUT", f"/v3/rooms/{room}/state/m.room.power_levels", levels)
    await owner.invite(room, world.bot)
    await owner.sees_member(room, "join", world.bot)
    return Street(world, room, muc, matrix, xmpp)


async def plumbed_street(world, count=3):
    """A plumbed room with this many people on each side, when all of them are to be seen on the other."""
    street = await meeting_places(world, *await people_of_the_street(world, count))
    await ask_bot(world, street.matrix[0], street.room, f"bridge {street.muc}")
    await street.everybody_is_here()
    return street
