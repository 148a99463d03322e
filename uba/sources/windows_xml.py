"""Windows events as XML, as the event log renders them.

No declaration and no document type reaches the parser, so no entity is ever
declared: `&amp;` and its like are all there is to expand. Reference: Microsoft,
"Event Schema".
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from uba.errors import ParseError
from uba.sources.windows_record import FIELDS, EventValues, WindowsRecord, said

_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?=<Event[\s>])")
# Windows escapes control characters in texts as references that XML 1.0 does not allow.
_FORBIDDEN = re.compile(
    rb"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));|[\x00-\x08\x0b\x0c\x0e-\x1f]", re.I
)


def read_xml(record: bytes) -> WindowsRecord:
    """Read one `<Event>`.

    Raises
    ------
    ParseError
        It is no well-formed event, or declares something.
    """
    root = _parsed(_from_event(record))
    system = root.find("{*}System")
    if system is None:
        raise ParseError("System is missing: expected <Event><System>...</System></Event>")
    fields = {_name(child): child for child in system}
    event_id = _text(fields.get("EventID"))
    if not event_id.isdecimal() or len(event_id) > 9:
        raise ParseError(f"EventID is {event_id[:20]!r}: expected a number")
    data, values = _data(root)
    time = fields.get("TimeCreated")
    security = fields.get("Security")
    return WindowsRecord(
        event_id=int(event_id),
        provider=_attribute(fields.get("Provider"), "Name"),
        channel=_text(fields.get("Channel")),
        computer=_text(fields.get("Computer")),
        time=None if time is None else time.get("SystemTime"),
        data=data,
        values=values,
        record_id=_text(fields.get("EventRecordID")),
        user_sid=_attribute(security, "UserID"),
        message=(root.findtext("{*}RenderingInfo/{*}Message") or "")[:4_000],
    )


def read_data(text: str) -> tuple[EventValues, list[str]]:
    """Read an `<EventData>` that a collector kept as text: named values, and unnamed ones.

    Raises
    ------
    ParseError
        It is no well-formed XML, or declares something.
    """
    root = _parsed(text.encode("utf-8", "replace"))
    found = root if _name(root) == "EventData" else next((e for e in root.iter() if _name(e) == "EventData"), root)
    return _values(found)


def _from_event(record: bytes) -> bytes:
    match = _START.match(record)
    if match is None:
        raise ParseError("not a Windows event: expected <Event>...</Event> without a document type")
    return record[match.end() :]


def _parsed(text: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text.startswith(b"<?"):
        raise ParseError("XML with a document type or entities is refused: expected <Event>...</Event>")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        cleaned = _FORBIDDEN.sub(b"", text.decode("utf-8", "replace").encode())
        try:
            return ElementTree.fromstring(cleaned)
        except ElementTree.ParseError:
            raise ParseError(f"XML is not well formed: {error}; expected <Event>...</Event>") from None


def _data(root: ElementTree.Element) -> tuple[EventValues, list[str]]:
    """EventData has named or unnamed `Data`; UserData has one element whose children are named by their tags."""
    found = root.find("{*}EventData")
    if found is not None:
        return _values(found)
    user_data = root.find("{*}UserData")
    if user_data is None or len(user_data) == 0:
        return EventValues(), []
    named = {FIELDS[name]: child.text for child in user_data[0] if (name := _name(child)) in FIELDS and child.text}
    return EventValues(**named), []


def _values(element: ElementTree.Element) -> tuple[EventValues, list[str]]:
    named: dict[str, str] = {}
    values: list[str] = []
    for child in element:
        name = child.get("Name")
        if name is None:
            if _name(child) == "Data":
                values.append(said(child.text))
        elif name in FIELDS and child.text:
            named[FIELDS[name]] = child.text
    if not values and "param1" in named:
        values = [said(named.get(f"param{n}")) for n in range(1, 8)]
    return EventValues(**named), values


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ElementTree.Element | None) -> str:
    return "" if element is None or element.text is None else element.text.strip()


def _attribute(element: ElementTree.Element | None, name: str) -> str:
    return "" if element is None else (element.get(name) or "").strip()
