"""Waiting for a fact, with a deadline; never for time to pass."""

import asyncio
import inspect
import time

import aiohttp


class TooLate(AssertionError):
    """A fact that had to become true did not, in the time given."""


async def until(fact, what, seconds=20.0, every=0.05):
    """Asks `fact()` (a function or coroutine function) until it answers with something true, and returns that.

    A failed connection counts as "not yet", since the one who is asked may just be starting. Raises TooLate, naming `what`.
    """
    deadline = time.monotonic() + seconds
    last_error = None
    while True:
        try:
            answer = fact()
            if inspect.isawaitable(answer):
                answer = await answer
            if answer:
                return answer
        except (OSError, aiohttp.ClientError) as error:
            last_error = error
        if time.monotonic() > deadline:
            hint = f" (last error: {last_error!r})" if last_error else ""
            raise TooLate(f"not within {seconds:g} s: {what}{hint}")
        await asyncio.sleep(every)


class Arrivals:
    """A list that grows as things arrive, and in which one can wait for one of them."""

    def __init__(self, owner):
        self.owner = owner
        self.items = []
        self._changed = asyncio.Event()

    def add(self, item):
        self.items.append(item)
        self._changed.set()

    def __len__(self):
        return len(self.items)

    def __iter__(self):
        return iter(self.items)

    async def wait_for(self, predicate, what, seconds=20.0, since=0):
        """The first item from index `since` on for which the predicate holds; raises TooLate."""
        deadline = time.monotonic() + seconds
        position = since
        while True:
            while position < len(self.items):
                item = self.items[position]
                position += 1
                if predicate(item):
                    return item
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), max(0.0, deadline - time.monotonic()))
            except asyncio.TimeoutError:
                tail = "\n".join(f"    {item}"[:400] for item in self.items[since:][-12:])
                raise TooLate(f"{self.owner} did not see within {seconds:g} s: {what}; saw\n{tail or '    nothing'}") from None
