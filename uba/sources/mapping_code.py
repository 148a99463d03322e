"""A mapping written out as functions of Python, which read a record in a tenth of the time.

Asking each value of a mapping for its field, and each field for its path, is many small calls a record. What
they do is known when the file is loaded, so it is written out once: every field is read once, where its first
use is, objects are entered step by step, and the event is made by position. The records of a format have few sets
of names at their top, so what is written is for one of these, and knows which fields are not there. It
means what `mapping_values` means; its functions are called for whatever is not usual: a list on
the way, a name with dots, a value that is no text.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from uba.events import Event
from uba.sources.by_position import with_places
from uba.sources.mapping_values import (
    EMPTY_TEXTS,
    Constant,
    Derived,
    Field,
    FirstOf,
    Table,
    Template,
    Value,
    as_text,
    by_name,
    first_named,
    first_of,
    follow,
    is_empty,
)


def text_of(value: Any) -> str:
    """Give any value as text without blanks around it; '' for no value."""
    return str(value) if type(value) is int else "" if is_empty(value) else as_text(value).strip()


_SHORT = 1 + max(map(len, EMPTY_TEXTS))
"""Texts of as many characters are values: most texts are longer, and need not be hashed to be looked for."""
_FAR = 100_000
"""Positions in a list that `follow` knows as such are less."""
_SCOPE: dict[str, Any] = {
    "Event": Event,
    "EMPTY_TEXTS": EMPTY_TEXTS,
    "as_text": as_text,
    "by_name": by_name,
    "first_of": first_of,
    "first_named": first_named,
    "follow": follow,
    "is_empty": is_empty,
    "text_of": text_of,
}
NOTHING = "None"
"""The expression for a value that no record has for which a function is written."""


class Function:
    """The text of a function of a record while it is written.

    Parameters
    ----------
    is_dotted
        Whether it is for records that have names with dots at the top level.
    names
        The names that these records have at the top level, at least those that are asked for; None for any.
    """

    def __init__(self, is_dotted: bool, names: frozenset[str] | None = None) -> None:
        self._is_dotted = is_dotted
        self._names = names
        self._lines: list[str] = []
        self._known: list[dict[str, str]] = [{}]
        self._scope = dict(_SCOPE)
        self._dotted: dict[str, str] = {}
        self._count = 0

    def line(self, text: str) -> None:
        """Write a line at the present depth."""
        self._lines.append("    " * len(self._known) + text)

    def variable(self, expression: str) -> str:
        """Write an assignment to a new variable and give its name."""
        self._count += 1
        self.line(f"v{self._count} = {expression}")
        return f"v{self._count}"

    def literal(self, value: Any) -> str:
        """Give an expression for a constant."""
        if value is None or isinstance(value, (str, int, float, bool)):
            return repr(value)
        self._count += 1
        self._scope[f"c{self._count}"] = value
        return f"c{self._count}"

    def value(self, value: Value) -> str:
        """Write what computes a value and give the expression that then stands for it."""
        if isinstance(value, FirstOf) and not isinstance(value := self.reduced(value), FirstOf):
            return self.settled(value)
        value = self.reduced(value)
        if isinstance(value, Constant):
            return self.literal(value.value)
        return self._once(repr(value), lambda: self._written(value))

    def looked_up(self, value: Value, table: Table) -> str:
        """Write what a table has for a value, and give the variable that holds it."""
        value = self.reduced(value)
        if isinstance(value, Constant):
            return self.literal(table(value.value))
        given = self.value(value)
        text = f"{self.literal(table.of_text)}({given}) if type({given}) is str"
        return self.variable(f"{text} else {self.literal(table)}({given})")

    def settled(self, value: Value) -> str:
        """Write what computes a value, and give the variable that holds it, None where it is no value."""
        value = self.reduced(value)
        if isinstance(value, Constant):
            return self.literal(None if is_empty(value.value) else value.value)
        given = self.value(value)
        if isinstance(value, FirstOf):
            return given
        return self._once(f"settled {value!r}", lambda: self.variable(f"None if {is_nothing(given)} else {given}"))

    def stripped(self, value: Value) -> str:
        """Write what gives a value as text without blanks around it, and give its variable; '' for no value."""
        value = self.reduced(value)
        if isinstance(value, Constant):
            return repr(text_of(value.value))
        given = self.value(value)
        plain = f"{given}.strip()"
        if not isinstance(value, FirstOf):
            plain = f"('' if {_is_empty_text(given)} else {plain})"
        return self._once(
            f"stripped {value!r}",
            lambda: self.variable(f"{plain} if type({given}) is str else '' if {given} is None else text_of({given})"),
        )

    def lowered(self, value: Value) -> str:
        """Write what gives a value as `stripped` does, in lower case."""
        text = self.stripped(value)
        return self._once(f"lowered {text}", lambda: self.variable(f"{text}.lower()"))

    def reduced(self, value: Value) -> Value:
        """Give what a value is for these records, which lack some fields: the same value, as far as there is one."""
        if isinstance(value, FirstOf):
            values = self._possible(value.values)
            return self.reduced(values[0]) if len(values) == 1 else FirstOf(values) if values else Constant(None)
        if isinstance(value, Derived):
            of = self.reduced(value.of)
            return Constant(value.make(of.value)) if isinstance(of, Constant) else value
        return Constant(None) if self._is_nothing(value) else value

    def _possible(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Those of several values that can be the first."""
        possible = []
        for value in map(self.reduced, values):
            if not isinstance(value, Constant):
                possible.append(value)
            elif not is_empty(value.value):
                return (*possible, value)
        return tuple(possible)

    def _written(self, value: Value) -> str:
        if isinstance(value, Field):
            return self._field(tuple(value.path.split(".")))
        if isinstance(value, FirstOf):
            return self._first(value.values)
        if isinstance(value, Template):
            return self._template(value)
        if isinstance(value, Derived):
            return self._derived(value)
        return self.variable(f"{self.literal(value)}(f)")

    def _derived(self, value: Derived) -> str:
        if isinstance(value.make, Table):
            return self.looked_up(value.of, value.make)
        return self.variable(f"{self.literal(value.make)}({self.value(value.of)})")

    def _field(self, path: tuple[str, ...]) -> str:
        """What lies at a path."""
        if len(path) == 1:
            return self._node(path)
        if self._is_absent(path):
            return NOTHING
        if self._is_dotted or path[0] == "*":
            whole = ".".join(path)
            beneath = f"follow(f, {path!r}) if {path[0]!r} in f else None"
            return self.variable(f"f[{whole!r}] if {whole!r} in f else {beneath}")
        if "*" in path:
            return self._any_of(path, path.index("*"))
        return self._below(path, self._absent(path, len(path) - 1))

    def _below(self, path: tuple[str, ...], absent: str) -> str:
        """What lies at a path, by the object or list above it; `absent` is for where that is missing."""
        above, name = self._node(path[:-1]), path[-1]
        inside = f"{above}.get({name!r}) if type({above}) is dict"
        if name.isdecimal() and int(name) < _FAR:
            inside = f"{above}[{int(name)}] if type({above}) is list and len({above}) > {int(name)} else {inside}"
        return self.variable(f"{inside} else {absent} if {above} is None else {self._in_list(path[:-1], name)}")

    def _is_absent(self, path: tuple[str, ...]) -> bool:
        """Whether it is known that nothing lies at a path."""
        return self._names is not None and path[0] not in self._names and ".".join(path) not in self._names

    def _any_of(self, path: tuple[str, ...], depth: int) -> str:
        """What lies at a path of which any item of a list is a part, as `*` says at a depth."""
        above, rest = self._node(path[:depth]), path[depth + 1 :]
        first = f"first_named({above}, {rest[0]!r})" if len(rest) == 1 else f"first_of({above}, {rest!r})"
        inside = f"{first} if type({above}) is list"
        others = f"{self._absent(path, depth)} if {above} is None else follow({above}, {path[depth:]!r})"
        return self.variable(f"{inside} else {others}")

    def _absent(self, path: tuple[str, ...], depth: int) -> str:
        """What lies at a path where the object above a depth is missing: its name and those after it may be one."""
        if depth < 2:
            return NOTHING
        dotted = " or ".join([self._dots(path[:length]) for length in range(1, depth)])
        above = self._node(path[:depth])
        is_dotted = self._once(f"dots {path[:depth]}", lambda: self.variable(f"{above} is None and ({dotted})"))
        return f"(follow(f, {path!r}) if {is_dotted} else None)"

    def _dots(self, path: tuple[str, ...]) -> str:
        """Whether the object at a path has names with dots; it is looked for once, when something is missing."""
        node = self._node(path)
        if node not in self._dotted:
            self._dotted[node] = f"d{len(self._dotted)}"
        dots = self._dotted[node]
        return f"({dots} if {dots} is not None else ({dots} := type({node}) is dict and '.' in ''.join({node})))"

    def _in_list(self, path: tuple[str, ...], name: str) -> str:
        """What is under a name of the node at a path that is no object, but a list or a value."""
        node = self._node(path)
        if name.isdecimal():
            return f"follow({node}, ({name!r},))"
        names = self._once(f"names {path}", lambda: self.variable(f"by_name({node}) if type({node}) is list else None"))
        return f"{names}.get({name!r}) if {names} is not None else None"

    def _node(self, path: tuple[str, ...]) -> str:
        """An object or list on the way; it is read once."""
        return self._once(f"node {path}", lambda: self._step(path))

    def _step(self, path: tuple[str, ...]) -> str:
        if len(path) > 1:
            return self._below(path, NOTHING)
        if self._names is None:
            return self.variable(f"f.get({path[0]!r})")
        return self.variable(f"f[{path[0]!r}]") if path[0] in self._names else NOTHING

    def _once(self, key: str, write: Callable[[], str]) -> str:
        """Write something unless it has been, here or in a block around this one."""
        for known in self._known:
            if key in known:
                return known[key]
        self._known[-1][key] = found = write()
        return found

    def _first(self, values: tuple[Value, ...]) -> str:
        for path in [tuple(value.path.split(".")) for value in values if isinstance(value, Field)]:
            depth = path.index("*") if "*" in path else len(path) - 1
            if depth and not self._is_dotted:
                self._node(path[:depth])  # here and not in a block below, where it would have to be read again
        result = self.variable(self.value(values[0]))
        depth = 0
        for value in values[1:]:
            self.line(f"if {is_nothing(result)}:")
            self._known.append({})
            depth += 1
            self.line(f"{result} = {self.value(value)}")
        if not isinstance(values[-1], Constant) or is_empty(values[-1].value):
            self.line(f"if {is_nothing(result)}:")
            self.line(f"    {result} = None")
        for _ in range(depth):
            self._known.pop()
        return result

    def _is_nothing(self, value: Value) -> bool:
        """Whether it is known that no record has a value."""
        if isinstance(value, Field):
            return self._is_absent(tuple(value.path.split(".")))
        return isinstance(value, Template) and any(
            self._is_nothing(piece) for piece in value.pieces if isinstance(piece, Field)
        )

    def _template(self, template: Template) -> str:
        pieces, texts = "", []
        for piece in template.pieces:
            if isinstance(piece, str):
                pieces += piece.replace("{", "{{").replace("}", "}}")
                continue
            texts.append(self.text(self.value(piece)))
            pieces += "{" + texts[-1] + "}"
        return self.variable(f"f{pieces!r} if {' and '.join(texts)} else None")

    def text(self, expression: str) -> str:
        """Write what gives a value as text."""
        return self.variable(self.as_text(expression))

    @staticmethod
    def as_text(expression: str) -> str:
        """Give the expression for a value as text."""
        return f"({expression} if type({expression}) is str else as_text({expression}))"

    def texts(self, paths: Iterable[str]) -> str:
        """Write what gives the texts of fields, None for those a record has not, and give their tuple."""
        texts = []
        for path in paths:
            found = self.value(Field(path))
            as_text = f"{found} if {found} is None or type({found}) is str else as_text({found})"
            texts.append(found if found == NOTHING else self.variable(as_text))
        return f"({''.join(f'{text}, ' for text in texts)})"

    def compiled(self, result: str) -> Callable[[Mapping[str, Any]], Any]:
        """Compile what was written, with what the function returns at its end."""
        dots = [f"    {' = '.join(self._dotted.values())} = None"] if self._dotted else []
        text = "\n".join(["def of(f):", *dots, *self._lines, f"    return {result}"])
        module = with_places(ast.parse(text))
        exec(compile(module, "<mapping>", "exec", dont_inherit=True), self._scope)
        function: Callable[[Mapping[str, Any]], Any] = self._scope["of"]
        return function


def is_nothing(name: str) -> str:
    """Give the test whether a variable holds no value, as `mapping_values.is_empty` has it."""
    others = f"{name} is None or type({name}) is not int and is_empty({name})"
    return f"({_is_empty_text(name)} if type({name}) is str else {others})"


def _is_empty_text(name: str) -> str:
    return f"len({name}) < {_SHORT} and {name} in EMPTY_TEXTS"


def is_long(name: str) -> str:
    """Give the test whether a variable holds a text that is too long to be none."""
    return f"type({name}) is str and len({name}) >= {_SHORT}"
