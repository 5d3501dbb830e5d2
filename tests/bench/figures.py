"""Measures how long Bascule takes from start to ready, and how much memory it holds; prints a table for the README.

Start to ready: from the start of the process until GET /ready says 200, asked about every millisecond; the median of
nine. Memory: VmRSS from /proc, five seconds after the last thing happened.
"""

import asyncio
import shutil
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))

import aiohttp  # noqa: E402

from clients.matrix import MatrixPerson  # noqa: E402
from scenes import BOT_NICK  # noqa: E402
from crowd import settles  # noqa: E402
from servers.waiting import until  # noqa: E402
from world import World, new_directory  # noqa: E402

PUPPETS = 200
STARTS = 9


async def start_to_ready(bridge):
    """Milliseconds; the bridge must be down before, and is up afterwards."""
    async with aiohttp.ClientSession() as session:
        async def is_ready():
            async with session.get(bridge.admin_url + "/ready") as answer:
                return answer.status == 200
        began = time.monotonic()
        bridge.process.start()
        await until(is_ready, "the bridge is ready", 60, every=0.001)
        return (time.monotonic() - began) * 1000


async def median_start(bridge):
    times = []
    for _ in range(STARTS):
        await bridge.process.stop()
        times.append(await start_to_ready(bridge))
    return statistics.median(times)


async def settled_memory(bridge):
    """MiB, when the bridge has nothing to do any more."""
    await settles(bridge)
    return bridge.resident_bytes() / 2**20


async def fill_room(world):
    """A plumbed room with so many Matrix people that PUPPETS puppets stand in its MUC."""
    owner, juliet = await world.matrix_person("romeo"), await world.xmpp_person("juliet")
    muc = world.muc("crowd")
    await juliet.join(muc)
    room = await owner.create_room("Crowd", preset="public_chat")
    for number in range(PUPPETS - 1):
        guest = MatrixPerson(world.synapse, *await world.synapse.register(f"guest-{number}"))
        await guest.join(room)
        await guest.stop()
    await owner.invite(room, world.bot)
    await owner.sees_member(room, "join", world.bot)
    began = time.monotonic()
    await owner.say(room, f"!xmpp bridge {muc}")
    await until(lambda: len(juliet.occupants(muc)) >= PUPPETS + 2 and BOT_NICK in juliet.occupants(muc),
                f"{PUPPETS} puppets in the MUC", 600, every=0.5)
    return time.monotonic() - began


async def main():
    directory = new_directory()
    world = World(directory, "sqlite", log_level="info")
    try:
        await world.start()
        rows = [("start to ready", f"{await median_start(world.bridge):.0f} ms"),
                ("resident memory, idle", f"{await settled_memory(world.bridge):.1f} MiB")]
        joined = await fill_room(world)
        rows += [(f"resident memory with {PUPPETS} puppets in a MUC", f"{await settled_memory(world.bridge):.1f} MiB"),
                 (f"bridging a room of {PUPPETS} until all puppets are in", f"{joined:.1f} s"),
                 (f"start to ready with {PUPPETS} puppets", f"{await median_start(world.bridge):.0f} ms")]
    finally:
        await world.stop()
        shutil.rmtree(directory, ignore_errors=True)
    print("| figure | value |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    asyncio.run(main())
