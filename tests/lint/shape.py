"""Keeps files short, folders explained and tests built."""

import re

import sources

LINES = 300  # of a file
README_LINES = 30
BESIDES = ("tests", "cmake", "docs", "packaging", "scripts")  # folders without product code
SUFFIXES = sources.CODE + (".py",)


def check_files(root):
    for path in sources.files(root, sources.PRODUCT + BESIDES, SUFFIXES):
        lines = path.read_text().count("\n")
        if lines > LINES:
            yield f"{path.relative_to(root).as_posix()}: {lines} lines, where {LINES} must do; take it apart"


def check_readmes(root):
    """Each folder at the top has one, and each below that holds sources. That of the project itself may be long."""
    folders = {root / folder for folder in sources.PRODUCT + BESIDES if (root / folder).is_dir()}
    folders |= {path.parent for path in sources.files(root, sources.PRODUCT + BESIDES, SUFFIXES)}
    for folder in sorted(folders):
        readme = folder / "README.md"
        if not readme.is_file():
            yield f"{folder.relative_to(root).as_posix()}: has no README.md that says its duty, its arrows and how data flows"
        elif (lines := readme.read_text().count("\n")) > README_LINES:
            yield f"{readme.relative_to(root).as_posix()}: {lines} lines, where {README_LINES} must do"


def check_tests(root):
    """A test that no CMakeLists.txt of its folder, or of those above, names is never run."""
    for path in sources.files(root, ("tests",), (".cpp",)):
        lists = [folder / "CMakeLists.txt" for folder in path.parents if folder.is_relative_to(root)]
        listed = {name for one in lists if one.is_file() for name in re.split(r"[\s()/]+", one.read_text())}
        if path.name.endswith("_test.cpp") and path.name not in listed:
            yield f"{path.relative_to(root).as_posix()}: is in no CMakeLists.txt, so it is not run; list it"


def check(root):
    yield from check_files(root)
    yield from check_readmes(root)
    yield from check_tests(root)


if __name__ == "__main__":
    sources.main(check, __doc__)
