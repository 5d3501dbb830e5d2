"""A conversation as both sides saw it, in two columns."""

import itertools
import shutil
import textwrap


def show(title, matrix_side, xmpp_side):
    """Prints two lists of (name, text) side by side."""
    width = max(36, min(58, (shutil.get_terminal_size((110, 24)).columns - 5) // 2))
    print(f"\n  {title}\n")
    print(f"  {'as Matrix saw it':{width}}   as XMPP saw it")
    print(f"  {'-' * width}   {'-' * width}")
    for left, right in itertools.zip_longest(matrix_side, xmpp_side, fillvalue=None):
        for one, other in itertools.zip_longest(_lines(left, width), _lines(right, width), fillvalue=""):
            print(f"  {one:{width}}   {other}".rstrip())
    print(flush=True)


def _lines(said, width):
    if said is None:
        return [""]
    name, text = said
    whole = f"* {name} {text.removeprefix('/me ')}" if text.startswith("/me ") else f"{name}: {text}"
    return textwrap.wrap(whole, width, subsequent_indent="    ")
