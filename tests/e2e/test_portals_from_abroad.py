"""Over federation: a MUC's alias joined from another homeserver, and rooms of another homeserver as hosted MUCs."""

import contextlib
import shutil
import urllib.parse

import pytest
import pytest_asyncio

from clients.matrix import MatrixPerson, Refused, messages
from clients.xmpp import MUC_USER
from gateway_scenes import join_error
from scenes import BOT_NICK
from servers.process import free_port, run
from servers.synapse import Synapse
from servers.waiting import until
from world import World, new_directory


async def certificate_in(directory):
    """A pair of PEM files for localhost."""
    pair = directory / "localhost.crt", directory / "localhost.key"
    code, _, err = await run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                              "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", pair[0],
                              "-keyout", pair[1]], 60)
    assert code == 0, err
    for file in pair:
        file.chmod(0o644)
    return pair


def federating_synapse(directory, certificate):
    """A homeserver that others of this machine find, since its name is its address."""
    port = free_port()
    synapse = Synapse(directory, f"localhost:{port}")
    here = {"type": "http", "bind_addresses": ["127.0.0.1"], "x_forwarded": False}
    synapse.settings = {
        "listeners": [{**here, "port": synapse.port, "resources": [{"names": ["client"]}]},
                      {**here, "port": port, "tls": True, "resources": [{"names": ["federation"]}]}],
        "tls_certificate_path": str(certificate[0]), "tls_private_key_path": str(certificate[1]),
        "federation_verify_certificates": False, "federation_domain_whitelist": None,
        "ip_range_blacklist": [], "federation_ip_range_blacklist": [],
    }
    return synapse


@pytest_asyncio.fixture
async def two_houses():
    """A world whose homeserver federates, and another homeserver."""
    path = new_directory()
    certificate = await certificate_in(path)
    world = World(path, "sqlite")
    world.synapse = federating_synapse(path / "synapse", certificate)
    abroad = federating_synapse(path / "abroad", certificate)
    try:
        await world.start()
        await abroad.start()
        yield world, abroad
    finally:
        await world.stop()
        await abroad.process.end()
        shutil.rmtree(path, ignore_errors=True)


@contextlib.asynccontextmanager
async def stranger(abroad):
    """A user of the other homeserver."""
    paris = MatrixPerson(abroad, *await abroad.register("paris"))
    await paris.start()
    try:
        yield paris
    finally:
        await paris.stop()


async def join_alias(person, world, muc):
    alias = urllib.parse.quote(f"#_xmpp_{muc.replace('@', '=40')}:{world.synapse.domain}", safe="")
    return (await person.call("POST", f"/v3/join/{alias}", {}))["room_id"]


@pytest.mark.timeout(240)
async def test_somebody_of_another_homeserver_joins_a_muc_by_its_alias(two_houses):
    world, abroad = two_houses
    juliet = await world.xmpp_person("juliet")
    muc = world.muc("garden")
    await juliet.join(muc)
    juliet.say(muc, "Ay me!", groupchat=True)
    await juliet.hears("Ay me!", groupchat=True)
    async with stranger(abroad) as paris:
        with pytest.raises(Refused):
            await join_alias(paris, world, world.muc("nowhere"))
        room = await join_alias(paris, world, muc)
        await juliet.sees_occupants(muc, {juliet.nick, "paris", BOT_NICK}, seconds=60)
        await paris.say(room, "Sweet lady")
        await juliet.hears("Sweet lady", f"{muc}/paris", groupchat=True, seconds=40)
        juliet.say(muc, "Good pilgrim", groupchat=True)
        await paris.hears(room, "Good pilgrim", seconds=40)

        async def has_past():  # backwards, since a homeserver asks others only for what lies before what it has
            page = await paris.call("GET", f"/v3/rooms/{urllib.parse.quote(room, safe='')}/messages", dir="b", limit=50)
            return "Ay me!" in messages(page["chunk"])
        await until(has_past, "what was said before", 40, every=0.5)


async def talk(room, muc, paris, juliet):
    """One message in each direction of a hosted MUC."""
    await paris.say(room, "Sweet lady")
    await juliet.hears("Sweet lady", f"{muc}/paris", groupchat=True, seconds=40)
    juliet.say(muc, "Good pilgrim", groupchat=True)
    await paris.hears(room, "Good pilgrim", seconds=40)
    await juliet.hears("Good pilgrim", f"{muc}/{juliet.nick}", groupchat=True, seconds=40)


@pytest.mark.timeout(240)
async def test_a_room_of_another_homeserver_is_a_muc_under_its_alias(two_houses):
    world, abroad = two_houses
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    async with stranger(abroad) as paris:
        room = await paris.create_room("Mantua", preset="public_chat", room_alias_name="mantua", topic="In exile")
        muc = await world.bridge.address_of(f"#mantua:{abroad.domain}")
        await juliet.join(muc, seconds=60)
        assert {"paris", juliet.nick} <= juliet.occupants(muc)
        await talk(room, muc, paris, juliet)
        nowhere = await world.bridge.address_of(f"#nowhere:{abroad.domain}")
        assert await join_error(nurse, nowhere, seconds=60) == "item-not-found"


@pytest.mark.timeout(240)
async def test_a_room_of_another_homeserver_is_a_muc_for_whom_somebody_there_invites(two_houses):
    """It has no alias, and the homeserver is in no way part of it before."""
    world, abroad = two_houses
    juliet = await world.xmpp_person("juliet")
    async with stranger(abroad) as paris:
        room = await paris.create_room("Tomb")
        await paris.invite(room, f"@_xmpp_{juliet.bare.replace('@', '=40')}:{world.synapse.domain}")
        asked = await juliet.messages.wait_for(lambda m: m.xml.find(f".//{MUC_USER}invite") is not None, "an invitation",
                                               40)
        muc = asked["from"].bare
        await juliet.join(muc, seconds=60)
        assert {"paris", juliet.nick} <= juliet.occupants(muc)
        await talk(room, muc, paris, juliet)
