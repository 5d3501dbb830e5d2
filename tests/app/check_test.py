"""`bascule check` against servers that are right, wrong or away."""

import socket
import unittest

import program
import servers

SECRET = "nightingale"


class CheckTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.believed = {"user": "@_xmpp_bot:verona.example"}
        self.ports = self.init(
            f"--xmpp-secret={SECRET}",
            homeserver=servers.homeserver(self, self.believed),
            xmpp=servers.xmpp_server(self, SECRET),
        )
        for line in self.config.read_text().splitlines():
            key, _, value = line.strip().partition(": ")
            if key in ("as_token", "hs_token"):
                self.believed[key] = value.strip('"')
        self.believed["appservice_url"] = f"http://127.0.0.1:{self.ports['listen']}"

    def check(self, **environment):
        """Exit status, and the report by the name of each thing tried."""
        outcome = self.bascule("check", f"--config={self.config}", **environment)
        self.assert_plain(outcome)
        self.assertEqual(outcome.stderr, "")
        report = {}
        for line in outcome.stdout.splitlines():
            self.assertIn(line[:6], ("ok    ", "FAIL  "))
            name, _, text = line[6:].partition(": ")
            report[name] = (line.startswith("ok"), text)
        return outcome.returncode, report

    def assert_only_fault(self, name, *words, but_not=(), **environment):
        status, report = self.check(**environment)
        self.assertEqual(status, 1)
        faults = [fault for fault, (is_well, _) in report.items() if not is_well and fault not in but_not]
        self.assertEqual(faults, [name], report)
        for word in words:
            self.assertIn(word, report[name][1])

    def test_all_is_well(self):
        status, report = self.check()
        self.assertTrue(all(is_well for is_well, _ in report.values()), report)
        self.assertEqual(status, 0)
        names = ["configuration", "database", "homeserver", "homeserver, as_token", "homeserver, ping", "component"]
        self.assertEqual(list(report), names)

    def test_it_leaves_no_database_behind_that_might_belong_to_the_wrong_user(self):
        self.check()
        self.assertFalse((self.folder / "bascule.db").exists())

    def test_a_running_bridge_answers_the_ping_itself(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", self.ports["listen"]))
            taken.listen()
            self.believed["appservice_url"] = f"http://127.0.0.1:{program.free_port()}"
            self.assert_only_fault("homeserver, ping", "cannot reach the bridge", "a running bridge presumably")

    def test_a_running_bridge_is_not_disturbed_by_a_second_connection(self):
        servers.admin(self, self.ports["admin"], "store: ok, answers\ncomponent: ok, connected\n")
        status, report = self.check(BASCULE_XMPP_SECRET="lark")  # which a handshake would have told
        self.assertEqual(report["component"], (True, "a running bridge holds the connection as matrix.verona.example"))
        self.assertEqual(status, 0)

    def test_a_running_bridge_without_connection(self):
        servers.admin(self, self.ports["admin"], "component: not ready, not connected\n")
        self.assert_only_fault("component", "a running bridge has no connection", "log")

    def test_something_else_on_the_admin_port_is_no_bridge(self):
        servers.admin(self, self.ports["admin"], "hello\n")
        self.assert_only_fault("component", "secret", BASCULE_XMPP_SECRET="lark")

    def test_a_database_of_a_newer_version(self):
        program.make_newer_database(self.folder / "bascule.db")
        self.assert_only_fault("database", "schema version 99", "a newer bascule")

    def test_a_wrong_as_token(self):
        self.assert_only_fault(
            "homeserver, as_token", "as_token", "bascule registration", but_not=("homeserver, ping",),
            BASCULE_APPSERVICE_AS_TOKEN="wrong",
        )

    def test_a_wrong_hs_token(self):
        self.assert_only_fault("homeserver, ping", "hs_token", BASCULE_APPSERVICE_HS_TOKEN="wrong")

    def test_another_bot(self):
        self.assert_only_fault(
            "homeserver, as_token", "@chorus:verona.example", but_not=("homeserver, ping",),
            BASCULE_APPSERVICE_BOT="chorus",
        )

    def test_a_homeserver_that_cannot_reach_us(self):
        self.believed["appservice_url"] = f"http://127.0.0.1:{program.free_port()}"
        self.assert_only_fault("homeserver, ping", "cannot reach the bridge", "appservice.listen")

    def test_a_dead_homeserver(self):
        port = program.free_port()
        self.assert_only_fault(
            "homeserver", str(port), "homeserver.url", but_not=("homeserver, as_token", "homeserver, ping"),
            BASCULE_HOMESERVER_URL=f"http://127.0.0.1:{port}",
        )

    def test_a_wrong_component_secret(self):
        self.assert_only_fault("component", "secret", BASCULE_XMPP_SECRET="lark")

    def test_a_dead_xmpp_server(self):
        port = program.free_port()
        self.assert_only_fault("component", str(port), "xmpp.server", BASCULE_XMPP_SERVER=f"127.0.0.1:{port}")

    def test_a_dead_database(self):
        port = program.free_port()
        url = f"postgresql://romeo:hush@127.0.0.1:{port}/verona"
        self.assert_only_fault("database", str(port), BASCULE_DATABASE=url)
        self.assertNotIn("hush", self.check(BASCULE_DATABASE=url)[1]["database"][1])

    def test_a_database_in_no_folder(self):
        self.assert_only_fault("database", "/nowhere", BASCULE_DATABASE="sqlite:///nowhere/bascule.db")

    def test_a_wrong_configuration_is_told_whole_and_nothing_else_is_tried(self):
        self.config.write_text("nonsense: 1\n")
        outcome = self.bascule("check", f"--config={self.config}")
        self.assertEqual(outcome.returncode, 1)
        self.assertEqual(len(outcome.stdout.splitlines()), 7)  # the key, and six that are missing
        self.assertTrue(all(line.startswith("FAIL  configuration: ") for line in outcome.stdout.splitlines()))


if __name__ == "__main__":
    unittest.main()
