"""ejabberd instead of Prosody: handshake, a direct chat, a plumbed room, and a restart of either."""

import pytest

from clients.matrix import messages
from scenes import ask_bot_for_chat, plumbed_street
from test_direct_chat import talk_both_ways


@pytest.mark.timeout(240)
async def test_everything_goes_with_ejabberd_too(ejabberd_world):
    world = ejabberd_world
    romeo, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    room = await ask_bot_for_chat(world, romeo, juliet.bare)
    await talk_both_ways(world, romeo, juliet, room)
    street = await plumbed_street(world)
    await street.talk("Before")
    await world.bridge.process.kill()
    street.xmpp[0].say(street.muc, "missed by the bridge", groupchat=True)
    await world.bridge.start()
    await street.everybody_is_here()
    await street.talk("After")
    await world.xmpp.process.stop()
    await world.xmpp.start()
    await street.everybody_is_here(90)
    await street.talk("At last")
    said = messages(await street.matrix[0].history(street.room))
    for body in ("Before from XMPP", "missed by the bridge", "After from XMPP", "At last from XMPP"):
        assert said.count(body) == 1, (body, said)
