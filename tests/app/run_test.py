"""The service as systemd and an admin meet it."""

import http.client
import signal
import socket
import time
import unittest

import program


class Manager:
    """Plays systemd: hears what the service tells it."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.settimeout(20)

    def hear(self, wanted):
        """Waits for a message that begins so."""
        while True:
            message = self.socket.recv(4096).decode()
            if message.startswith(wanted):
                return message


class RunTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.ports = self.init()
        self.manager = Manager(self.folder / "notify.sock")
        self.addCleanup(self.manager.socket.close)

    def start_and_wait(self, **environment):
        process = self.start(NOTIFY_SOCKET=str(self.folder / "notify.sock"), **environment)
        self.manager.hear("READY=1")
        return process

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["admin"], timeout=10)
        self.addCleanup(connection.close)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def line(self, process, wanted):
        """Waits for a line of the log that holds this."""
        for line in process.stderr:
            if wanted in line:
                return line
        self.fail(f"the log ended without {wanted!r}")

    def test_it_says_how_it_is(self):
        self.start_and_wait()
        self.assertEqual(self.get("/live"), (200, "alive\n"))
        self.assertIn("app_version{", self.get("/metrics")[1])
        self.assertIn(self.get("/ready")[0], (200, 503))

    def test_sigterm_stops_it_within_five_seconds(self):
        process = self.start_and_wait()
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        self.manager.hear("STOPPING=1")
        self.assertEqual(process.wait(timeout=10), 0)
        self.assertLess(time.monotonic() - asked, 5)

    def test_sighup_takes_over_what_it_can_and_names_the_rest(self):
        process = self.start_and_wait()
        text = self.config.read_text()
        port = program.free_port()
        text = text.replace(f"127.0.0.1:{self.ports['xmpp']}", f"127.0.0.1:{port}")
        self.config.write_text(text + "membership: { leave_delay: 1m }\n")
        process.send_signal(signal.SIGHUP)
        self.line(process, "in effect now: membership.leave_delay")
        self.line(process, "only after a restart: xmpp.server")
        self.manager.hear("RELOADING=1")
        self.manager.hear("READY=1")
        self.assertIn("bridge_config_reload_success 1", self.get("/metrics")[1])

    def test_sighup_with_a_wrong_file_changes_nothing(self):
        process = self.start_and_wait()
        self.config.write_text("nonsense: 1\n")
        process.send_signal(signal.SIGHUP)
        self.line(process, "there is no key nonsense")
        self.manager.hear("RELOADING=1")
        self.manager.hear("READY=1")
        self.assertIn("bridge_config_reload_success 0", self.get("/metrics")[1])
        self.assertIsNone(process.poll())

    def test_the_watchdog_is_fed(self):
        self.start_and_wait(WATCHDOG_USEC="200000")
        self.manager.hear("WATCHDOG=1")
        self.manager.hear("WATCHDOG=1")

    def test_a_database_of_a_newer_version_ends_it_before_it_is_ready(self):
        program.make_newer_database(self.folder / "bascule.db")
        outcome = self.bascule("run", f"--config={self.config}", NOTIFY_SOCKET=str(self.folder / "notify.sock"))
        self.assertEqual(outcome.returncode, 1)
        errors = [line for line in outcome.stderr.splitlines() if line.startswith("bascule: ")]
        self.assertEqual(len(errors), 1, outcome.stderr)
        self.assertIn("schema version 99", errors[0])
        self.assertIn("run that one, or restore a backup", errors[0])
        self.assertEqual(self.manager.hear(""), "STOPPING=1")
        self.assert_plain(outcome)

    def test_a_database_that_is_away_is_waited_for(self):
        url = f"postgresql://romeo:hush@127.0.0.1:{program.free_port()}/verona"
        process = self.start_and_wait(BASCULE_DATABASE=url)
        self.assertEqual(self.get("/ready")[0], 503)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=10), 0)

    def test_an_admin_port_in_use_is_told_with_a_remedy(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", self.ports["admin"]))
            other.listen()
            outcome = self.bascule("run", f"--config={self.config}")
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("admin.listen: cannot listen on", outcome.stderr)
        self.assert_plain(outcome)

    def test_no_secret_is_logged(self):
        process = self.start_and_wait(BASCULE_LOGGING_LEVEL="trace")
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read()
        process.wait(timeout=10)
        for line in self.config.read_text().splitlines():
            if "token" in line or "secret" in line:
                self.assertNotIn(line.split('"')[1], log)


if __name__ == "__main__":
    unittest.main()
