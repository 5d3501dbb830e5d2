"""People who keep sending numbered messages, whatever happens to the servers, and know which ones were handed over.

Handed over means: in Matrix, the send request was answered with an event id; in a MUC, the sender saw its reflection; in
a direct chat from XMPP, the receipt (XEP-0184) came. Each talker sends one message at a time, so at most one is in
flight when something breaks.
"""

import asyncio
import os
import time

from slixmpp.exceptions import IqTimeout
from slixmpp.xmlstream.xmlstream import NotConnectedError

from servers.waiting import TooLate, until

PACE = float(os.environ.get("BASCULE_PACE", "0.25"))  # seconds between two messages of one talker
RECEIPT_PATIENCE = 4.0  # seconds that a receipt may take while everything is up


class Talker:
    """Sends `label 1`, `label 2`, … until told to stop. `handed_over` and `in_flight` hold numbers."""

    def __init__(self, label):
        self.label = label
        self.handed_over = []
        self.in_flight = []
        self._number = 0
        self._is_over = False
        self._task = None

    def start(self):
        self._task = asyncio.create_task(self._talk())

    async def _talk(self):
        while not self._is_over:
            self._number += 1
            await self.hand_over(self._number)
            await asyncio.sleep(PACE)

    async def finish(self, seconds=90):
        """Stops after the message in hand, and says a last one that must get through."""
        self._is_over = True
        await asyncio.wait_for(self._task, seconds)
        while True:
            self._number += 1
            await asyncio.wait_for(self.hand_over(self._number), seconds)
            if self.handed_over[-1:] == [self._number]:
                return

    def check_alive(self):
        """Raises what ended the talker, where something did."""
        if self._task.done():
            self._task.result()

    def cancel(self):
        if self._task:
            self._task.cancel()

    @property
    def last_words(self):
        return self.text(self._number)

    def text(self, number):
        return f"{self.label} {number}"

    def numbers_in(self, bodies):
        """The numbers of this talker's messages among these, in their order."""
        start = self.label + " "
        return [int(body[len(start):]) for body in bodies if body.startswith(start)]

    def judge(self, bodies, said=()):
        """What is wrong with what arrived, as lines; nothing where all is as promised.

        `said` is what the talker's own side has recorded: what is there twice is this test's own fault.
        """
        arrived, recorded = self.numbers_in(bodies), self.numbers_in(said)
        problems = []
        twice = sorted({number for number in recorded if recorded.count(number) > 1})
        if twice:
            problems.append(f"{self.label}: the talker himself has said twice: {twice}")
        repeated = sorted({number for number in arrived if arrived.count(number) > 1})
        lost = sorted(set(self.handed_over) - set(arrived))
        unsaid = sorted(set(arrived) - set(self.handed_over) - set(self.in_flight))
        if repeated:
            problems.append(f"{self.label}: arrived more than once: {repeated}")
        if lost:
            problems.append(f"{self.label}: handed over and lost: {lost}")
        if unsaid:
            problems.append(f"{self.label}: arrived and never said: {unsaid}")
        if arrived != sorted(arrived) and not repeated:
            jumps = [(a, b) for a, b in zip(arrived, arrived[1:]) if b < a]
            problems.append(f"{self.label}: out of order: {jumps}")
        return problems


class MatrixTalker(Talker):
    """Somebody in a Matrix room. A send is repeated with the same transaction id until it is answered."""

    def __init__(self, label, person, room):
        super().__init__(label)
        self.person, self.room = person, room

    async def hand_over(self, number):
        content = {"msgtype": "m.text", "body": self.text(number)}
        await self.person.send(self.room, content, transaction=f"{self.label}-{number}".replace(" ", "-"))
        self.handed_over.append(number)


class MucTalker(Talker):
    """Somebody in a MUC. When the connection broke, the MUC's archive says whether the message had got there."""

    def __init__(self, label, person, muc):
        super().__init__(label)
        self.person, self.muc = person, muc

    async def hand_over(self, number):
        while True:
            since = len(self.person.messages)
            await self._is_in()
            self.person.say(self.muc, self.text(number), groupchat=True, stanza_id=self.text(number).replace(" ", "-"))
            if await self._is_reflected(number, since) or await self._is_archived(number):
                self.handed_over.append(number)
                return

    async def _is_in(self):
        own = self.person.rooms[self.muc]
        await until(lambda: self.person.is_online and own in self.person.occupants(self.muc), f"{own} is in the MUC", 60)

    async def _is_reflected(self, number, since):
        try:
            await self.person.hears(self.text(number), groupchat=True, seconds=2, since=since)
            return True
        except TooLate:
            return False

    async def _is_archived(self, number):
        while True:
            await self._is_in()
            try:
                return self.text(number) in [m["body"] for m in await self.person.archive(self.muc, last=50)]
            except (IqTimeout, NotConnectedError):
                continue  # the connection broke once more


class DirectTalker(Talker):
    """Somebody who writes to a puppet and asks for receipts. Only what bounced is said again."""

    def __init__(self, label, person, puppet, is_everything_up):
        super().__init__(label)
        self.person, self.puppet, self._is_everything_up = person, puppet, is_everything_up
        self._ids = {}

    async def hand_over(self, number):
        while True:
            await until(lambda: self.person.is_online, f"{self.person.bare} is online", 60)
            stanza_id = self.person.say(self.puppet, self.text(number), receipt=True)
            self._ids.setdefault(number, []).append(stanza_id)
            outcome = await self._outcome(stanza_id)
            if outcome == "bounced":
                await asyncio.sleep(0.1)
                continue
            (self.handed_over if outcome == "received" else self.in_flight).append(number)
            return

    async def _outcome(self, stanza_id):
        """received, bounced, or unknown: no answer although everything has been up for a while."""
        up_since = None
        while True:
            answer = self._answer(stanza_id)
            if answer:
                return answer
            is_up = self.person.is_online and await self._is_everything_up()
            up_since = (up_since or time.monotonic()) if is_up else None
            if up_since and time.monotonic() - up_since > RECEIPT_PATIENCE:
                return self._answer(stanza_id) or "unknown"
            await asyncio.sleep(0.05)

    def _answer(self, stanza_id):
        for message in reversed(self.person.messages.items):
            if message["receipt"] == stanza_id:
                return "received"
            if message["type"] == "error" and message["id"] == stanza_id:
                return "bounced"
        return None

    def settle(self):
        """Counts what was receipted late as handed over."""
        late = [n for n in self.in_flight if any(self._answer(i) == "received" for i in self._ids[n])]
        self.in_flight = [n for n in self.in_flight if n not in late]
        self.handed_over += late
