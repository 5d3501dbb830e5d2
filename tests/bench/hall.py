"""Measures how long it takes to enter a Matrix room of 10,000 as a hosted MUC; prints a table for the README.

The members are users of an appservice of their own, who join in the ordinary way. Entering is measured from the join
until one's own presence (status 110), which comes after everybody else's.
"""

import asyncio
import os
import shutil
import sys
import time
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))

import aiohttp  # noqa: E402
import yaml  # noqa: E402

from gateway_scenes import gets_out  # noqa: E402
from world import COMPONENT, MATRIX_DOMAIN, World, new_directory  # noqa: E402

MEMBERS = int(os.environ.get("BASCULE_MEMBERS", "10000"))
AT_ONCE = 16
LIMIT_S = 5
SPEAKERS = 5


class Townspeople:
    """Users of an appservice that the homeserver never sends anything to."""

    def __init__(self, synapse):
        self._synapse, self._token = synapse, "of-the-town"
        file = Path(synapse.directory).parent / "town.yaml"
        file.write_text(yaml.safe_dump({
            "id": "town", "url": None, "as_token": self._token, "hs_token": "unused", "sender_localpart": "town",
            "rate_limited": False, "namespaces": {"users": [{"regex": "@town_.*", "exclusive": True}]}}))
        synapse.other_registrations.append(file)

    @staticmethod
    def name(number):
        return f"town_{number}"

    async def _post(self, session, path, body, number=None, method="POST"):
        query = {} if number is None else {"user_id": f"@{self.name(number)}:{MATRIX_DOMAIN}"}
        async with session.request(method, f"{self._synapse.url}/_matrix/client/v3/{path}", json=body, params=query,
                                   headers={"Authorization": f"Bearer {self._token}"}) as answer:
            assert answer.status == 200, await answer.text()

    async def join(self, room, count):
        """So many come into existence and into the room."""
        numbers = iter(range(count))
        where = f"rooms/{urllib.parse.quote(room, safe='')}/join"

        async def some(session):
            for number in numbers:
                await self._post(session, "register",
                                 {"type": "m.login.application_service", "username": self.name(number)})
                await self._post(session, where, {}, number)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=300)) as session:
            await asyncio.gather(*(some(session) for _ in range(AT_ONCE)))

    async def say(self, room, number):
        path = f"rooms/{urllib.parse.quote(room, safe='')}/send/m.room.message/t{number}"
        async with aiohttp.ClientSession() as session:
            await self._post(session, path, {"msgtype": "m.text", "body": "Good morrow"}, number, "PUT")


async def entered(person, muc):
    """Seconds until own presence, and who was shown."""
    since = len(person.presences)
    began = time.monotonic()
    await person.join(muc, seconds=120)
    took = time.monotonic() - began
    return took, {p["from"].resource for p in person.presences.items[since:] if p["from"].bare == muc}


async def measure(world, town):
    romeo = await world.matrix_person("romeo", display_name="Romeo")
    room = await romeo.create_room("Hall", preset="public_chat", room_alias_name="hall")
    muc = f"#hall%{MATRIX_DOMAIN}@{COMPONENT}"
    await romeo.client.close()
    began = time.monotonic()
    await town.join(room, MEMBERS - 1)
    print(f"{MEMBERS} members after {time.monotonic() - began:.0f} s", file=sys.stderr)
    for number in range(SPEAKERS):
        await town.say(room, number)
    juliet, nurse = await world.xmpp_person("juliet"), await world.xmpp_person("nurse")
    first, shown = await entered(juliet, muc)
    expected = {"Romeo", juliet.nick, *(town.name(number) for number in range(SPEAKERS))}
    assert expected <= shown and len(shown) <= 520, shown
    second, _ = await entered(nurse, muc)
    for person in (juliet, nurse):
        since = len(person.presences)
        person.leave(muc)
        await gets_out(person, muc, "110", since=since)
    third, _ = await entered(juliet, muc)
    rows = [("the first who enters, until his own presence", f"{first:.1f} s"),
            ("the second", f"{second:.2f} s"),
            ("again after all had left", f"{third:.1f} s"),
            ("occupants shown", f"{len(shown)}"),
            ("resident memory", f"{world.bridge.resident_bytes() / 2**20:.0f} MiB")]
    assert max(first, second, third) < LIMIT_S, rows
    return rows


async def main():
    directory = new_directory()
    world = World(directory, "sqlite", log_level="info")
    town = Townspeople(world.synapse)
    try:
        await world.start()
        rows = await measure(world, town)
    except BaseException:
        print(world.logs(40), file=sys.stderr)
        raise
    finally:
        await world.stop()
        shutil.rmtree(directory, ignore_errors=True)
    print(f"| a Matrix room of {MEMBERS} as a MUC | |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    asyncio.run(main())
