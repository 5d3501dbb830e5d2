"""PostgreSQL in a directory of its own, without password on loopback."""

import glob
import shutil
import signal
from pathlib import Path

from .process import Process, free_port, run, unprivileged_user


def program(name):
    """Where Debian, or somebody else, has put a program of PostgreSQL."""
    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2]))
    candidates = [f"{directory}/{name}" for directory in reversed(versions)]
    return next((path for path in candidates if Path(path).exists()), shutil.which(name) or name)


class Postgres:
    """One cluster. It survives kill -9 of itself, not of the machine (fsync is off for speed)."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.data = self.directory / "data"
        self.port = free_port()
        self._user = unprivileged_user()
        argv = [program("postgres"), "-D", self.data, "-p", self.port, "-h", "127.0.0.1", "-k", "", "-c", "fsync=off",
                "-c", "log_min_messages=warning"]
        self.process = Process("PostgreSQL", argv, self.directory / "postgres.log", user=self._user)

    async def start(self):
        if not self.data.exists():
            await self._make_cluster()
        self.process.start()

        async def answers():
            code, _, _ = await run([program("pg_isready"), "-h", "127.0.0.1", "-p", self.port, "-q"], 10)
            return code == 0
        await self.process.ready(answers, 60)

    async def _make_cluster(self):
        self.data.mkdir(parents=True)
        if self._user:
            shutil.chown(self.data, self._user)
        argv = [program("initdb"), "-D", self.data, "-U", "bascule", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        code, out, err = await run(argv, 120, user=self._user)
        assert code == 0, out + err

    async def stop(self):
        """Ends it as a restart by an admin does: connections are cut, the data is written down."""
        return await self.process.stop(signal.SIGINT, 30)

    async def make_database(self, name):
        """Makes an empty database and returns its URL as the bridge's configuration has it."""
        argv = [program("psql"), "-h", "127.0.0.1", "-p", self.port, "-U", "bascule", "-d", "postgres", "-q", "-c",
                f'CREATE DATABASE "{name}"']
        code, out, err = await run(argv, 60)
        assert code == 0, out + err
        return f"postgresql://bascule@127.0.0.1:{self.port}/{name}"
