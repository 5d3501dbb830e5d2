"""Runs a command with BRIDGE_TEST_DATABASE naming an empty database of a PostgreSQL of its own.

usage: with_postgres.py COMMAND [ARGUMENT...]
"""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from servers.postgres import Postgres


async def main(command):
    """Returns the exit code of the command."""
    directory = Path(tempfile.mkdtemp(prefix="bascule-postgres-"))
    directory.chmod(0o755)
    postgres = Postgres(directory)
    try:
        await postgres.start()
        url = await postgres.make_database("bascule_test")
        process = await asyncio.create_subprocess_exec(*command, env={**os.environ, "BRIDGE_TEST_DATABASE": url})
        return await process.wait()
    finally:
        await postgres.process.end()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
