"""A directory as a SIEM exports it: a file of each source, packed and encoded in every way, and one that mixes all."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from tests.uba.sources.samples import ALL, SAMPLES
from uba.events import Event
from uba.reader import read_events

PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "crlf": lambda text: text.replace(b"\n", b"\r\n") + b"\r\n",
    "bom": lambda text: b"\xef\xbb\xbf" + text,
    "gz": gzip.compress,
    "zst": zstandard.compress,
    "utf-16": lambda text: text.decode().encode("utf-16"),
    "utf-16-be": lambda text: text.decode().encode("utf-16-be"),
    "utf-16.gz": lambda text: gzip.compress(text.decode().encode("utf-16")),
}


def sources(path: Path) -> list[str]:
    """The source of each event, in order; what was set aside shows its reason."""
    return [
        item.source if isinstance(item, Event) else f"{item.file}:{item.line}: {item.error}"
        for item in read_events([path])
    ]


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_file_of_each_source_is_recognised(packing: str, tmp_path: Path) -> None:
    """Every line of every file is an event of the source it came from, without being told which."""
    for name, records in SAMPLES.items():
        (tmp_path / f"{name}.log").write_bytes(PACKINGS[packing](b"\n".join(records)))

    assert sources(tmp_path) == [name for name in sorted(SAMPLES) for _ in SAMPLES[name]]


@pytest.mark.parametrize("packing", PACKINGS)
def test_packing_changes_no_event(packing: str, tmp_path: Path) -> None:
    """Identity included: the same log in another wrapping is the same log."""
    text = b"\n".join(record for _, record in ALL)
    (tmp_path / "a-20260310.log").write_bytes(text)
    (tmp_path / "b-20260310.log").write_bytes(PACKINGS[packing](text))

    assert list(read_events([tmp_path / "b-20260310.log"])) == list(read_events([tmp_path / "a-20260310.log"]))


@pytest.mark.parametrize("seed", range(6))
def test_a_file_that_mixes_all_sources_is_recognised_line_by_line(seed: int, tmp_path: Path) -> None:
    """In any order: access logs of a web server, of Confluence and of a proxy are kept apart too."""
    lines = list(ALL)
    random.Random(seed).shuffle(lines)
    for name, records in SAMPLES.items():
        (tmp_path / f"{name}.log").write_bytes(b"\n".join(records))
    (tmp_path / "zz-mixed.log").write_bytes(b"\n".join(record for _, record in lines))

    assert sources(tmp_path) == [name for name in sorted(SAMPLES) for _ in SAMPLES[name]] + [name for name, _ in lines]


def test_an_access_log_is_confluence_s_when_one_of_its_pages_is_there(tmp_path: Path) -> None:
    """Pictures and style sheets before it and behind it as well; with records of other sources it is a mixed file."""
    picture = SAMPLES["web_access"][0].replace(b"/team/?page=14", b"/images/logo.png")
    page = next(record for record in SAMPLES["confluence"] if b"/display/FIN" in record)
    (tmp_path / "1.log").write_bytes(b"\n".join([picture, picture, page, picture]))
    (tmp_path / "2.log").write_bytes(b"\n".join([picture, page, SAMPLES["okta"][0], picture]))
    (tmp_path / "3.log").write_bytes(b"\n".join([SAMPLES["confluence"][0], picture]))

    assert sources(tmp_path / "1.log") == ["confluence"] * 4
    assert sources(tmp_path / "2.log") == ["web_access", "confluence", "okta", "web_access"]
    assert sources(tmp_path / "3.log") == ["confluence", "web_access"]
