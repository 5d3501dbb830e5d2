"""The command line as an admin meets it."""

import json
import stat
import unittest

import program


class HelpTest(program.ProgramTest):
    def test_the_version_is_one_line(self):
        outcome = self.bascule("--version")
        self.assertEqual(outcome.returncode, 0)
        self.assertRegex(outcome.stdout, r"^bascule \d+\.\d+\.\d+\n$")

    def test_every_command_has_help_and_takes_a_configuration(self):
        for command in ("init", "registration", "check", "run", "address", "trace"):
            outcome = self.bascule(command, "--help")
            self.assertEqual(outcome.returncode, 0)
            self.assertIn("--config", outcome.stdout)

    def test_a_wrong_command_line_has_status_2(self):
        for arguments in ((), ("nonsense",), ("run", "--nonsense"), ("address",)):
            outcome = self.bascule(*arguments)
            self.assertEqual(outcome.returncode, 2, arguments)
            self.assertTrue(outcome.stderr)
            self.assert_plain(outcome)


class InitTest(program.ProgramTest):
    def test_both_files_are_their_owners_alone(self):
        self.init()
        for file in (self.config, self.folder / "registration.yaml"):
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)

    def test_it_prints_what_to_paste_into_each_server(self):
        outcome = self.bascule("init", f"--config={self.config}", "--domain=verona.example")
        for part in (
            f'-m 0600 "{self.folder}/registration.yaml" /etc/matrix-synapse/bascule.yaml',
            '- "/etc/matrix-synapse/bascule.yaml"',
            'Component "matrix.verona.example"',
            "component_secret =",
            "muc_mam",
            "module: ejabberd_service",
            "access: all",
            "check_from: true",
            "global_routes: false",
        ):
            self.assertIn(part, outcome.stdout)

    def test_prosody_is_told_of_an_unusual_port_in_its_global_section(self):
        usual = self.bascule("init", f"--config={self.config}", "--domain=verona.example").stdout
        self.assertNotIn("component_ports", usual)
        self.assertIn("then restart it", usual)
        other = self.bascule(
            "init", f"--config={self.config}", "--domain=verona.example", "--xmpp-server=127.0.0.1:5348", "--force"
        ).stdout
        self.assertRegex(other, r"(?s)Component .*global section, before the first VirtualHost .*component_ports = \{ 5348 \}")

    def test_tokens_are_long_and_new_each_time(self):
        self.init()
        first = self.config.read_text()
        self.init("--force")
        self.assertNotEqual(first, self.config.read_text())
        self.assertRegex(first, r'as_token: "[0-9a-f]{64}"')

    def test_what_is_there_stays_unless_forced(self):
        self.init()
        before = self.config.read_text()
        outcome = self.bascule("init", f"--config={self.config}", "--domain=verona.example")
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("--force", outcome.stderr)
        self.assertEqual(self.config.read_text(), before)

    def test_bad_settings_write_nothing_and_are_all_told(self):
        outcome = self.bascule("init", f"--config={self.config}", "--domain=ve rona", "--listen=here")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("homeserver.domain", outcome.stderr)
        self.assertIn("appservice.listen", outcome.stderr)
        self.assertFalse(self.config.exists())

    def test_who_is_named_as_admin_has_to_be_a_person(self):
        outcome = self.bascule("init", f"--config={self.config}", "--domain=verona.example", "--admin=you")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("@you:verona.example", outcome.stderr)
        self.assertFalse(self.config.exists())

    def test_without_a_domain_it_says_how_to_give_one(self):
        outcome = self.bascule("init", f"--config={self.config}")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("--domain", outcome.stderr)


class RegistrationTest(program.ProgramTest):
    def test_it_is_what_init_wrote(self):
        self.init()
        outcome = self.bascule("registration", BASCULE_CONFIG=str(self.config))
        self.assertEqual(outcome.returncode, 0)
        self.assertEqual(outcome.stdout, (self.folder / "registration.yaml").read_text())

    def test_it_can_be_written_to_a_file(self):
        self.init()
        file = self.folder / "again.yaml"
        self.assertEqual(self.bascule("registration", f"-c{self.config}", "-o", str(file)).returncode, 0)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(self.bascule("registration", f"-c{self.config}", "-o", str(file)).returncode, 1)


class ConfigurationTest(program.ProgramTest):
    def test_every_problem_is_a_line_and_the_status_is_78(self):
        self.config.write_text("homeserver:\n  url: nonsense\nxmp:\n  secret: s\n")
        for command in (("run",), ("registration",), ("address", "@romeo:verona.example")):
            outcome = self.bascule(*command, f"--config={self.config}")
            self.assertEqual(outcome.returncode, 78)
            self.assertIn(f"{self.config}:2: homeserver.url: ", outcome.stderr)
            self.assertIn(f"{self.config}:3: there is no key xmp; did you mean xmpp?", outcome.stderr)
            self.assert_plain(outcome)

    def test_a_missing_file_is_told(self):
        outcome = self.bascule("run", "--config=/nowhere/bascule.yaml")
        self.assertEqual(outcome.returncode, 78)
        self.assertIn("/nowhere/bascule.yaml: cannot be read", outcome.stderr)


class AddressTest(program.ProgramTest):
    def setUp(self):
        super().setUp()
        self.init()

    def address(self, *arguments, **environment):
        return self.bascule("address", f"--config={self.config}", *arguments, **environment)

    def test_the_address_is_alone_on_one_line(self):
        for given, expected in (
            ("@romeo:verona.example", "romeo%verona.example@matrix.verona.example"),
            ("juliet@capulet.example", "@_xmpp_juliet=40capulet.example:verona.example"),
            ("#orchard:verona.example", "#orchard%verona.example@matrix.verona.example"),
        ):
            outcome = self.address(given)
            self.assertEqual((outcome.returncode, outcome.stdout, outcome.stderr), (0, expected + "\n", ""))

    def test_a_hashed_name_can_be_asked_back_by_another_process(self):
        given = "j" * 300 + "@capulet.example"
        ghost = self.address(given).stdout.strip()
        self.assertLess(len(ghost), 255)
        self.assertEqual(self.address(ghost).stdout, given + "\n")

    def test_the_database_is_made_only_for_what_must_be_stored(self):
        database = self.folder / "bascule.db"
        for given in ("@romeo:verona.example", "juliet@capulet.example", "two words"):
            self.address(given)
            self.assertFalse(database.exists(), given)
        self.address("j" * 300 + "@capulet.example")
        self.assertTrue(database.exists())

    def test_json_says_more(self):
        outcome = self.address("--json", "--muc", "garden@muc.capulet.example")
        told = json.loads(outcome.stdout)
        self.assertEqual(told["address"], "#_xmpp_garden=40muc.capulet.example:verona.example")
        self.assertEqual(told["kind"], "alias")

    def test_what_is_no_id_has_status_2_and_a_reason(self):
        for given in ("two words", "@nobody", "", "a@b@c/d@\x01"):
            outcome = self.address(given)
            self.assertEqual((outcome.returncode, outcome.stdout), (2, ""), given)
            self.assertTrue(outcome.stderr)
            self.assert_plain(outcome)

    def test_a_store_that_is_away_has_status_1_and_a_reason_without_the_password(self):
        url = f"postgresql://romeo:hush@127.0.0.1:{program.free_port()}/verona"
        outcome = self.address("@romeo:verona.example", BASCULE_DATABASE=url)
        self.assertEqual(outcome.returncode, 1)
        self.assertNotIn("hush", outcome.stderr)
        self.assert_plain(outcome)


if __name__ == "__main__":
    unittest.main()
