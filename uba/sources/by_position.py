"""Events made by position: written with names, as people read them, at a quarter of what names cost.

An event has more than eighty attributes. A call with more than fifteen names builds a dictionary, in which the
event then looks for each of its attributes; a tuple of values in their order goes straight in. Nobody wants to
write such a call, so a source names what it sets, as mypy checks it, and `by_position`
compiles the function anew when its module is imported: `Event(time=t, ..., src_ip=a)` becomes
`Event(*(t, ..., a))`, with the defaults of `Event` in between. Lines stay where they were, so
tracebacks show the source as it is written.

Values are worked out in the order of the attributes of `Event`, which need not be that of the call.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable, Iterator
from itertools import groupby
from types import CodeType, FunctionType
from typing import Any, TypeVar

import msgspec

from uba.events import Event

F = TypeVar("F", bound=Callable[..., Any])

_DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(Event)}
_PLACES = {name: place for place, name in enumerate(_DEFAULTS)}
_REQUIRED = frozenset(name for name, default in _DEFAULTS.items() if default is msgspec.NODEFAULT)
_LONGEST = 30
"""Values that CPython puts into a tuple or call at once; longer ones it builds one by one (STACK_USE_GUIDELINE)."""
_RUN = 16
"""Defaults in a row that make a tuple of their own, which is there once and for all."""


def by_position(function: F) -> F:
    """Compile the `Event(...)` calls of a module's function so that they give their values by position.

    A function whose source is not at hand stays as it is.
    """
    if isinstance(function, FunctionType):
        text = _text_of(function.__code__)
        code = _compiled(text, function.__code__) if text else None
        if code is not None:
            function.__code__ = code
    return function


def with_places(module: ast.Module) -> ast.Module:
    """Turn the calls of `Event` by names in a module's text into calls by position."""
    turned: ast.Module = ast.fix_missing_locations(_ByPosition().visit(module))
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


def _compiled(text: str, code: CodeType) -> CodeType | None:
    module = with_places(ast.parse(text))
    for definition in module.body:
        if isinstance(definition, ast.FunctionDef):
            definition.decorator_list = []
    found = compile(module, code.co_filename, "exec", dont_inherit=True).co_consts
    return next((one for one in found if isinstance(one, CodeType) and one.co_name == code.co_name), None)


class _ByPosition(ast.NodeTransformer):
    """Turns calls of `Event` by names into calls by position."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        is_event = isinstance(node.func, ast.Name) and node.func.id == Event.__name__ and not node.args
        if is_event and given.keys() >= _REQUIRED and given.keys() <= _DEFAULTS.keys():
            last = max(_PLACES[name] for name in given if name is not None)
            values = [given.get(name) or ast.Constant(value) for name, value in list(_DEFAULTS.items())[: last + 1]]
            pieces = list(_pieces(values))
            node.args = values if len(values) <= _LONGEST else [ast.Starred(_sum(pieces), ast.Load())]
            node.keywords = []
        return node


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
