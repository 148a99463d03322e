"""The type that JSON values have, found by looking at them: every field of every record, nested, typed.

This is what somebody would write who models a vendor's whole record rather than the fields
he needs: one struct a level, with the fields of all records in the order in which they come.
"""

from __future__ import annotations

import functools
import keyword
import operator
from collections.abc import Iterable
from typing import Any

import msgspec


def type_of(values: Iterable[Any], name: str = "Record") -> Any:
    """Give the type that all of these JSON values have.

    Objects at one place become one struct (fields that some lack are optional), lists one list;
    numbers, text and truth values stay apart, so that decoding converts nothing.
    """
    scalars: dict[type, None] = {}
    objects: list[dict[str, Any]] = []
    items: list[Any] = []
    has_lists = False
    for value in values:
        if isinstance(value, dict):
            objects.append(value)
        elif isinstance(value, list):
            has_lists = True
            items.extend(value)
        else:
            scalars[type(value)] = None
    kinds: list[Any] = list(scalars)
    if objects:
        kinds.append(_struct_of(objects, name))
    if has_lists:
        kinds.append(list[type_of(items, name)] if items else list)  # type: ignore[misc]
    return functools.reduce(operator.or_, kinds) if kinds else Any


def _struct_of(objects: list[dict[str, Any]], name: str) -> type[msgspec.Struct]:
    keys = dict.fromkeys(key for value in objects for key in value)
    fields = []
    for number, key in enumerate(keys):
        own = key if key.isidentifier() and not keyword.iskeyword(key) and not key.startswith("__") else f"f{number}"
        values = [value[key] for value in objects if key in value]
        kind = type_of(values, f"{name}_{own}")
        if len(values) == len(objects):
            fields.append((own, kind, msgspec.field(name=key)))
        else:
            fields.append((own, kind | None, msgspec.field(name=key, default=None)))
    return msgspec.defstruct(name, fields, kw_only=True, gc=False)


def struct_of_columns(rows: list[list[str | None]], name: str = "Line") -> type[msgspec.Struct]:
    """Give an array-like struct for rows of texts: numbers where every row has one, else text."""
    width = max(len(row) for row in rows)
    columns = [[row[number] for row in rows if number < len(row)] for number in range(width)]
    shortest = min(len(row) for row in rows)
    fields: list[Any] = []
    for number, texts in enumerate(columns):
        kind = _column_type([text for text in texts if text is not None])
        if any(text is None for text in texts) or number >= shortest:
            fields.append((f"c{number}", kind | None, None))
        elif fields and len(fields[-1]) == 3:
            fields.append((f"c{number}", kind, ""))  # a field after an optional one needs a default too
        else:
            fields.append((f"c{number}", kind))
    return msgspec.defstruct(name, fields, array_like=True, gc=False)


def _column_type(texts: list[str]) -> Any:
    for kind in (int, float):
        try:
            for text in texts:
                msgspec.convert(text, kind, strict=False)
        except msgspec.ValidationError:
            continue
        return kind
    return str
