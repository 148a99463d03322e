"""What is left of a rule, asked of many events at once: attribute by attribute, each value once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from uba.events import Event
from uba.indicators.reading import Reading, size_of
from uba.indicators.tree import Ask, Every, Node, Not, every, predicate

_VALUES = 1 << 12
_BYTES = 1 << 17
"""Values and bytes of which a rule remembers the answers, by attribute: who writes logs chooses what they are."""


class Sieve:
    """A condition, for the events of a kind.

    Of what must all hold the parts that read the same attributes are one question, whose answers are remembered by
    value: most values come again and again. The question that most events fail is asked first, which changes no result.
    """

    def __init__(self, condition: Node, reading: Reading) -> None:
        together: dict[tuple[str, ...], list[Node]] = {}
        rest: list[Node] = []
        for part in condition.parts if isinstance(condition, Every) else (condition,):
            attributes = _attributes(part)
            if len(attributes) == 1:
                together.setdefault(attributes.pop(), []).append(part)
            else:
                rest.append(part)
        self._questions = [_Question(names, every(parts), reading) for names, parts in together.items()]
        self._rest = predicate(every(rest), reading) if rest else None

    def kept(self, places: Sequence[int], events: Sequence[Event]) -> Sequence[int]:
        """The places of the events for which the condition holds, in order."""
        for question in self._questions:
            if not places:
                return places
            raw, answers = question.raw, question.answers
            passed = [i for i in places if answers[raw(events[i])]]
            question.asked += len(places)
            question.passed += len(passed)
            places = passed
        self._questions.sort(key=_share)
        holds = self._rest
        return places if holds is None else [i for i in places if holds(events[i])]


class _Question:
    """What is asked of some attributes, and how many events of those asked have passed."""

    def __init__(self, names: tuple[str, ...], condition: Node, reading: Reading) -> None:
        self.raw: Callable[[Event], Any] = attrgetter(*names)
        self.answers = _Answers(names, predicate(condition, reading))
        self.asked, self.passed = 1, 1


def _share(question: _Question) -> float:
    return question.passed / question.asked


class _Answers(dict[Any, bool]):
    """Whether a condition holds, by the value of the attributes it reads. When full it forgets everything."""

    def __init__(self, names: tuple[str, ...], holds: Callable[[Event], bool]) -> None:
        super().__init__()
        self._names = names
        self._holds = holds
        self._room = _BYTES

    def __missing__(self, value: Any) -> bool:
        values = value if len(self._names) > 1 else (value,)
        needed: dict[str, Any] = {"time": 0, "uid": "", "source": "", "class_uid": 0}
        answer = self._holds(Event(**(needed | dict(zip(self._names, values, strict=True)))))
        self._room -= size_of(value)
        if len(self) >= _VALUES or self._room < 0:
            self.clear()
            self._room = _BYTES
        self[value] = answer
        return answer


def _attributes(node: Node) -> set[tuple[str, ...]]:
    """The attributes of each field that a condition reads."""
    match node:
        case Ask(reader):
            return {reader.attributes}
        case Not(part):
            return _attributes(part)
        case _:
            return set().union(*map(_attributes, node.parts))
