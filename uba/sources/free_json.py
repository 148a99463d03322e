"""Parts of a record that no struct can name: free objects, and keys whose case a data lake changed."""

from __future__ import annotations

from typing import Any

import msgspec

_OBJECT = msgspec.json.Decoder(dict[str, Any])
_RAW_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_RAW = msgspec.json.Decoder(msgspec.Raw)
_TEXT = msgspec.json.Decoder(str)
_NULL = len("null")
"""Characters of what holds nothing: `null`, `true`, `"{}"`."""


def raw_object(raw: msgspec.Raw | str | None) -> dict[str, Any]:
    """Give a free part of a record as a dict: an object, or text that holds one; {} for everything else."""
    if not raw or len(raw) == _NULL:
        return {}
    try:
        return _OBJECT.decode(raw)
    except msgspec.ValidationError:
        return _in_text(raw) if isinstance(raw, msgspec.Raw) else {}
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return {}


def _in_text(raw: msgspec.Raw) -> dict[str, Any]:
    """The object that JSON text holds as text."""
    try:
        text = _TEXT.decode(raw)
        return _OBJECT.decode(text) if text.lstrip().startswith("{") else {}
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return {}


def text_of(value: object) -> str:
    """Give a value from a free part as text; '' for what is no text, number, or list that begins with one."""
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and value and isinstance(value[0], str):
        return value[0]
    return ""


def inside(value: object, *path: str) -> Any:
    """Give what lies at a path of keys; None where it ends early. A list stands for its first item."""
    for key in path:
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def recased(record: bytes, names: dict[str, str], texts: frozenset[str] = frozenset()) -> bytes:
    """Give a record with its top-level keys as the vendor writes them.

    Parameters
    ----------
    names
        Key in lower case -> the vendor's key. A key that is already there as the vendor writes it is left alone.
    texts
        The vendor's keys whose values some exports write as text that holds JSON; it is opened.
    """
    try:
        fields = _RAW_OBJECT.decode(record)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return record
    renamed: dict[str, msgspec.Raw] = {}
    for key, value in fields.items():
        wanted = names.get(key.lower(), key)
        if wanted == key or wanted not in fields:
            renamed[wanted] = opened(value) if wanted in texts else value
    return msgspec.json.encode(renamed)


def opened(value: msgspec.Raw) -> msgspec.Raw:
    """Give the JSON that a text holds; any other value, and text that holds none, as it is."""
    if not bytes(value).startswith((b'"{', b'"[')):
        return value
    try:
        # The decoder checks that the text is whole JSON: what is put into a record raw is not looked at again.
        return _RAW.decode(_TEXT.decode(value)).copy()
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return value


def lower_names(record_type: type[msgspec.Struct]) -> dict[str, str]:
    """Give, for `recased`, the field names of a struct by their lower-case form."""
    return {field.encode_name.lower(): field.encode_name for field in msgspec.structs.fields(record_type)}
