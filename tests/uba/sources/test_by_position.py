"""Events made by position are the events that their names say, and tracebacks still show the source."""

import importlib.util
import traceback
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from uba.events import AUTHENTICATION, Event
from uba.sources.by_position import by_position

BASE = {"time": 1, "uid": "u", "source": "x", "class_uid": 2}
FIELDS = msgspec.structs.fields(Event)


@by_position
def many(name: str, *, size: int = 7) -> Event:
    """Name attributes out of order, the last among them."""
    return Event(
        uid="u",
        time=1,
        class_uid=AUTHENTICATION,
        source="x",
        container_image=(upper := name.upper()) and upper,
        email_to=(name, name),
        severity_id=size // 2,
        is_mfa=True,
    )


@by_position
def incomplete() -> Event:
    """Leave out what is required."""
    return Event(time=1, uid="u")  # type: ignore[call-arg]


@by_position
def failing(text: str) -> Event:
    """Fail within a call of several lines."""
    return Event(
        time=1,
        uid="u",
        source="x",
        class_uid=AUTHENTICATION,
        bytes_out=int(text),
    )


class Point(msgspec.Struct):
    """A struct that is no event."""

    x: int
    y: int = 2
    names: list[str] = msgspec.field(default_factory=list)


@by_position
def helper(first: int, second: int = 5, third: str = "") -> tuple[int, int, str]:
    """Compiled itself."""
    return first, second, third


def other(first: int, second: int = 5) -> tuple[int, int]:
    """Not compiled."""
    return first, second


@by_position
def calling(number: int) -> tuple[object, ...]:
    """Call structs and functions by names."""
    return (
        helper(number, third="z"),
        helper(second=1, first=number),
        other(second=1, first=number),
        Point(y=1, x=number, names=["a"]),
        Point(x=number),
        helper(*(number,), third="z"),
    )


def module_of(text: str, path: Path) -> ModuleType:
    """Import a file that holds this text."""
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_names_become_places() -> None:
    """Every attribute that a call names has its value, every other its default."""
    assert many("img", size=9) == Event(
        time=1,
        uid="u",
        source="x",
        class_uid=AUTHENTICATION,
        container_image="IMG",
        email_to=("img", "img"),
        severity_id=4,
        is_mfa=True,
    )
    assert many("img").severity_id == 3


def test_every_attribute_has_its_place(tmp_path: Path) -> None:
    """Whichever attributes a call names, they get what it gives them: each alone, and all together."""
    calls = [{**BASE, field.name: f"{field.name}!"} for field in FIELDS]
    calls.append({field.name: f"{field.name}!" for field in FIELDS})
    text = "from uba.events import Event\nfrom uba.sources.by_position import by_position\n"
    for number, call in enumerate(calls):
        arguments = ", ".join(f"{name}=given[{name!r}]" for name in call)
        text += f"@by_position\ndef made_{number}(given):\n    return Event({arguments})\n"
    module = module_of(text, tmp_path / "made.py")

    assert [getattr(module, f"made_{number}")(call) for number, call in enumerate(calls)] == [
        Event(**call) for call in calls
    ]


def test_no_names_are_left() -> None:
    """The call is compiled anew: before, it keeps the names of its attributes in a constant."""
    assert not [value for value in many.__code__.co_consts if isinstance(value, tuple) and "uid" in value]


def test_calls_of_structs_and_of_compiled_functions_become_places() -> None:
    """They give what they gave by names; what has no constant default, or no place, is called as it is written."""
    expected = ((3, 5, "z"), (3, 1, ""), (3, 1), Point(3, 1, ["a"]), Point(3), (3, 5, "z"))

    assert calling(3) == expected
    assert [value for value in calling.__code__.co_consts if value == ("second", "first")] == [("second", "first")]
    assert not [value for value in calling.__code__.co_consts if value == ("y", "x", "names")]


def test_a_call_without_what_is_required_fails_as_ever() -> None:
    """Nothing is filled in for an attribute that has no default."""
    with pytest.raises(TypeError, match="source"):
        incomplete()


def test_tracebacks_show_the_line_of_the_source() -> None:
    """An error inside a call is reported where it is written."""
    with pytest.raises(ValueError, match="no number") as caught:
        failing("no number")

    assert traceback.extract_tb(caught.tb)[-1].line == "bytes_out=int(text),"
