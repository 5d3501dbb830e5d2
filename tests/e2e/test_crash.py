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
from servers.waiting import TooLate
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


class Stage:
    """A plumbed room and a direct chat, and everybody who talks in them all the while."""

    def __init__(self, world):
        self.world = world

    async def set_up(self):
        self.street = await plumbed_street(self.world, 2)
        self.romeo, self.juliet = self.street.matrix[0], self.street.xmpp[0]
        self.chat = await ask_bot_for_chat(self.world, self.romeo, self.juliet.bare)
        self.puppet, self.ghost = self.world.puppet_of(self.romeo), self.world.ghost_of(self.juliet)
        self.into_muc = [MatrixTalker(f"room-{p.name}", p, self.street.room) for p in self.street.matrix]
        self.into_room = [MucTalker(f"muc-{p.nick}", p, self.street.muc) for p in self.street.xmpp]
        self.to_juliet = MatrixTalker("direct-matrix", self.romeo, self.chat)
        self.to_romeo = DirectTalker("direct-xmpp", self.juliet, self.puppet, self.world.is_everything_up)
        self.talkers = [*self.into_muc, *self.into_room, self.to_juliet, self.to_romeo]

    async def finish(self):
        """Everybody says his last words, and they are heard."""
        for talker in self.talkers:
            await talker.finish()
        juliet, romeo = self.juliet, self.romeo
        for talker in self.into_muc:
            await at_last(juliet.messages, juliet.hears, talker.last_words, groupchat=True)
        for talker in self.into_room:
            await at_last(romeo.events, romeo.hears, self.street.room, talker.last_words)
        await at_last(juliet.messages, juliet.hears, self.to_juliet.last_words, self.puppet)
        await at_last(romeo.events, romeo.hears, self.chat, self.to_romeo.last_words, self.ghost)

    async def collect(self):
        """Reads from the servers' own records what was said and what arrived."""
        self.to_romeo.settle()
        self.in_muc = [m["body"] for m in await self.juliet.archive(self.street.muc)]
        self.of_room = await self.romeo.history(self.street.room)
        self.in_room = messages(self.of_room)
        self.at_juliet = [(m["id"], m["body"]) for m in await self.juliet.archive()
                          if m["from"].bare == self.puppet and m["body"]]
        # A client drops what it has already, by its id (XEP-0359).
        self.once_at_juliet = list(dict.fromkeys(self.at_juliet))
        self.of_chat = await self.romeo.history(self.chat)
        self.in_chat = messages(self.of_chat, self.ghost)

    def problems(self):
        lines = [line for talker in self.into_muc for line in talker.judge(self.in_muc, self.in_room)]
        lines += [line for talker in self.into_room for line in talker.judge(self.in_room, self.in_muc)]
        lines += self.to_juliet.judge([body for _, body in self.once_at_juliet], messages(self.of_chat))
        return lines + self.to_romeo.judge(self.in_chat)

    def evidence(self):
        return {"muc": self.in_muc, "room": self.of_room, "chat": self.of_chat, "juliet": self.at_juliet,
                "handed over": {talker.label: talker.handed_over for talker in self.talkers},
                "in flight": self.to_romeo.in_flight, "problems": self.problems()}

    def summary(self):
        said = sum(len(talker.handed_over) for talker in self.talkers)
        lost = set(self.to_romeo.in_flight) - set(self.to_romeo.numbers_in(self.in_chat))
        return (f"{said} messages, {len(self.problems())} problems; from XMPP to one person: {len(self.to_romeo.in_flight)} "
                f"in flight without receipt, {len(lost)} of them lost; from Matrix to one person: "
                f"{len(self.at_juliet) - len(self.once_at_juliet)} repeated with the same id")


async def at_last(arrivals, hears, *what, **more):
    """Waits for something to be heard for as long as other things keep arriving."""
    while True:
        arrived = len(arrivals)
        try:
            return await hears(*what, **more, seconds=25)
        except TooLate:
            if len(arrivals) == arrived:
                raise


@pytest.mark.timeout(500)
async def test_kills_and_restarts_lose_double_and_reorder_nothing(world, report, artifacts):
    seed = int(os.environ.get("BASCULE_SEED", random.randrange(10**6)))
    print(f"seed {seed} (repeat with BASCULE_SEED={seed})")
    world.bridge.write_config(membership={"leave_delay": "30m"})
    await world.bridge.restart()
    stage, chaos, started = Stage(world), Chaos(world, seed), time.monotonic()
    await stage.set_up()
    try:
        for talker in stage.talkers:
            talker.start()
        await chaos.run(stage.talkers)
        await stage.finish()
    finally:
        for talker in stage.talkers:
            talker.cancel()
        await stage.collect()
        evidence = {"seed": seed, "blows": chaos.blows, **stage.evidence()}
        (artifacts / "evidence.json").write_text(json.dumps(evidence, indent=1))
        report(f"crash scenario on {world.database}: seed {seed}, {chaos.kills} kills and {len(chaos.blows) - chaos.kills} "
               f"restarts in {time.monotonic() - started:.0f} s; {stage.summary()}")
        for problem in stage.problems():
            report(f"  {problem}")
        world.bridge.write_config()
        await world.bridge.process.end()
        await world.revive()
    assert stage.problems() == [], "\n".join(stage.problems())
    assert len(stage.to_romeo.in_flight) <= chaos.kills + 2  # one for each kill of the bridge and restart of Prosody
