"""From bytes to a vendor's typed record: strictly first, then once more with patience.

The strict decode is what almost every record takes and costs one pass. Exports
and forwarders change types (numbers as text, objects as JSON text, a list where
one value is usual); such a record is read again as plain JSON, each value is
turned into the type the struct asks for where that loses nothing, and only what
is left is an error.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from uba.errors import ParseError

T = TypeVar("T", bound=msgspec.Struct)

DAMAGES = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""What msgspec raises for a record that is not of its type, or no JSON."""
_BOOLS = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


class RecordDecoder(Generic[T]):
    """Decodes one JSON object into a struct; every failure is a ParseError that names the field.

    `strict` decodes only what is as documented, and raises one of `DAMAGES` for all else.
    """

    def __init__(self, record_type: type[T], what: str) -> None:
        self.strict = msgspec.json.Decoder(record_type).decode
        self._type = record_type
        self._info = inspect.type_info(record_type)
        self._what = what

    def decode(self, record: bytes) -> T:
        """Decode `record`.

        Raises
        ------
        ParseError
            Not JSON, not an object, or a field is of a type that cannot be what it should be.
        """
        try:
            return self.strict(record)
        except msgspec.ValidationError:
            return self._decode_patiently(record)
        except RecursionError:
            raise ParseError(f"{self._what}: nested too deeply to be one record") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ParseError(f"{self._what}: {error}; expected one JSON object") from None

    def decode_strictly(self, record: bytes) -> T | None:
        """Decode `record` if it is as documented; None for what `decode` would look at again, or refuse."""
        try:
            return self.strict(record)
        except DAMAGES:
            return None

    def _decode_patiently(self, record: bytes) -> T:
        try:
            value = msgspec.json.decode(record)
            if not isinstance(value, dict):
                raise ParseError(f"{self._what}: {type(value).__name__} where one JSON object was expected")
            return msgspec.convert(_fit(value, self._info), self._type)
        except RecursionError:
            raise ParseError(f"{self._what}: nested too deeply to be one record") from None
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise ParseError(f"{self._what}: {error}") from None


def _fit(value: Any, info: inspect.Type) -> Any:
    if isinstance(info, inspect.UnionType):
        return _fit_union(value, info)
    if isinstance(info, inspect.StructType):
        return _fit_struct(value, info)
    if isinstance(info, inspect.ListType):
        return _fit_list(value, info)
    if isinstance(info, inspect.RawType):
        return msgspec.Raw(msgspec.json.encode(value))
    return _fit_scalar(value, info)


def _fit_union(value: Any, info: inspect.UnionType) -> Any:
    optional = any(isinstance(kind, inspect.NoneType) for kind in info.types)
    if optional and (value is None or value == ""):
        return None
    kinds = [kind for kind in info.types if not isinstance(kind, inspect.NoneType)]
    for kind in kinds:
        if _is_of(value, kind):
            return _fit(value, kind)
    return _fit(value, kinds[0])


def _is_of(value: Any, kind: inspect.Type) -> bool:
    match kind:
        case inspect.StrType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType():
            return isinstance(value, int) and not isinstance(value, bool)
        case inspect.FloatType():
            return isinstance(value, float)
        case inspect.ListType():
            return isinstance(value, list)
        case inspect.StructType():
            return isinstance(value, dict)
        case _:
            return False


def _fit_struct(value: Any, info: inspect.StructType) -> Any:
    value = _unwrap_text(value, "{")
    if not isinstance(value, dict):
        return value
    fitted: dict[str, Any] = {}
    for field in info.fields:
        if field.encode_name in value:
            given = value[field.encode_name]
            if given is None and not field.required and not _allows_none(field.type):
                continue
            fitted[field.encode_name] = _fit(given, field.type)
    return fitted


def _fit_list(value: Any, info: inspect.ListType) -> Any:
    value = _unwrap_text(value, "[")
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return value
    return [_fit(item, info.item_type) for item in value]


def _fit_scalar(value: Any, info: inspect.Type) -> Any:
    if isinstance(info, inspect.StrType):
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() else str(value)
        if isinstance(value, int):
            return str(value)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return ",".join(value)
    elif isinstance(info, inspect.BoolType):
        return _BOOLS.get(str(value).strip().lower(), value)
    elif isinstance(info, inspect.IntType):
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, str) and value.strip().removeprefix("-").isdecimal() and len(value) < 20:
            return int(value)
    elif isinstance(info, inspect.FloatType) and isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _unwrap_text(value: Any, start: str) -> Any:
    """Some exports write an object or a list as text that holds its JSON."""
    if isinstance(value, str) and value.lstrip().startswith(start):
        try:
            return msgspec.json.decode(value)
        except msgspec.DecodeError:
            return value
    return value


def _allows_none(info: inspect.Type) -> bool:
    return isinstance(info, inspect.UnionType) and any(isinstance(kind, inspect.NoneType) for kind in info.types)
