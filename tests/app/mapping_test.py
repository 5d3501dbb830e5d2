"""The mapping table as it is shipped."""

import pathlib

import program

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "mapping.md"


class MappingTest(program.ProgramTest):
    def test_the_document_has_the_table_of_the_program(self):
        table = self.bascule("mapping", "defaults").stdout
        self.assertIn("| reaction |", table)
        self.assertIn(table, DOCUMENT.read_text(encoding="utf-8"), "paste what `bascule mapping defaults` prints")

    def test_without_saying_what_it_prints_how(self):
        outcome = self.bascule("mapping")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("subcommand", outcome.stderr)

    def test_rules_need_a_database_that_is_there(self):
        self.init()
        outcome = self.bascule("mapping", "list", f"--config={self.config}")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("there is no database", outcome.stderr)

    def test_an_id_that_nobody_knows_is_told_so(self):
        self.init()
        outcome = self.bascule("trace", "$nothing", f"--config={self.config}")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn('nothing is known of "$nothing"', outcome.stderr)
