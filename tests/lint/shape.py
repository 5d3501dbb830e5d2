"""Keeps files short and folders explained."""

import sources

AIM = 300  # lines of a file
LIMIT = 350
NEED_README = ("mapping", "bridge", "bridge/store", "bridge/app", "matrix_appservice", "xmpp_component", "config")
README_LINES = 60


def check(root):
    for path in sources.files(root, sources.PRODUCT + ("tests",), sources.CODE + (".py",)):
        lines = path.read_text().count("\n")
        if lines > LIMIT:
            yield f"{path.relative_to(root).as_posix()}: {lines} lines, where {AIM} should do; take it apart"
    for folder in NEED_README:
        if (root / folder).is_dir() and not (root / folder / "README.md").is_file():
            yield f"{folder}: has no README.md that says its duty, its arrows and how data flows"


if __name__ == "__main__":
    sources.main(check, __doc__)
