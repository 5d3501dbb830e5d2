"""What the tests of the program share: a folder of its own, the program, and free ports."""

import contextlib
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import tempfile
import unittest

BINARY = os.environ["BASCULE_TEST_BINARY"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_newer_database(path):
    """A database that a later version of the bridge has used."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE schema_version (version bigint PRIMARY KEY, about text NOT NULL)")
        database.execute("INSERT INTO schema_version VALUES (99, 'far from now')")
        database.commit()


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.config = self.folder / "bascule.yaml"
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("BASCULE_")}

    def bascule(self, *arguments, **environment):
        """Runs the program to its end."""
        return subprocess.run(
            [BINARY, *arguments],
            env={**self.environment, **environment},
            cwd=self.folder,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )

    def init(self, *arguments, **ports):
        """Makes a configuration whose servers, unless given, do not exist."""
        ports = {name: ports.get(name) or free_port() for name in ("homeserver", "listen", "xmpp", "admin", "media")}
        outcome = self.bascule(
            "init",
            f"--config={self.config}",
            "--domain=verona.example",
            f"--homeserver-url=http://127.0.0.1:{ports['homeserver']}",
            f"--listen=127.0.0.1:{ports['listen']}",
            f"--xmpp-server=127.0.0.1:{ports['xmpp']}",
            f"--admin-listen=127.0.0.1:{ports['admin']}",
            f"--media-listen=127.0.0.1:{ports['media']}",
            f"--database=sqlite://{self.folder}/bascule.db",
            *arguments,
        )
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return ports

    def start(self, **environment):
        """Runs the service; ended, if need be by force, when the test ends."""
        process = subprocess.Popen(
            [BINARY, "run", f"--config={self.config}"],
            env={**self.environment, **environment},
            cwd=self.folder,
            stderr=subprocess.PIPE,
            text=True,
        )

        def end():
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
            process.stderr.close()

        self.addCleanup(end)
        return process

    def assert_plain(self, outcome):
        """No user sees a stack trace or a C++ name."""
        for word in ("terminate called", "what():", "std::", "Assertion"):
            self.assertNotIn(word, outcome.stderr + outcome.stdout)
