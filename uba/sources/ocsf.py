"""OCSF 1.x JSON of the classes the engine knows, as products and pipelines emit it.

Paths come from `uba.ocsf`, the same table that writes our own events, so what
`to_ocsf` writes is read back with all its attributes.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec

from uba import ocsf
from uba.errors import ParseError
from uba.events import AUTHENTICATION, FILE_HOSTING, OTHER, Event
from uba.sources.fields import clean_ip, time_ms, user_key
from uba.sources.ocsf_code import USER_NAMES, OcsfReader

_Tree = dict[str, Any]
_KINDS = {field.name: field.type for field in msgspec.structs.fields(Event)}
_READ_APART = ("time", "class_uid", "source")
_DECODER = msgspec.json.Decoder(dict[str, Any])


def _tree(class_uid: int) -> _Tree:
    """Give nested path segments with flat names as leaves, so that a record is walked once."""
    tree: _Tree = {}
    paths = ocsf.PATHS | ocsf.CLASS_PATHS.get(class_uid, {})
    for name, path in paths.items():
        *parents, leaf = path.split(".")
        node = tree
        for segment in parents:
            node = node.setdefault(segment, {})
        node[leaf] = name
    for name in _READ_APART:
        tree.pop(name, None)
    tree.pop("unmapped", None)
    return tree


_TREES = {class_uid: _tree(class_uid) for class_uid in ocsf.LAST_ACTIVITIES}
_UNMAPPED: _Tree = {"uba": {name: name for name in ocsf.PATHS if name not in _READ_APART}}


class Ocsf:
    """OCSF JSON as a source."""

    name = "ocsf"

    def recognise(self, record: bytes) -> bool:
        """Tell an OCSF event by its class and its metadata or type."""
        return (
            record.startswith(b"{")
            and b'"class_uid"' in record
            and b'"time"' in record
            and (b'"metadata"' in record or b'"category_uid"' in record or b'"type_uid"' in record)
        )

    def parse(self, record: bytes) -> Event | None:
        """Read one event; see `uba.sources.base.Source`."""
        return self._reader.read(record) or self._walked(record)

    @cached_property
    def _reader(self) -> OcsfReader:
        return OcsfReader(_listed)

    def _walked(self, record: bytes) -> Event:
        """Read any event, whatever the types of its values are."""
        try:
            value = _DECODER.decode(record)
        except RecursionError:
            raise ParseError("OCSF event: nested too deeply to be one record") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ParseError(f"OCSF event: {error}; expected one JSON object") from None
        class_uid = value.get("class_uid")
        if not isinstance(class_uid, int) or class_uid not in _TREES:
            raise ParseError(f"class_uid is {str(class_uid)[:40]}: expected one of {sorted(_TREES)}")
        attributes: dict[str, Any] = {}
        _walk(value, _TREES[class_uid], attributes, "")
        if isinstance(unmapped := value.get("unmapped"), dict):
            _walk(unmapped, _UNMAPPED, attributes, "unmapped.")
        attributes["time"] = time_ms(_moment(value), "time")
        attributes["class_uid"] = class_uid
        attributes["source"] = self.name
        attributes.setdefault("uid", "")
        _fill(attributes, value, class_uid)
        return Event(**attributes)


def _moment(value: dict[str, Any]) -> str | int | float | None:
    """`time` is milliseconds; some products write only `time_dt`, text."""
    moment = value.get("time")
    if moment is None:
        moment = value.get("time_dt")
    if moment is None or isinstance(moment, (str, int, float)):
        return moment
    raise ParseError(f"time is {type(moment).__name__}: expected epoch milliseconds")


def _walk(value: dict[str, Any], tree: _Tree, attributes: dict[str, Any], where: str) -> None:
    for key, given in value.items():
        node = tree.get(key)
        if node is None or given is None:
            continue
        if isinstance(node, str):
            attributes[node] = _convert(node, given, f"{where}{key}")
        elif isinstance(given, dict):
            _walk(given, node, attributes, f"{where}{key}.")
        elif isinstance(given, list) and "0" in node:
            if given and isinstance(given[0], dict):
                _walk(given[0], node["0"], attributes, f"{where}{key}[0].")
        else:
            raise ParseError(f"{where}{key} is {type(given).__name__}: expected an object")


def _convert(name: str, value: Any, path: str) -> Any:
    kind = _KINDS[name]
    if kind is str:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str):
            return clean_ip(value) if name == "src_ip" else user_key(value) if name in USER_NAMES else value
    elif kind is int or kind is float:
        return _number(value, kind is int, path, name)
    elif kind == tuple[str, ...]:
        if isinstance(value, list):
            return _listed(value)
    elif isinstance(value, bool):
        return value
    raise ParseError(f"{path} is {type(value).__name__}: expected {getattr(kind, '__name__', kind)}")


def _number(value: Any, integral: bool, path: str, name: str) -> int | float:
    if name == "logged_time":
        return time_ms(value, path)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise ParseError(f"{path} is {value[:40]!r}: expected a number") from None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 2**63:
        raise ParseError(f"{path} is {str(value)[:40]}: expected a number")
    return int(value) if integral else float(value)


def _listed(items: list[Any]) -> tuple[str, ...]:
    return tuple(filter(None, map(_list_item, items)))


def _list_item(item: Any) -> str:
    """E-mail files have a name, URLs a string or host, headers a name and a value."""
    if not isinstance(item, dict):
        return str(item)
    if "value" in item:
        return f"{item.get('name') or ''}: {item['value']}"
    for key in ("name", "url_string", "hostname"):
        if item.get(key):
            return str(item[key])
    return ""


def _fill(attributes: dict[str, Any], value: dict[str, Any], class_uid: int) -> None:
    """Settle what the table cannot: unknown ids are Other, and some products put things elsewhere."""
    attributes["count"] = max(1, attributes.get("count", 1))
    if not 0 <= attributes.get("activity_id", 0) <= ocsf.LAST_ACTIVITIES[class_uid]:
        attributes["activity_id"] = OTHER
    for name, known in ocsf.KNOWN_IDS.items():
        if attributes.get(name, 0) not in known:
            attributes[name] = OTHER
    if class_uid == AUTHENTICATION and not attributes.get("actor_user_name"):
        actor = value.get("actor")
        user = actor.get("user") if isinstance(actor, dict) else None
        if isinstance(user, dict) and isinstance(user.get("name"), str):
            attributes["actor_user_name"] = user_key(user["name"])
    if class_uid == FILE_HOSTING and not attributes.get("resource_uid"):
        attributes["resource_uid"] = attributes.get("file_path") or attributes.get("file_name") or ""
    response = value.get("http_response")
    if "bytes_out" not in attributes and isinstance(response, dict) and isinstance(response.get("length"), int):
        attributes["bytes_out"] = max(0, min(response["length"], 2**62))
