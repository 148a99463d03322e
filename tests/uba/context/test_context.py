"""Inventory, calendar, and the context as a whole."""

import logging
from datetime import date
from pathlib import Path

import pytest

from uba.context import Context, load_context

FILES = {
    "directory.csv": "user,department\na@b.example,IT\n",
    "networks.csv": "cidr\n10.0.0.0/8\n",
    "inventory.csv": "type,value,owner,valid_from,valid_to\nown_domain,B.example,,,\nown_domain,@c.example,,,\n"
    "scanner,203.0.113.9,sec,2026-01-01,2026-12-31\nscanner,198.51.100.0/28,,,\nhost,SRV1,,,\n",
    "calendar.csv": "date,timezone,kind,scope,note\n2026-12-25,,holiday,*,Christmas\n2026-12-24,,holiday,it,half day\n"
    "2026-12-25,,freeze,,\n",
}


def context_of(folder: Path, **changes: str) -> Path:
    """Write a whole context."""
    for name, content in {**FILES, **{f"{key}.csv": value for key, value in changes.items()}}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_inventory_answers_by_type(tmp_path: Path) -> None:
    """Domains without @, addresses in one form, validity by day."""
    context, errors = Context.load(context_of(tmp_path))

    assert errors == []
    assert context.own_domains == {"b.example", "c.example"}
    assert context.scanners == {"203.0.113.9", "198.51.100.0/28"}
    assert context.inventory.holds("host", "srv1")
    assert not context.inventory.holds("host", "srv2")
    assert context.inventory.holds("scanner", "203.0.113.9", date(2026, 6, 1))
    assert not context.inventory.holds("scanner", "203.0.113.9", date(2027, 1, 1))


def test_holidays_are_everybody_s_or_a_department_s(tmp_path: Path) -> None:
    """A freeze is no holiday."""
    context, _ = Context.load(context_of(tmp_path))

    assert [day.note for day in context.holidays(date(2026, 12, 25), "Sales")] == ["Christmas"]
    assert [day.note for day in context.holidays(date(2026, 12, 24), "IT")] == ["half day"]
    assert context.holidays(date(2026, 12, 24), "Sales") == []
    assert [day.kind for day in context.calendar.exceptions(date(2026, 12, 25))] == ["freeze"]


@pytest.mark.parametrize(
    ("file", "row", "named"),
    [
        ("inventory", "type,value\nspaceship,x\n", "type"),
        ("inventory", "type,value\n,x\n", "type"),
        ("inventory", "type,value\nhost,\n", "value"),
        ("inventory", "type,value,valid_from,valid_to\nhost,x,2026-02-01,2026-01-01\n", "valid_to"),
        ("calendar", "date,kind\ntomorrow,holiday\n", "date"),
        ("calendar", "date,kind\n2026-12-25,party\n", "kind"),
        ("calendar", "date,kind,timezone\n2026-12-25,holiday,Mars/Olympus\n", "timezone"),
    ],
)
def test_a_bad_row_is_reported(file: str, row: str, named: str, tmp_path: Path) -> None:
    """With its file and line."""
    _, (error,) = Context.load(context_of(tmp_path, **{file: row}))

    assert (error.file, error.line) == (f"{file}.csv", 2)
    assert named in str(error)


def test_the_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    """Layout does not matter, a changed value does, in each of the files."""
    fingerprint = Context.load(context_of(tmp_path))[0].fingerprint()
    assert len(fingerprint) == 64
    assert (
        Context.load(context_of(tmp_path, directory="department;x,USER,department\n,A@b.example,IT\n"))[0].fingerprint()
        == fingerprint
    )
    for name in FILES:
        (tmp_path / name).unlink()
        assert Context.load(tmp_path)[0].fingerprint() != fingerprint
        context_of(tmp_path)
    assert Context.empty().fingerprint() != fingerprint


def test_loading_for_a_service_logs_bad_rows(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The run goes on with what is good."""
    with caplog.at_level(logging.WARNING):
        context = load_context(context_of(tmp_path, calendar="date,kind\nx,holiday\n"))

    assert "calendar.csv:2" in caplog.text
    assert context.user("a") is not None
    assert load_context(None).users == []
