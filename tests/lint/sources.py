"""What all lints share: the files of the tree, C++ without its comments and strings, and how findings are told."""

import argparse
import pathlib
import re
import sys

PRODUCT = ("mapping", "bridge", "matrix_appservice", "xmpp_component", "config")
CODE = (".hpp", ".cpp")

# A raw string, a comment, a string or a character; the last two may hold escapes. A quote after a digit separates
# digits.
_DEAD_TEXT = re.compile(
    r'R"(?P<tag>[^()\s\\]{0,16})\(.*?\)(?P=tag)"'
    r"|//[^\n]*|/\*.*?\*/"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def live_code(text):
    """The text with comments, strings and characters blanked out; every line keeps its number."""

    def blank(match):
        found = match.group(0)
        if found.startswith("//") or found.startswith("/*"):
            return re.sub(r"[^\n]", " ", found)
        return '"' + re.sub(r"[^\n]", " ", found[1:-1]) + '"'

    return _DEAD_TEXT.sub(blank, text)


def files(root, folders, suffixes):
    """Every file below these folders with such a suffix, in order."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes:
                yield path


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def main(check, description):
    """Runs check(root), which yields findings; exits 1 where there are any."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("root", type=pathlib.Path, help="the project's top folder")
    findings = list(check(parser.parse_args().root.resolve()))
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)
