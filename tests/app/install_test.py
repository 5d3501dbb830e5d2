"""What `cmake --install` leaves behind."""

import os
import subprocess
import unittest

import program

CMAKE = os.environ.get("BASCULE_TEST_CMAKE", "cmake")


class InstallTest(program.ProgramTest):
    def test_the_program_runs_from_where_the_unit_names_it(self):
        command = [CMAKE, "--install", os.environ["BASCULE_TEST_BUILD"], "--prefix", str(self.folder)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        unit = (self.folder / "lib/systemd/system/bascule.service").read_text()
        settings = dict(line.split("=", 1) for line in unit.splitlines() if "=" in line)
        installed = settings["ExecStart"].split()[0]
        self.assertEqual(installed, str(self.folder / "bin/bascule"))
        self.assertEqual(subprocess.run([installed, "--version"], check=True, timeout=60).returncode, 0)
        self.assertEqual(settings["Type"], "notify")
        self.assertIn("WatchdogSec", settings)
        for file in ("bascule.example.yaml", "README.md", "docs/install.md", "docs/configuration.md"):
            self.assertTrue((self.folder / "share/doc/bascule" / file).is_file(), file)
        self.assertTrue((self.folder / "share/man/man1/bascule.1").is_file())


if __name__ == "__main__":
    unittest.main()
