from __future__ import annotations

from pathlib import Path

import pytest

from training import history
from training.history import History
from uba.errors import ConfigError

LINE = '192.0.2.{} - - [0{}/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "curl/8"\n'


def test_events_come_in_order_of_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Several files are read as one stream in order of event time, cut into batches, with bad lines counted."""
    (tmp_path / "a.log").write_text(LINE.format(1, 3) + LINE.format(2, 4))
    (tmp_path / "b.log").write_text(LINE.format(3, 2) + "what is this\n")
    monkeypatch.setattr(history, "BATCH", 2)
    read = History([tmp_path])

    batches = [[event.src_ip for event in batch] for batch in read.batches()]

    assert [address for batch in batches for address in batch] == ["192.0.2.3", "192.0.2.1", "192.0.2.2"]
    assert max(len(batch) for batch in batches) <= 2
    assert (read.events, read.rejected) == (3, 1)


def test_logs_without_an_event_are_refused(tmp_path: Path):
    """Where nothing could be read, ConfigError says so, with the first reason."""
    (tmp_path / "a.log").write_text("what is this\n")

    with pytest.raises(ConfigError, match="no event could be read; the first of 1 rejected"):
        list(History([tmp_path]).batches())
