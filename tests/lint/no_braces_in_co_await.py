"""Keeps what g++ 12 miscompiles out of co_await expressions.

A brace-built aggregate, a lambda or a chosen temporary (`?:`) inside the expression is destroyed twice; an await that
is compared in a loop's condition becomes a trap; the arguments of one that `?:` chooses are evaluated always. Name the
value first, then await it.
"""

import re

import sources

AWAIT = re.compile(r"\bco_await\b")
LOOP = re.compile(r"\bwhile\s*\(")
OPENING = "([{"
CLOSING = ")]}"
CHOICE = re.compile(r"\?\s*[\w:]+[({]|\?[^?;]*?[^:]:\s+[\w:]+[({]")
# Of these it is known that a constructor runs, which is sound.
CLASS = re.compile(r"\b(string|string_view|exception_ptr|milliseconds|seconds)$")
# A lambda that holds nothing but references may be destroyed as often as one likes.
LIGHT_LAMBDA = re.compile(r"\[(this|&\w*)?(,\s*&\w+)*\]\s*(\([^()]*\))?\s*(-> ?[\w:<>]+)?\s*$")


# One of the two things that `?:` chooses from.
CONDITIONAL = re.compile(r"(\?|\?[^;{}]*[^:]:)\s*[!(]*\s*$")


def is_sound(before):
    """Whether a brace may follow this."""
    return CLASS.search(before) or LIGHT_LAMBDA.search(before)


def braces_in(code, start):
    """Where a brace opens within the expression that begins here."""
    depth = 0
    for position in range(start, len(code)):
        char = code[position]
        if char in CLOSING:
            depth -= 1
            if depth < 0:
                return
        elif char == ";" and depth == 0:
            return
        elif char in OPENING:
            if char == "{" and not is_sound(code[start:position]):
                yield position
                return
            depth += 1
        elif char == "," and depth == 0:
            return


def expression_at(code, start):
    """What is awaited: up to the end of the statement, or of what it is an argument of."""
    depth = 0
    for position in range(start, len(code)):
        char = code[position]
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(char, 0)
        if depth < 0 or (depth == 0 and char in ";,"):
            return code[start:position]
    return code[start:]


def choices_in(code, start):
    """Where a temporary is chosen that has to be made first; names alone are sound."""
    for found in CHOICE.finditer(expression_at(code, start)):
        yield start + found.start()


def condition_at(code, start):
    """What stands between the parenthesis before this position and its partner."""
    depth = 1
    for position in range(start, len(code)):
        depth += {"(": 1, ")": -1}.get(code[position], 0)
        if depth == 0:
            return code[start:position]
    return code[start:]


def check_text(text):
    """Yields (line, what is wrong)."""
    code = sources.live_code(text)
    for found in AWAIT.finditer(code):
        if CONDITIONAL.search(code[max(0, found.start() - 300):found.start()]):
            yield sources.line_of(code, found.start()), "a co_await that is chosen by ?:; use if"
        for brace in braces_in(code, found.end()):
            yield sources.line_of(code, brace), "a brace inside a co_await expression; name the value first"
        for choice in choices_in(code, found.end()):
            yield sources.line_of(code, choice), "a choice inside a co_await expression; name the value first"
    for loop in LOOP.finditer(code):
        condition = condition_at(code, loop.end())
        if AWAIT.search(condition) and re.search(r"[=!<>]=|[^-<]>[^>]|[^<]<[^<]", condition):
            yield sources.line_of(code, loop.start()), "a co_await compared in a loop's condition; name its result first"


def check(root):
    for path in sources.files(root, sources.PRODUCT + ("tests",), sources.CODE):
        for line, wrong in check_text(path.read_text()):
            yield f"{path.relative_to(root).as_posix()}:{line}: {wrong}"


if __name__ == "__main__":
    sources.main(check, __doc__)
