"""Text of others that is shown in a terminal or a log."""

from __future__ import annotations


def printable(text: object, longest: int = 1000) -> str:
    r"""The text on one line, control characters as escapes, cut off when it is too long.

    A name such as ``"bench1\x1b[2J"`` would otherwise clear the screen of who lists boards,
    and one with a line break would look like a line of its own in the log.
    """
    shown = str(text)
    if len(shown) > longest:
        shown = shown[:longest] + "..."
    if shown.isprintable():
        return shown
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in shown
    )
