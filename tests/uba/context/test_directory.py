"""The directory: one user, many names."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uba.context import Context
from uba.errors import ConfigError, ContextError

HEADER = "user,aliases,email,department,title,manager,groups,timezone,kind,privileged,start_date,end_date\n"


def loaded(folder: Path, rows: str, header: str = HEADER) -> tuple[Context, list[ContextError]]:
    """Load a context whose directory has these rows."""
    (folder / "directory.csv").write_text(header + rows, encoding="utf-8")
    return Context.load(folder)


def test_a_user_has_all_columns(tmp_path: Path) -> None:
    """Names in lower case, groups as a list, dates as dates."""
    row = (
        "Anna.Berg@fab.example,FAB\\aberg; anna-b,a@fab.example,"
        "Finance,Clerk,Boss@fab.example,g1; g2,Europe/Berlin,person,true,2020-01-01,\n"
    )
    context, errors = loaded(tmp_path, row)
    user = context.user("anna.berg@FAB.example")

    assert errors == []
    assert user is not None
    assert (user.user, user.email, user.manager) == ("anna.berg@fab.example", "a@fab.example", "boss@fab.example")
    assert (user.aliases, user.groups) == (("fab\\aberg", "anna-b"), ("g1", "g2"))
    assert (user.department, user.title, user.timezone) == ("Finance", "Clerk", "Europe/Berlin")
    assert (user.kind, user.privileged, user.start_date, user.end_date) == ("person", True, date(2020, 1, 1), None)


@pytest.mark.parametrize(
    "name", ["Anna@fab.example", "FAB\\ABerg", "aberg", "OTHER\\aberg", "anna-b", "a@mail.example", "anna", " anna-b "]
)
def test_every_name_leads_to_the_user(name: str, tmp_path: Path) -> None:
    """UPN, domain account with and without its domain, login, e-mail, local part; without case."""
    context, errors = loaded(tmp_path, "anna@fab.example,FAB\\aberg;anna-b,a@mail.example\n")

    assert errors == []
    assert context.canonical(name) == "anna@fab.example"


def test_an_unknown_name_is_itself_in_lower_case(tmp_path: Path) -> None:
    """Nobody is made up."""
    context, _ = loaded(tmp_path, "anna@fab.example\n")

    assert context.user("Eve@x.example") is None
    assert context.canonical(" Eve@X.example") == "eve@x.example"
    assert Context.empty().canonical("Eve") == "eve"


def test_an_alias_of_two_users_is_nobody_s(tmp_path: Path) -> None:
    """It is reported with its line, and both stay reachable by their other names."""
    context, errors = loaded(tmp_path, "anna@fab.example,shared;a\nbert@fab.example,SHARED;b\n")

    assert context.user("shared") is None
    assert context.canonical("shared") == "shared"
    assert (context.canonical("a"), context.canonical("b")) == ("anna@fab.example", "bert@fab.example")
    (error,) = errors
    assert (error.file, error.line) == ("directory.csv", 3)
    assert "resolves to nobody" in str(error)


def test_a_canonical_name_is_stronger_than_an_alias(tmp_path: Path) -> None:
    """An alias that is somebody's canonical name is reported and ignored."""
    context, errors = loaded(tmp_path, "anna@fab.example,bert@fab.example\nbert@fab.example\n")

    assert context.canonical("bert@fab.example") == "bert@fab.example"
    assert len(errors) == 1


def test_a_shared_local_part_is_nobody_s(tmp_path: Path) -> None:
    """Two people of the same name in two domains are told apart by the domain alone; that is no error."""
    context, errors = loaded(tmp_path, "anna@fab.example\nanna@sub.example\n")

    assert errors == []
    assert context.user("anna") is None
    assert context.canonical("anna@sub.example") == "anna@sub.example"


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (",x", "user"),
        ("a@b.example,,,,,,,Mars/Olympus", "timezone"),
        ("a@b.example,,,,,,,../../etc/passwd", "timezone"),
        ("a@b.example,,,,,,,,robot", "kind"),
        ("a@b.example,,,,,,,,,maybe", "privileged"),
        ("a@b.example,,,,,,,,,,31.12.2020", "start_date"),
        ("a@b.example,,,,,,,,,,,2020-02-30", "end_date"),
        ("good@b.example", "already on line 2"),
        ("a,b,c,d,e,f,g,,,,,,m", "13 fields in 12 columns"),
    ],
)
def test_a_bad_row_is_reported_and_the_good_ones_are_kept(row: str, named: str, tmp_path: Path) -> None:
    """With file and line."""
    context, errors = loaded(tmp_path, f"good@b.example\n{row}\nalso.good@b.example\n")

    assert [user.user for user in context.users] == ["good@b.example", "also.good@b.example"]
    (error,) = errors
    assert (error.file, error.line) == ("directory.csv", 3)
    assert named in str(error)


def test_columns_are_known_by_name(tmp_path: Path) -> None:
    """In any order and case; unknown ones are ignored; short rows are filled with nothing."""
    context, errors = loaded(
        tmp_path, "red,a@b.example,IT\nblue,c@d.example\n", header="\ufeffColour, USER ,Department\n"
    )

    assert errors == []
    assert [(user.user, user.department) for user in context.users] == [("a@b.example", "IT"), ("c@d.example", "")]


def test_a_file_without_its_column_is_reported(tmp_path: Path) -> None:
    """The header says what was expected."""
    context, errors = loaded(tmp_path, "a@b.example\n", header="name\n")

    assert context.users == []
    assert "header has no column user" in str(errors[0])


def test_a_file_in_another_encoding_is_reported(tmp_path: Path) -> None:
    """UTF-8 is expected."""
    (tmp_path / "directory.csv").write_bytes(b"user\n\xff\xfe\x00\n")

    assert "UTF-8" in str(Context.load(tmp_path)[1][0])


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A missing file is fine, a missing directory is a mistake."""
    assert Context.load(tmp_path)[1] == []
    with pytest.raises(ConfigError, match="not a directory"):
        Context.load(tmp_path / "none")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text('a@;,"\n\\', max_size=80).map(str.encode))
def test_any_bytes_are_rows_or_errors(content: bytes, tmp_path: Path) -> None:
    """Whatever a file holds, loading ends with users and reports."""
    (tmp_path / "directory.csv").write_bytes(b"user,aliases\n" + content)
    context, errors = Context.load(tmp_path)

    assert all(isinstance(error, ContextError) for error in errors)
    assert all(context.canonical(user.user) == user.user for user in context.users)
