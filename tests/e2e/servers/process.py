"""Processes that we started, and that end with us."""

import asyncio
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from pathlib import Path

from .waiting import TooLate, until

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port():
    """A TCP port of 127.0.0.1 that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def can_connect(port):
    """Whether somebody listens on this port of 127.0.0.1."""
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def unprivileged_user():
    """A user for servers that refuse to run as root; None where we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


class Process:
    """One server process: started, awaited, ended by its pid. Its output is appended to a log file."""

    def __init__(self, name, argv, log, env=None, cwd=None, user=None):
        self.name = name
        self.argv = [str(word) for word in argv]
        self.log = Path(log)
        self.env = {**os.environ, **(env or {})}
        self.cwd = cwd
        self.user = user
        self._process = None

    @property
    def pid(self):
        return self._process.pid if self._process else None

    @property
    def is_running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self):
        """The exit code of the last run, negative for a signal; None while it runs."""
        return self._process.poll() if self._process else None

    def start(self):
        assert not self.is_running, f"{self.name} runs already"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                self.argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=self.env, cwd=self.cwd,
                user=self.user, group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                extra_groups=[] if self.user else None, start_new_session=True, preexec_fn=_die_with_parent)

    async def ready(self, fact, seconds=60.0):
        """Waits until the fact holds; fails at once, with the end of the log, when the process ends before."""
        def fact_or_failure():
            if not self.is_running:
                raise RuntimeError(f"{self.name} ended with {self.exit_code} while starting; its log ends:\n{self.log_tail()}")
            return fact()
        try:
            return await until(fact_or_failure, f"{self.name} is ready", seconds)
        except TooLate as error:
            raise TooLate(f"{error}; its log ends:\n{self.log_tail()}") from None

    def send_signal(self, number):
        if self.is_running:
            self._process.send_signal(number)

    async def stop(self, number=signal.SIGTERM, seconds=15.0):
        """Asks it to end and returns the seconds that took; kills it when it takes longer than it may."""
        started = time.monotonic()
        self.send_signal(number)
        try:
            await until(lambda: not self.is_running, f"{self.name} ends", seconds, every=0.02)
        except TooLate:
            await self.kill()
            raise
        return time.monotonic() - started

    async def kill(self):
        """kill -9, and wait until it is gone."""
        self.send_signal(signal.SIGKILL)
        await until(lambda: not self.is_running, f"{self.name} is killed", 10, every=0.01)

    async def end(self):
        """Ends it whatever state it is in; for teardown."""
        try:
            await self.stop()
        except TooLate:
            pass

    def log_tail(self, lines=25):
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


async def run(argv, seconds=60, env=None, user=None, stdin=None):
    """Runs a command to its end. Returns exit code, stdout, stderr (text)."""
    process = await asyncio.create_subprocess_exec(
        *[str(word) for word in argv], env={**os.environ, **(env or {})}, user=user,
        extra_groups=[] if user else None,
        stdin=asyncio.subprocess.PIPE if stdin is not None else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    try:
        out, err = await asyncio.wait_for(process.communicate(stdin), seconds)
    except asyncio.TimeoutError:
        process.kill()
        await process.wait()
        raise TooLate(f"{argv[0]} did not end within {seconds} s") from None
    return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")
