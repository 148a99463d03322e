"""Remembering what texts meant, in bounded memory whatever the texts are.

Log fields repeat: addresses, operations, paths. `functools.lru_cache` bounds
how many are kept and not how long they are, and who writes a log line chooses
how long its fields are: 65,536 of them may be gigabytes.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
V = TypeVar("V")

LONGEST = 256
"""Characters of what is remembered; something longer is seldom met twice."""


def remembered(most: int) -> Callable[[Callable[P, V]], Callable[P, V]]:
    """Remember what a pure function gave; its arguments are texts, other small values or tuples of them, by position.

    Parameters
    ----------
    most
        How many answers are kept at most; then all are forgotten. What was
        asked with more than 256 characters is computed each time.

    Examples
    --------
    >>> @remembered(most=1_000)
    ... def shout(text: str) -> str:
    ...     return text.upper()
    >>> shout("a")
    'A'
    """

    def decorate(function: Callable[P, V]) -> Callable[P, V]:
        if len(signature(function).parameters) == 1:
            # The bound method of a dictionary: what is known costs no call of Python at all.
            return _Answers(function, most).__getitem__  # type: ignore[return-value]
        answers = _AnswersToSeveral(function, most)
        return lambda *key: answers[key]  # type: ignore[return-value]

    return decorate


class _Answers(dict[Any, Any]):
    """Answers by the one argument."""

    def __init__(self, function: Callable[..., Any], most: int) -> None:
        super().__init__()
        self._function = function
        self._most = most

    def __missing__(self, key: Any) -> Any:
        answer = self._function(key)
        self._keep(key, answer)
        return answer

    def _keep(self, key: Any, answer: Any) -> None:
        if _characters(key) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[key] = answer


class _AnswersToSeveral(_Answers):
    """Answers by the tuple of arguments."""

    def __missing__(self, key: Any) -> Any:
        answer = self._function(*key)
        self._keep(key, answer)
        return answer


def _characters(key: Any) -> int:
    if isinstance(key, tuple):
        return sum(len(part) for part in key if isinstance(part, str))
    return len(key) if isinstance(key, str) else 0
