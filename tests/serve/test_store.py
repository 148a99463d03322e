"""Laws of the store, on each database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from serve.store import Store, decisions, findings, journal, keys, open_store
from serve.store.decisions import DecisionRow
from serve.store.findings import FindingFilter, FindingRow, Position
from serve.store.keys import KeyRow
from uba.errors import ConfigError, StateError


def _finding(number: int, *, user: str = "ana", verdict: str = "", severity_id: int = 3) -> FindingRow:
    entities = (("user", user), ("src_ip", "192.0.2.1"))
    body = b'{"n":%d}' % number
    return FindingRow(f"f{number}", body, 1000 * number, severity_id, 1, verdict, "user", user, 1, entities)


def test_journal_comes_back_in_order(store: Store) -> None:
    """Entries come back in the order they were added, from any place, however many pages that takes."""
    with store.write() as connection:
        seqs = [journal.append(connection, journal.EVENTS, b"%d" % i, i) for i in range(150)]
    with store.read() as connection:
        entries = list(journal.after(connection, seqs[9]))

        assert seqs == sorted(set(seqs))
        assert journal.head(connection) == seqs[-1]
        assert [entry.body for entry in entries] == [b"%d" % i for i in range(10, 150)]


def test_what_fails_is_undone(store: Store) -> None:
    """A transaction that raises leaves nothing."""

    def failing() -> None:
        with store.write() as connection:
            journal.append(connection, journal.EVENTS, b"x", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    with store.read() as connection:
        assert journal.head(connection) == 0


def test_a_decision_is_never_overwritten(store: Store) -> None:
    """A second decision for a uid is refused, and the first one's bytes stay."""
    with store.write() as connection:
        decisions.add(connection, [DecisionRow("a", 1, 1, 0.5, b"\x00first")])
    with pytest.raises(IntegrityError), store.write() as connection:
        decisions.add(connection, [DecisionRow("a", 2, 1, 0.5, b"second")])
    with store.read() as connection:
        assert decisions.get(connection, "a") == b"\x00first"
        assert decisions.get(connection, "b") is None


def test_known_decisions_of_many(store: Store) -> None:
    """More uids than fit one query are looked up, and only those decided come back."""
    rows = [DecisionRow(f"u{i}", 1, 1, 0.5, b"%d" % i) for i in range(1200)]
    with store.write() as connection:
        decisions.add(connection, rows)
        known = decisions.known(connection, [row.uid for row in rows[100:]] + ["other"])

        assert known == {row.uid: row.body for row in rows[100:]}
        assert decisions.count(connection) == 1200


def test_a_finding_is_updated_in_place(store: Store) -> None:
    """Storing a finding again replaces it, its entities too."""
    with store.write() as connection:
        findings.upsert(connection, [_finding(1), _finding(1, user="bob")])
        findings.upsert(connection, [_finding(1, user="cleo", verdict="benign")])

        assert findings.count(connection, FindingFilter()) == 1
        assert findings.count(connection, FindingFilter(entity_type="user", entity_id="cleo")) == 1
        assert findings.count(connection, FindingFilter(entity_type="user", entity_id="bob")) == 0
        assert findings.count(connection, FindingFilter(verdicts=("benign",))) == 1
        assert findings.uids(connection) == {"f1"}


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        (FindingFilter(), [5, 4, 3, 2, 1]),
        (FindingFilter(since=2000, until=4000), [3, 2]),
        (FindingFilter(severity_ids=(5,)), [4, 2]),
        (FindingFilter(verdicts=("",)), [4, 3, 2, 1]),
        (FindingFilter(status_ids=(4,)), []),
        (FindingFilter(entity_type="src_ip", entity_id="192.0.2.1"), [5, 4, 3, 2, 1]),
        (FindingFilter(entity_id="u3"), [3]),
    ],
)
def test_filters(store: Store, narrowed: FindingFilter, expected: list[int]) -> None:
    """A filter leaves exactly what it says, newest first."""
    rows = [
        _finding(i, user=f"u{i}", verdict="benign" if i == 5 else "", severity_id=3 + 2 * (i % 2 == 0))
        for i in range(1, 6)
    ]
    with store.write() as connection:
        findings.upsert(connection, rows)
        page, following = findings.page(connection, narrowed, 100)

        assert page == [b'{"n":%d}' % i for i in expected]
        assert following is None
        assert findings.every(connection, narrowed) == page[::-1]


