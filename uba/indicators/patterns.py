"""Regular expressions of rules, by RE2: their time is linear in the text, whatever they and the text look like.

RE2 has neither look-around nor back-references; a rule that needs them is refused.
Reference: Cox, "Regular expression matching in the wild", 2010.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import re2
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RegexEngine, RegexPattern

_TOKEN = re.compile(
    r"\\[pPx]\{[^}]*\}|\\x[0-9a-fA-F]{2}|\\."  # escapes
    r"|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]"  # classes
    r"|\{[\d,]+\}\??|[*+?]\??|.",
    re.DOTALL,
)
_PLAIN_ESCAPES = frozenset("./\\-?*+()[]{}|^$#&%@!,:;=<>\"' ~`_")
_FLAGS = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s"}


class QuietRe2(RegexEngine):
    """RE2 without its log: what is wrong with a pattern stands in the report of its rule."""

    def compile(self, pattern: str, flags: int = 0) -> RegexPattern:
        """Compile a pattern with flags of Python's `re`."""
        options = re2.Options()
        options.log_errors = False
        inline = "".join(letter for flag, letter in _FLAGS.items() if flags & flag)
        try:
            return cast(RegexPattern, re2.compile(f"(?{inline}){pattern}" if inline else pattern, options))
        except re2.error as error:
            reason = error.args[0] if error.args else ""
            raise re2.error(reason.decode() if isinstance(reason, bytes) else str(reason)) from None

    @property
    def error(self) -> type[Exception]:
        """What RE2 raises for a pattern it does not know."""
        return cast(type[Exception], re2.error)


ENGINE = QuietRe2()
POLICY = SigmaPolicy(regex_engine=ENGINE)
"""How pySigma reads rules here."""


def literal_of(pattern: str) -> str:
    """The longest text, in lower case, that stands in every match outside of groups; empty where none is found.

    Examples
    --------
    >>> literal_of(r"(?i)/(uploads?|tmp)/x\\d+\\.php$")
    '.php'
    """
    if "\\Q" in pattern:  # quotes parentheses
        return ""
    runs = [""]
    depth = 0
    for token in _TOKEN.findall(pattern):
        if token == "(":
            depth += 1
        elif token == ")":
            depth -= 1
            runs.append("")
        elif depth == 0 and token == "|":
            return ""
        elif depth == 0 and token[0] in "*?{":
            runs[-1] = runs[-1][:-1]  # the last character need not be there
            runs.append("")
        elif depth == 0 and (
            (len(token) == 1 and token not in ".^$+") or (token[1:] in _PLAIN_ESCAPES and token[0] == "\\")
        ):
            runs[-1] += token[-1]
        else:
            runs.append("")
    return max(runs, key=len).lower()


def _is_plain(token: str) -> bool:
    return token not in ".^$+" if len(token) == 1 else token[0] == "\\" and token[1:] in _PLAIN_ESCAPES


def searching(pattern: RegexPattern) -> Callable[[str], bool]:
    """Give the function that looks for a pattern in a text; text that is no UTF-8 is made it first."""
    search: Callable[[str], Any] = pattern.search

    def holds(text: str) -> bool:
        try:
            return search(text) is not None
        except UnicodeEncodeError:
            return search(text.encode("utf-8", "replace").decode()) is not None

    return holds
