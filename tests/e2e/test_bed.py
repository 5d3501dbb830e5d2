"""The test bed itself: that the servers and the clients work together without any bridge."""

import pytest

from clients.matrix import MatrixPerson, messages
from clients.xmpp import XmppPerson
from servers.ejabberd import Ejabberd
from servers.postgres import Postgres, program
from servers.process import run
from servers.prosody import Prosody
from servers.synapse import Synapse
from servers.waiting import until
from talkers import MatrixTalker, MucTalker


async def test_two_matrix_users_talk_in_a_room(directory):
    synapse = Synapse(directory / "synapse", "montague.example")
    await synapse.start()
    people = []
    try:
        for name in ("romeo", "benvolio"):
            people.append(MatrixPerson(synapse, *await synapse.register(name)))
            await people[-1].start()
        romeo, benvolio = people
        room = await romeo.create_room("street", invite=[benvolio.user_id])
        invited_to, _ = await benvolio.is_invited(by=romeo.user_id)
        assert invited_to == room
        await benvolio.join(room)
        await romeo.say(room, "Good morrow, cousin.")
        await benvolio.hears(room, "Good morrow, cousin.", romeo.user_id)
        await synapse.process.kill()
        await synapse.start()
        await benvolio.say(room, "Is the day so young?")
        await romeo.hears(room, "Is the day so young?", benvolio.user_id)
        assert messages(await romeo.history(room)) == ["Good morrow, cousin.", "Is the day so young?"]
    finally:
        for person in people:
            await person.stop()
        await synapse.process.end()


@pytest.mark.parametrize("server_type", [Prosody, Ejabberd])
async def test_two_xmpp_users_talk_in_a_muc_that_keeps_an_archive(directory, server_type):
    server = server_type(directory / "xmpp", "capulet.example", "matrix.montague.example", "wherefore")
    await server.start()
    people = []
    try:
        for name in ("juliet", "nurse"):
            people.append(XmppPerson(server, await server.register(name)))
            await people[-1].start()
        juliet, nurse = people
        garden = f"garden@{server.muc_domain}"
        await juliet.join(garden)
        await nurse.join(garden)
        juliet.say(garden, "Ay me!", groupchat=True)
        await nurse.hears("Ay me!", f"{garden}/juliet", groupchat=True)
        await juliet.hears("Ay me!", f"{garden}/juliet", groupchat=True)
        await juliet.is_acknowledged(juliet.say(nurse.full, "Nurse!", receipt=True))
        await server.process.stop()
        await server.start()
        await juliet.sees_occupants(garden, ["juliet", "nurse"])
        nurse.say(garden, "Anon, anon!", groupchat=True)
        await juliet.hears("Anon, anon!", groupchat=True)
        assert [m["body"] for m in await juliet.archive(garden)] == ["Ay me!", "Anon, anon!"]
    finally:
        for person in people:
            await person.stop()
        await server.process.end()


async def test_talkers_know_what_they_handed_over_when_servers_are_killed(directory):
    """The yardstick of the crash scenario, without a bridge: nothing is lost where nothing can be."""
    synapse = Synapse(directory / "synapse", "montague.example")
    prosody = Prosody(directory / "xmpp", "capulet.example", "matrix.montague.example", "wherefore")
    await synapse.start()
    await prosody.start()
    romeo = MatrixPerson(synapse, *await synapse.register("romeo"))
    juliet = XmppPerson(prosody, await prosody.register("juliet"))
    try:
        await romeo.start()
        await juliet.start()
        garden = f"garden@{prosody.muc_domain}"
        await juliet.join(garden)
        room = await romeo.create_room()
        talkers = [MatrixTalker("romeo", romeo, room), MucTalker("juliet", juliet, garden)]
        for talker in talkers:
            talker.start()
        for server in (synapse, prosody, synapse, prosody):
            said = [len(talker.handed_over) for talker in talkers]
            await until(lambda: all(len(t.handed_over) > n + 3 for t, n in zip(talkers, said)), "they talk", 60)
            await server.process.kill()
            await server.start()
        for talker in talkers:
            await talker.finish()
        assert talkers[0].judge(messages(await romeo.history(room))) == []
        assert talkers[1].judge([m["body"] for m in await juliet.archive(garden)]) == []
    finally:
        for talker in talkers:
            talker.cancel()
        await romeo.stop()
        await juliet.stop()
        await synapse.process.end()
        await prosody.process.end()


async def test_postgresql_survives_a_restart(directory):
    postgres = Postgres(directory / "postgres")
    await postgres.start()
    try:
        url = await postgres.make_database("verona")
        await postgres.stop()
        await postgres.start()
        code, out, err = await run([program("psql"), url, "-Atc", "SELECT current_database()"], 30)
        assert (code, out.strip()) == (0, "verona"), err
    finally:
        await postgres.process.end()
