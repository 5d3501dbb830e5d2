"""Measures a portal of many puppets and many occupants: joined, used, left; prints a table for the README.

The cost of a message is the processor time that Bascule itself takes (user and system, from /proc), averaged over
messages from the MUC, with ever more puppets in it; so it does not depend on what else the machine does. One is said
when the one before has been heard: in a burst several are worked on together, the more the faster the MUC is.
"""

import asyncio
import os
import shutil
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))

from clients.crowd import Crowd  # noqa: E402
from clients.matrix import MatrixPerson  # noqa: E402
from scenes import ask_bot, office_of  # noqa: E402
from servers.waiting import until  # noqa: E402
from world import World, new_directory  # noqa: E402

PEOPLE = int(os.environ.get("BASCULE_CROWD", "500"))
STEPS = sorted({1, PEOPLE // 10, PEOPLE // 2, PEOPLE})
MESSAGES = 100
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(bridge):
    """User and system time of the bridge so far."""
    fields = Path(f"/proc/{bridge.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def figure(bridge, name):
    """A metric's value, all its labels together."""
    metrics = await bridge.metrics()
    return sum(value for key, value in metrics.items() if key.split("{")[0] == name)


async def settles(bridge):
    """Returns when the bridge has nothing to do: a second in which it takes no processor time to speak of."""
    async def is_quiet():
        before = processor_seconds(bridge)
        await asyncio.sleep(1)
        return processor_seconds(bridge) - before < 0.05
    await until(is_quiet, "the bridge is quiet", 900)


async def cost_of_message(world, crowd, owner, room, word):
    """Milliseconds of processor time of the bridge for one message from the MUC."""
    await settles(world.bridge)
    before = processor_seconds(world.bridge)
    for number in range(MESSAGES):
        crowd.say(crowd.muc, 1, f"{word}-{number}")
        await owner.hears(room, f"{word}-{number}", seconds=60)
    await settles(world.bridge)
    return (processor_seconds(world.bridge) - before) * 1000 / MESSAGES


async def bring_people(world, room, guests, count):
    """So many guests are in the room. Returns the seconds until their puppets are in the MUC."""
    began = time.monotonic()
    while len(guests) < count:
        guest = MatrixPerson(world.synapse, *await world.synapse.register(f"guest-{len(guests)}"))
        await guest.join(room)
        await guest.client.close()
        guests.append(guest)

    async def is_full():
        return await figure(world.bridge, "remote_ghosts") >= count + 1
    await until(is_full, f"{count} puppets in the MUC", 900, every=0.5)
    return time.monotonic() - began


async def measure(world, crowd):
    owner = await world.matrix_person("romeo")
    juliet = await world.xmpp_person("juliet")
    crowd.muc = world.muc("square")
    await juliet.join(crowd.muc)
    await crowd.join(crowd.muc, PEOPLE - 1, 900)
    office = await office_of(world, owner)
    await ask_bot(world, owner, office, f"join {crowd.muc}")
    room, _ = await owner.is_invited(world.bot)
    await owner.join(room)
    rows, guests = [], []

    async def are_here():
        return await figure(world.bridge, "membershipqueue_pending") == 0 and len(
            await owner.members(room)) >= PEOPLE + 2
    began = time.monotonic()
    await until(are_here, "all ghosts in the room", 900, every=1)
    rows.append((f"{PEOPLE} ghosts into the room", f"{time.monotonic() - began:.0f} s"))
    for step in STEPS:
        took = await bring_people(world, room, guests, step - 1)
        if step == PEOPLE:
            rows.append((f"the last {PEOPLE - STEPS[-2]} puppets into the MUC", f"{took:.0f} s"))
        cost = await cost_of_message(world, crowd, owner, room, f"step{step}")
        rows.append((f"processor time a message, {step} puppets", f"{cost:.2f} ms"))
    rows.append((f"resident memory, {PEOPLE} puppets and {PEOPLE} occupants",
                 f"{world.bridge.resident_bytes() / 2**20:.0f} MiB"))
    began = time.monotonic()
    for guest in guests:
        await guest.leave(room)
        await guest.client.close()

    async def are_gone():
        return await figure(world.bridge, "remote_ghosts") <= 1
    await until(are_gone, "the puppets have left", 900, every=0.5)
    rows.append((f"{PEOPLE} puppets out of the MUC", f"{time.monotonic() - began:.0f} s"))
    return rows


async def main():
    directory = new_directory()
    world = World(directory, "sqlite", log_level="warning", leave_delay="1h")
    crowd = None
    try:
        await world.start()
        crowd = Crowd(world.xmpp)
        await crowd.start()
        rows = await measure(world, crowd)
    finally:
        if crowd:
            await crowd.stop()
        await world.stop()
        shutil.rmtree(directory, ignore_errors=True)
    print("| figure | value |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    asyncio.run(main())
