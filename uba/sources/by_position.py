"""Events made by position: written with names, as people read them, at a quarter of what names cost.

An event has more than eighty attributes. A call with more than fifteen names builds a dictionary, in which the
event then looks for each of its attributes; a tuple of values in their order goes straight in. Nobody wants to
write such a call, so a source names what it sets, as mypy checks it, and `by_position`
compiles the function anew when its module is imported: `Event(time=t, ..., src_ip=a)` becomes
`Event(*(t, ..., a))`, with the defaults of `Event` in between. Lines stay where they were, so
tracebacks show the source as it is written.

The same goes for every other struct, and for functions that are compiled so themselves and called by another of them.

Values are worked out in the order of the attributes, or parameters, which need not be that of the call.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable, Iterator, Mapping
from inspect import Parameter, signature
from itertools import groupby
from types import CodeType, FunctionType
from typing import Any, TypeVar

import msgspec

from uba.events import Event

F = TypeVar("F", bound=Callable[..., Any])

_COMPILED: set[FunctionType] = set()
"""Functions that are compiled so: their parameters may be given by position too."""
_ONLY_EVENTS: Mapping[str, Any] = {Event.__name__: Event}
_LONGEST = 30
"""Values that CPython puts into a tuple or call at once; longer ones it builds one by one (STACK_USE_GUIDELINE)."""
_CONSTANTS = (str, int, float, tuple, type(None))
_RUN = 16
"""Defaults in a row that make a tuple of their own, which is there once and for all."""


def by_position(function: F) -> F:
    """Compile a function's calls by names, of structs and of other such functions, into calls by position.

    What it calls is what its module knows under that name by then. A function whose source is not at hand stays as
    it is.
    """
    if isinstance(function, FunctionType):
        text = _text_of(function.__code__)
        code = _compiled(text, function) if text else None
        if code is not None:
            function.__code__ = code
        _COMPILED.add(function)
    return function


def with_places(module: ast.Module, known: Mapping[str, Any] = _ONLY_EVENTS) -> ast.Module:
    """Turn the calls by names of what is `known`, in a module's text, into calls by position."""
    turned: ast.Module = ast.fix_missing_locations(_ByPosition(known).visit(module))
    return turned


def _text_of(code: CodeType) -> str:
    """The lines of a function at the left margin, under as many empty lines as stand above it in its file."""
    lines = linecache.getlines(code.co_filename)
    first = code.co_firstlineno - 1
    end = first
    while end < len(lines) and lines[end].startswith("@"):
        end += 1
    end += 1
    while end < len(lines) and lines[end][:1] in " )\n":
        end += 1
    return "\n" * first + "".join(lines[first:end])


def _compiled(text: str, function: FunctionType) -> CodeType | None:
    code = function.__code__
    module = with_places(ast.parse(text), function.__globals__)
    for definition in module.body:
        if isinstance(definition, ast.FunctionDef):
            definition.decorator_list = []
    found = compile(module, code.co_filename, "exec", dont_inherit=True).co_consts
    return next((one for one in found if isinstance(one, CodeType) and one.co_name == code.co_name), None)


def _places_of(called: object) -> dict[str, Any] | None:
    """The names that a call takes, in order, with their defaults; None of what is neither struct nor compiled function.

    What must be given has a default that is no constant, as the empty value of `msgspec` or `inspect`.
    """
    if isinstance(called, type) and issubclass(called, msgspec.Struct):
        places = {field.name: field.default for field in msgspec.structs.fields(called)}
        return places if len(called.__match_args__) == len(places) else None
    if isinstance(called, FunctionType) and called in _COMPILED:
        parameters = signature(called).parameters.values()
        if all(parameter.kind is Parameter.POSITIONAL_OR_KEYWORD for parameter in parameters):
            return {parameter.name: parameter.default for parameter in parameters}
    return None


class _ByPosition(ast.NodeTransformer):
    """Turns calls by names into calls by position."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        places = (
            _places_of(self._known.get(node.func.id)) if isinstance(node.func, ast.Name) and node.keywords else None
        )
        values = None if places is None else _in_places(node, places)
        if values is not None:
            node.args = values if len(values) <= _LONGEST else [ast.Starred(_sum(list(_pieces(values))), ast.Load())]
            node.keywords = []
        return node


def _in_places(call: ast.Call, places: dict[str, Any]) -> list[ast.expr] | None:
    """The values of a call with defaults in between; None where it gives or leaves out what it cannot."""
    names = list(places)
    given = dict(zip(names, call.args, strict=False)) | {word.arg: word.value for word in call.keywords if word.arg}
    is_plain = not any(isinstance(value, ast.Starred) for value in call.args)
    if not is_plain or len(given) != len(call.args) + len(call.keywords) or not given.keys() <= places.keys():
        return None
    last = max(map(names.index, given))
    needed = {name: default for name, default in places.items() if name not in given}
    if not all(isinstance(default, _CONSTANTS) for default in needed.values()):
        return None
    return [given.get(name) or ast.Constant(places[name]) for name in names[: last + 1]]


def _pieces(values: list[ast.expr]) -> Iterator[ast.expr]:
    """Cut values into tuples: long runs of constants, and what is between them in pieces of bounded length."""
    open_piece: list[ast.expr] = []
    for is_constant, run in groupby(values, lambda value: isinstance(value, ast.Constant)):
        items = list(run)
        if is_constant and len(items) >= _RUN:
            if open_piece:
                yield ast.Tuple(open_piece, ast.Load())
                open_piece = []
            whole = tuple(item.value for item in items if isinstance(item, ast.Constant))
            yield ast.Constant(whole)  # type: ignore[arg-type] # a tuple of constants is one too
            continue
        for item in items:
            if len(open_piece) == _LONGEST:
                yield ast.Tuple(open_piece, ast.Load())
                open_piece = []
            open_piece.append(item)
    if open_piece:
        yield ast.Tuple(open_piece, ast.Load())


def _sum(pieces: list[ast.expr]) -> ast.expr:
    total = pieces[0]
    for piece in pieces[1:]:
        total = ast.BinOp(total, ast.Add(), piece)
    return total
