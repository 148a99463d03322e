"""Laws of the operator's own rules: what can be used is used, what cannot is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from serve import setups
from serve.own_rules import OwnRules, read_own_rules
from uba.errors import ConfigError
from uba.indicators import built_in_rules

GOOD = "title: Good\nlogsource: {product: uba}\ndetection:\n  what: {event_code: x}\n  condition: what\n"
BAD = "title: Bad\nlogsource: {product: uba}\ndetection:\n  what:\n    colour: red\n  condition: what\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a directory with a rule that can be used and one that cannot."""
    (tmp_path / "good.yml").write_text(GOOD)
    (tmp_path / "bad.yml").write_text(BAD)
    return tmp_path


def test_what_cannot_be_used_is_left_out_and_named(folder: Path) -> None:
    """The good rule is there beside those that come along; the bad one is in the log with file, line and reason."""
    with structlog.testing.capture_logs() as lines:
        own = read_own_rules(folder)
    warnings = [line for line in lines if line["log_level"] == "warning"]

    assert [(line["file"], line["line"]) for line in warnings] == [("bad.yml", 5)]
    assert "field 'colour' is not kept" in warnings[0]["reason"]
    assert len(own.rules()) == len(built_in_rules()) + 1
    assert own.rules().rules[-1].title == "Good"


def test_strict_rules_end_the_start(folder: Path) -> None:
    """Who asks for it is not served without a rule; a directory that is not there is an error for everybody."""
    with pytest.raises(ConfigError, match=r"bad\.yml:5"):
        read_own_rules(folder, strict=True)
    (folder / "bad.yml").unlink()

    assert len(read_own_rules(folder, strict=True).texts) == 1
    with pytest.raises(ConfigError, match="not a directory"):
        read_own_rules(folder / "none")


def test_no_directory_no_rules() -> None:
    """Without a directory there are the rules that come along, under the fingerprint of nothing."""
    assert read_own_rules(None) == OwnRules()
    assert OwnRules().fingerprint == ""
    assert OwnRules().rules() is built_in_rules()


def test_rules_come_back(folder: Path) -> None:
    """Kept rules are those of their fingerprint; those of none are none; lost ones are a line in the log."""
    own = read_own_rules(folder)
    setups.keep_rules(folder, own)

    assert setups.kept_rules(folder, own.fingerprint) == own
    assert setups.kept_rules(folder, "") == OwnRules()
    with structlog.testing.capture_logs() as lines:
        assert setups.kept_rules(folder, "0" * 64) is None
    assert lines[0]["event"] == "rules that were used are not readable any more"
