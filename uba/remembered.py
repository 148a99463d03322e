"""Remembering what a text meant, in bounded memory whatever the texts are.

Log fields repeat: addresses, operations, paths. `functools.lru_cache` bounds
how many are kept and not how long they are, and who writes a log line chooses
how long its fields are: 65,536 of them may be gigabytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

K = TypeVar("K", bound="str | tuple[Any, ...]")
V = TypeVar("V")

LONGEST = 256
"""Characters of a text that is remembered; a longer one is seldom met twice."""


def remembered(most: int) -> Callable[[Callable[[K], V]], Callable[[K], V]]:
    """Remember what a pure function of one text, or of one tuple with texts in it, gave.

    Parameters
    ----------
    most
        How many are kept at most; then all are forgotten. What is longer than
        256 characters is computed each time.

    Examples
    --------
    >>> @remembered(most=1_000)
    ... def shout(text: str) -> str:
    ...     return text.upper()
    >>> shout("a")
    'A'
    """

    def decorate(function: Callable[[K], V]) -> Callable[[K], V]:
        # The bound method of a dictionary: what is known costs no call of Python at all.
        return _Answers(function, most).__getitem__

    return decorate


class _Answers(dict[K, V]):
    def __init__(self, function: Callable[[K], V], most: int) -> None:
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, key: K) -> V:
        answer = self._function(key)
        if _characters(key) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[key] = answer
        return answer


def _characters(key: str | tuple[Any, ...]) -> int:
    return len(key) if isinstance(key, str) else sum(len(part) for part in key if isinstance(part, str))