def test_pages_give_everything_once(store: Store) -> None:
    """Following the cursor gives every finding exactly once, also where times are equal."""
    rows = [_finding(i)._replace(time=i // 3) for i in range(10)]
    with store.write() as connection:
        findings.upsert(connection, rows)
        seen: list[bytes] = []
        behind: Position | None = None
        while True:
            page, behind = findings.page(connection, FindingFilter(), 4, behind)
            seen += page
            if behind is None:
                break

    assert sorted(seen) == sorted(row.ocsf for row in rows)


def test_keys_are_revoked_once(store: Store) -> None:
    """Revoking works once, and a revoked key stays listed."""
    with store.write() as connection:
        keys.add(connection, KeyRow("k1", "siem", "score", b"\x01\x00", 5, None))

        assert keys.revoke(connection, "k1", 9) is True
        assert keys.revoke(connection, "k1", 10) is False
        assert keys.everything(connection) == [KeyRow("k1", "siem", "score", b"\x01\x00", 5, 9)]
        assert keys.get(connection, "k2") is None


def test_open_again_keeps_everything(tmp_path: Path) -> None:
    """Opening a database that is up to date changes nothing."""
    with open_store(tmp_path).write() as connection:
        journal.append(connection, journal.EVENTS, b"x", 1)
    with open_store(tmp_path).read() as connection:
        assert journal.head(connection) == 1


def test_tables_are_what_the_code_says(store: Store) -> None:
    """The migrations make exactly the tables the modules declare."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from serve.store.metadata import METADATA

    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    """A damaged database is a sentence that names it, and is left as it was."""
    (tmp_path / "uba.db").write_bytes(b"not a database at all, " * 100)

    with pytest.raises(StateError, match="damaged"):
        open_store(tmp_path)
    assert (tmp_path / "uba.db").read_bytes() == b"not a database at all, " * 100


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    """Damage inside the file is found at the start, not at some later request."""
    store = open_store(tmp_path)
    with store.write() as connection:
        decisions.add(connection, [DecisionRow(f"u{i}", 1, 1, 0.5, b"x" * 300) for i in range(500)])
    store.close()
    whole = bytearray((tmp_path / "uba.db").read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 8192] = b"\xff" * 8192
    (tmp_path / "uba.db").write_bytes(whole)

    with pytest.raises(StateError, match="damaged"):
        open_store(tmp_path)


def test_a_newer_database_is_refused(store: Store, tmp_path: Path) -> None:
    """Tables of a newer version are left alone."""
    from serve.store.migrate import upgrade

    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StateError, match="run the version that made it"):
        upgrade(store)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root@localhost/uba", "not supported"),
        ("no url", "cannot be read"),
        ("postgresql://nobody:secret@127.0.0.1:1/uba", "cannot be used"),
    ],
)
def test_unusable_urls(tmp_path: Path, url: str, said: str) -> None:
    """A URL that cannot be used is a sentence without the password, and nothing is written."""
    with pytest.raises(ConfigError, match=said) as caught:
        open_store(tmp_path, url)

    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_one_writer_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    """A second service on the same PostgreSQL database is refused."""
    from tests.serve import postgres

    url = postgres.fresh_database(postgres_url)
    first, second = open_store(tmp_path, url), open_store(tmp_path, url)
    first.claim()
    with pytest.raises(ConfigError, match="another"):
        second.claim()
    first.close()
