"""The Unified Audit Log as CSV: the record is in AuditData."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.uba.sources.samples import SAMPLES
from uba.events import Event
from uba.framing import split_records
from uba.framing_csv import audit_column, cells_of
from uba.reader import Rejected, read_events

RECORDS = [record.decode() for record in SAMPLES["m365_ual"] if record.startswith(b'{"CreationTime')]


def exported(records: list[str], quoting: int = csv.QUOTE_MINIMAL) -> str:
    """As the portal exports it."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["RecordId", "CreationDate", "UserId", "AuditData", "AssociatedAdminUnits"])
    for number, record in enumerate(records):
        writer.writerow([number, "2026-03-09", "a.berg@fabrikam.example", record, ""])
    return out.getvalue()


PLAIN = exported(RECORDS)
FILES = {
    "minimal quotes": PLAIN.encode(),
    "all quoted": exported(RECORDS, csv.QUOTE_ALL).encode(),
    "with mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "powershell": b"#TYPE Selected.System.Object\r\n" + PLAIN.encode(),
    "utf-16": PLAIN.encode("utf-16"),
    "utf-16 without mark": PLAIN.encode("utf-16-le"),
    "pretty": exported([json.dumps(json.loads(record), indent=2) for record in RECORDS]).encode(),
}


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_its_record(name: str, tmp_path: Path) -> None:
    """Whatever the quoting, the encoding, or line breaks within the record; as a file and as a body."""
    file = tmp_path / "AuditLog.csv"
    file.write_bytes(FILES[name])
    items = list(read_events([file]))

    assert [item.uid for item in items if isinstance(item, Event)] == [json.loads(r)["Id"] for r in RECORDS]
    assert len(items) == len(RECORDS)
    assert [json.loads(record) for record in split_records(FILES["pretty"])] == [json.loads(r) for r in RECORDS]


def test_damaged_rows_are_set_aside_with_their_line(tmp_path: Path) -> None:
    """Too few cells, or quotes where none can be; the rows around are read."""
    header, *rows = PLAIN.splitlines()
    file = tmp_path / "AuditLog.csv"
    file.write_text("\n".join([header, rows[0], "1,2", 'a,b"c"d,e,f,g', rows[1]]))
    items = list(read_events([file]))

    assert [type(item) for item in items] == [Event, Rejected, Rejected, Event]
    assert [item.line for item in items if isinstance(item, Rejected)] == [3, 4]


def test_other_headers_are_none() -> None:
    """The word elsewhere makes no header."""
    assert audit_column(b"a,AuditData,b") == 1
    assert audit_column(b'"a","AuditData"') == 1
    assert audit_column(b"a,b,AuditDataX") is None
    assert audit_column(b'{"AuditData":"x"}') is None
    assert audit_column(b"text with AuditData in it") is None


@given(st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), min_size=1))
def test_cells_are_what_a_csv_writer_wrote(cells: list[str]) -> None:
    """Quotes, commas and blanks within cells come back."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(cells)

    assert cells_of(out.getvalue().encode()) == [cell.encode() for cell in cells]


def test_cells_without_end_are_not_all_cut() -> None:
    """Sixty thousand commas are no row of any log, and that is seen after a thousand."""
    cells = cells_of(b"," * 60_000)

    assert cells is not None
    assert len(cells) == 1_001
