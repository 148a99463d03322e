"""From files to UTF-8: packings, marks and UTF-16 are taken off."""

import gzip
import io
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from uba.streams import to_utf8, utf8_stream

TEXT = '{"actor":"Änne 🦉"}\r\n' * 3_000


def read(content: bytes, tmp_path: Path) -> bytes:
    """What the stream of a file holds."""
    file = tmp_path / "x"
    file.write_bytes(content)
    with file.open("rb") as packed, utf8_stream(packed) as stream:
        return stream.read()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_the_text_is_the_same_whatever_it_came_in(encoding: str, pack: object, tmp_path: Path) -> None:
    """Told by content: with a mark or without, packed or not; in a body as in a file."""
    content = TEXT.encode(encoding)

    assert read(pack(content), tmp_path) == TEXT.encode()  # type: ignore[operator]
    assert to_utf8(content) == TEXT.encode()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\xff", b"\xef\xbb\xbf", b"ab", b"\xff\xfe\x00\xd8\x00\xd8a"])
def test_short_and_broken_files_are_read(content: bytes, tmp_path: Path) -> None:
    """What is no UTF-16 becomes a replacement character, never an error."""
    assert read(content, tmp_path) == to_utf8(content)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not text.startswith("\ufeff")))
def test_utf_16_is_read_in_pieces_as_in_one(text: str) -> None:
    """A character may lie across two reads."""

    class Dribble(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(3, size) if size and size > 0 else 3)

    from uba.streams import _FromUtf16

    stream = io.BufferedReader(_FromUtf16(Dribble(text.encode("utf-16")), "utf-16"))
    assert stream.read() == text.encode()
