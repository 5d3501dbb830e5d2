"""Keeps C++ in the layout that .clang-format describes."""

import shutil
import subprocess

import sources


def check(root):
    program = shutil.which("clang-format")
    if program is None:
        yield "clang-format is not installed"
        return
    paths = [str(path) for path in sources.files(root, sources.PRODUCT + ("tests",), sources.CODE)]
    outcome = subprocess.run(
        [program, "--dry-run", "-Werror", "--style=file", *paths], cwd=root, capture_output=True, text=True, check=False
    )
    for line in outcome.stderr.splitlines():
        if "error:" in line:
            yield line.removeprefix(str(root) + "/")


if __name__ == "__main__":
    sources.main(check, __doc__)
