"""The command line and the admin listener against real servers."""

import stat

import pytest
import yaml

from servers.process import free_port, run
from servers.bridge import binary
from scenes import invite_ghost
from servers.waiting import until

DEAD = free_port()  # nobody listens there

# What is wrong, and a word by which the report must name it.
FAULTS = {
    "a wrong component secret": ({"xmpp": {"secret": "wrong"}}, "secret"),
    "an unknown component": ({"xmpp": {"component": "unknown.example"}}, "unknown.example"),
    "a dead XMPP server": ({"xmpp": {"server": f"127.0.0.1:{DEAD}"}}, str(DEAD)),
    "a wrong as_token": ({"appservice": {"as_token": "wrong"}}, "as_token"),
    "a wrong hs_token": ({"appservice": {"hs_token": "wrong"}}, "hs_token"),
    "a dead homeserver": ({"homeserver": {"url": f"http://127.0.0.1:{DEAD}"}}, str(DEAD)),
    "a dead database": ({"database": f"postgresql://bascule@127.0.0.1:{DEAD}/bascule"}, str(DEAD)),
    "a database in no directory": ({"database": "sqlite:///no/such/directory/bascule.db"}, "/no/such/directory"),
}


async def test_check_finds_nothing_wrong_and_each_fault_when_there_is_one(world, directory):
    await world.bridge.process.stop()
    try:
        code, out, err = await world.bridge.command("check")
        assert code == 0, out + err
        for what, (changes, word) in FAULTS.items():
            config = world.bridge.write_config(directory / "faulty.yaml", **changes)
            code, out, err = await world.bridge.command("check", config=config)
            assert code != 0 and word in out + err, (what, code, out, err)
            assert "terminate called" not in err and "what():" not in err, (what, err)
    finally:
        await world.bridge.start()


async def test_check_says_everything_about_a_wrong_configuration_at_once(world, directory):
    config = world.bridge.write_config(directory / "wrong.yaml", permissions={"*": "yes"}, membership={"leave_dellay": "1h"})
    code, out, err = await world.bridge.command("check", config=config)
    assert code != 0
    assert "leave_dellay" in out + err and "leave_delay" in (out + err).replace("leave_dellay", "")
    assert "permissions" in out + err and f"{config}:" in out + err


async def test_init_writes_what_the_other_commands_read(directory):
    config = directory / "etc" / "bascule.yaml"
    config.parent.mkdir()
    argv = [binary(), "init", "--config", config, "--domain", "montague.example"]
    code, out, err = await run(argv)
    assert code == 0, err
    assert "app_service_config_files" in out and "component_secret" in out and "ejabberd" in out.lower(), out
    registration_file = config.parent / "registration.yaml"
    for file in (config, registration_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    code, registration, err = await run([binary(), "registration", "--config", config])
    assert code == 0, err
    written = yaml.safe_load(registration)
    assert written == yaml.safe_load(registration_file.read_text())
    assert written["rate_limited"] is False and len(written["as_token"]) >= 32
    assert written["as_token"] != written["hs_token"]
    assert all(namespace["exclusive"] for namespace in written["namespaces"]["users"])
    before = config.read_text()
    code, _, err = await run(argv)
    assert code != 0 and str(config) in err
    assert config.read_text() == before


ADDRESSES = [
    ("@romeo:montague.example", "romeo%montague.example@matrix.montague.example"),
    ("juliet@capulet.example", "@_xmpp_juliet=40capulet.example:montague.example"),
    ("@_xmpp_juliet=40capulet.example:montague.example", "juliet@capulet.example"),
    ("romeo%montague.example@matrix.montague.example", "@romeo:montague.example"),
    ("#_xmpp_garden=40rooms.capulet.example:montague.example", "garden@rooms.capulet.example"),
    ("#verona:montague.example", "#verona%montague.example@matrix.montague.example"),
]


@pytest.mark.parametrize("name, address", ADDRESSES)
async def test_address_tells_what_the_other_side_calls_it(world, name, address):
    code, out, err = await world.bridge.command("address", name)
    assert (code, out) == (0, address + "\n"), err


@pytest.mark.parametrize("name", ["@romeo", "", "juliet@", "@:montague.example", "a@b@c@/d", "#:x", "two words"])
async def test_address_refuses_what_is_no_id(world, name):
    code, out, err = await world.bridge.command("address", name)
    assert code == 2 and out == "" and err.strip() != ""


async def test_every_command_has_help_and_the_program_a_version():
    code, out, _ = await run([binary(), "--version"])
    assert code == 0 and "bascule" in out.lower()
    for words in ([], ["init"], ["registration"], ["check"], ["run"], ["address"]):
        code, out, err = await run([binary(), *words, "--help"])
        assert code == 0 and "--help" in out, (words, err)


async def test_the_admin_listener_shows_how_the_bridge_is(world):
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await invite_ghost(world, romeo, juliet)
    await romeo.say(room, "But soft!")
    await juliet.hears("But soft!")
    assert (await world.bridge.get("/live"))[0] == 200
    assert (await world.bridge.get("/ready"))[0] == 200

    async def counted():
        metrics = await world.bridge.metrics()
        return any(name.startswith("bridge_messages_total{") and value > 0 for name, value in metrics.items())
    await until(counted, "the message is counted")
    metrics = await world.bridge.metrics()
    assert any(name.startswith("xmpp_component_connected") and value == 1 for name, value in metrics.items()), metrics
    assert (await world.bridge.get("/nowhere"))[0] == 404


async def test_the_bridge_is_not_ready_while_the_xmpp_server_is_away(world):
    await world.xmpp.process.stop()
    try:
        async def not_ready():
            return not await world.bridge.is_ready()
        await until(not_ready, "/ready says no")
        assert (await world.bridge.get("/live"))[0] == 200
    finally:
        await world.xmpp.start()
    await world.bridge.wait_ready()


async def test_neither_secrets_nor_what_people_say_is_in_the_log(world):
    """At debug level message text may be logged; secrets never."""
    log = world.bridge.process.log.read_text(errors="replace")
    for secret in (world.xmpp.secret, world.bridge.settings["appservice"]["as_token"], world.bridge.hs_token):
        assert secret not in log
