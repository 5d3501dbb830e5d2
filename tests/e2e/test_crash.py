"""Nothing is lost, doubled or reordered while the bridge is killed and all servers are restarted."""

import asyncio
import datetime
import json
import os
import random
import time

import pytest

from clients.matrix import messages
from scenes import ask_bot_for_chat, plumbed_street
from talkers import DirectTalker, MatrixTalker, MucTalker

KILLS = int(os.environ.get("BASCULE_KILLS", "20"))


class Chaos:
    """Kills the bridge so many times and restarts each server twice, at moments that the seed decides."""

    def __init__(self, world, seed):
        self.world = world
        self.random = random.Random(seed)
        self.kills = 0
        self.blows = []

    async def run(self, talkers):
        servers = [owner for owner in (self.world.synapse, self.world.xmpp, self.world.postgres) if owner]
        blows = [None] * KILLS + [(server, way) for server in servers for way in ("stop", "kill")]
        self.random.shuffle(blows)
        for blow in blows:
            await asyncio.sleep(self.random.uniform(0.05, 3.0))
            for talker in talkers:
                talker.check_alive()
            stamp = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
            self.blows.append((stamp, "kill Bascule" if blow is None else f"{blow[1]} {blow[0].process.name}"))
            if blow is None:
                await self._kill_bridge()
            else:
                await self._restart(*blow)
        await self.world.bridge.wait_ready()

    async def _kill_bridge(self):
        process = self.world.bridge.process
        assert process.is_running, f"the bridge ended by itself with {process.exit_code}:\n{process.log_tail(60)}"
        await process.kill()
        self.kills += 1
        await asyncio.sleep(self.random.choice([0, 0, self.random.uniform(0, 1.5)]))
        await self.world.bridge.start(wait=self.random.random() < 0.5)

    async def _restart(self, server, way):
        if way == "stop" and server is self.world.postgres:
            await server.stop()
        else:
            await getattr(server.process, way)()
        await asyncio.sleep(self.random.uniform(0, 1.5))
        await server.start()


@pytest.mark.timeout(400)
async def test_kills_and_restarts_lose_double_and_reorder_nothing(world, report, artifacts):
    seed = int(os.environ.get("BASCULE_SEED", random.randrange(10**6)))
    print(f"seed {seed} (repeat with BASCULE_SEED={seed})")
    world.bridge.write_config(membership={"leave_delay": "30m"})
    await world.bridge.restart()
    street = await plumbed_street(world, 2)
    romeo, juliet = street.matrix[0], street.xmpp[0]
    chat = await ask_bot_for_chat(world, romeo, juliet.bare)
    puppet, ghost = world.puppet_of(romeo), world.ghost_of(juliet)

    into_muc = [MatrixTalker(f"room-{person.name}", person, street.room) for person in street.matrix]
    into_room = [MucTalker(f"muc-{person.nick}", person, street.muc) for person in street.xmpp]
    to_juliet = MatrixTalker("direct-matrix", romeo, chat)
    to_romeo = DirectTalker("direct-xmpp", juliet, puppet, world.is_everything_up)
    talkers = [*into_muc, *into_room, to_juliet, to_romeo]
    chaos, started = Chaos(world, seed), time.monotonic()
    try:
        for talker in talkers:
            talker.start()
        await chaos.run(talkers)
        for talker in talkers:
            await talker.finish()
        for talker in into_muc:
            await juliet.hears(talker.last_words, groupchat=True, seconds=60)
        for talker in into_room:
            await romeo.hears(street.room, talker.last_words, seconds=60)
        await juliet.hears(to_juliet.last_words, puppet, seconds=60)
        await romeo.hears(chat, to_romeo.last_words, ghost, seconds=60)
    finally:
        for talker in talkers:
            talker.cancel()
        world.bridge.write_config()
        await world.bridge.process.end()
        await world.revive()

    to_romeo.settle()
    in_muc = [m["body"] for m in await juliet.archive(street.muc)]
    in_room = messages(await romeo.history(street.room))
    at_juliet = [(m["id"], m["body"]) for m in await juliet.archive() if m["from"].bare == puppet and m["body"]]
    once_at_juliet = list(dict.fromkeys(at_juliet))  # a client drops what it has by its id (XEP-0359)
    of_chat = await romeo.history(chat)
    in_chat = messages(of_chat, ghost)
    problems = [line for talker in into_muc for line in talker.judge(in_muc, in_room)]
    problems += [line for talker in into_room for line in talker.judge(in_room, in_muc)]
    problems += to_juliet.judge([body for _, body in once_at_juliet], messages(of_chat))
    problems += to_romeo.judge(in_chat)
    evidence = {"seed": seed, "blows": chaos.blows, "muc": in_muc, "room": in_room, "chat": of_chat, "juliet": at_juliet,
                "handed over": {t.label: t.handed_over for t in talkers}, "in flight": to_romeo.in_flight,
                "problems": problems}
    (artifacts / "evidence.json").write_text(json.dumps(evidence, indent=1))
    said = sum(len(talker.handed_over) for talker in talkers)
    lost = sorted(set(to_romeo.in_flight) - set(to_romeo.numbers_in(in_chat)))
    report(f"crash scenario on {world.database}: seed {seed}, {chaos.kills} kills, {said} messages in "
           f"{time.monotonic() - started:.0f} s; {len(problems)} problems; from XMPP to one person: "
           f"{len(to_romeo.in_flight)} in flight without receipt, {len(lost)} of them lost; to XMPP: "
           f"{len(at_juliet) - len(once_at_juliet)} repeated with the same id")
    assert problems == [], "\n".join(problems)
    assert len(to_romeo.in_flight) <= chaos.kills + 2  # one for each kill of the bridge and each restart of Prosody
