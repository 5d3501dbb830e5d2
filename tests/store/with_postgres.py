#!/usr/bin/env python3
"""Runs a command beside a throw-away PostgreSQL: with_postgres.py COMMAND [ARGUMENT...]

The cluster listens on a random loopback port and ends with the command. The command finds in its environment
  BASCULE_TEST_POSTGRES          the URL of an empty database
  BASCULE_TEST_POSTGRES_CONTROL  a Unix socket: a line "kill" kills the server as a crash would (SIGKILL), "start" starts
                                 it again; each is answered by "done" when it has happened.
BASCULE_TEST_POSTGRES_FSYNC=on makes commits wait for the disk, as in production; for benchmarks.
"""
import contextlib
import ctypes
import glob
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

START_SECONDS = 60
PR_SET_PDEATHSIG = 1


def find_binaries():
    """Debian keeps the servers out of the path, one folder a version; the newest is taken."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda path: int(path.split("/")[-3]))
    newest = found[-1] if found else shutil.which("postgres")
    if not newest:
        sys.exit("with_postgres.py: no PostgreSQL server is installed")
    return pathlib.Path(newest).resolve().parent


def end_with_parent():
    """However this script ends, the server does too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


class Cluster:
    def __init__(self, folder):
        self.binaries = find_binaries()
        self.folder = folder
        # PostgreSQL refuses to run as root.
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self.owner = "postgres" if self.user else pwd.getpwuid(os.geteuid()).pw_name
        self.port = free_port()
        self.server = None

    @property
    def url(self):
        return f"postgresql://{self.owner}@127.0.0.1:{self.port}/postgres"

    def create(self):
        if self.user:
            shutil.chown(self.folder, "postgres", "postgres")
        self.run("initdb", "-D", self.folder / "data", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def run(self, program, *arguments):
        subprocess.run([self.binaries / program, *arguments], check=True, cwd=self.folder, stdout=subprocess.DEVNULL,
                       **self.user)

    def start(self):
        """A killed server's children may hold the data for a moment yet, so a start may have to be repeated."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.server = self.launch()
            while self.server.poll() is None and time.monotonic() < deadline:
                if self.is_ready():
                    return
                time.sleep(0.02)
        sys.exit("with_postgres.py: the server does not start:\n" + (self.folder / "log").read_text())

    def launch(self):
        fsync = os.environ.get("BASCULE_TEST_POSTGRES_FSYNC", "off")
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": fsync}
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen([self.binaries / "postgres", "-D", self.folder / "data", *options], stdout=log,
                                    stderr=log, cwd=self.folder, preexec_fn=end_with_parent, **self.user)

    def is_ready(self):
        probe = [self.binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.owner]
        return subprocess.run(probe, check=False).returncode == 0

    def kill(self, how=signal.SIGKILL):
        if self.server is not None and self.server.poll() is None:
            self.server.send_signal(how)
            self.server.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def obey(cluster, listener):
    """Does what the command asks for over the control socket, until that is closed."""
    actions = {"kill": cluster.kill, "start": cluster.start}
    with contextlib.suppress(OSError):
        while True:
            connection, _ = listener.accept()
            with connection, connection.makefile("rw") as lines:
                for line in lines:
                    actions[line.strip()]()
                    print("done", file=lines, flush=True)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bascule-postgres-"))
    cluster = Cluster(folder)
    try:
        cluster.create()
        cluster.start()
        control = folder / "control"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(control))
        listener.listen()
        threading.Thread(target=obey, args=(cluster, listener), daemon=True).start()
        environment = dict(os.environ, BASCULE_TEST_POSTGRES=cluster.url, BASCULE_TEST_POSTGRES_CONTROL=str(control))
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    finally:
        cluster.kill(signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main())
