from __future__ import annotations

from pathlib import Path

import pytest

from training.labels import read_labels
from uba.errors import ConfigError


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}", b'{"attacks": [{"uid": "A1"}]}'])
def test_what_is_no_labels_file_is_refused(tmp_path: Path, content: bytes | None):
    """A missing, empty or foreign file raises ConfigError with its name."""
    path = tmp_path / "labels.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"labels\.json"):
        read_labels(path)
