"""Laws of the stored engine: what is damaged or of another program is refused with a sentence, never half-read."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import context, organisation
from tests.uba.detectors import Distance
from uba import storage
from uba.engine import Engine
from uba.errors import StateError
from uba.settings import Settings
from uba.state.codec import pack, unpack

SETTINGS = Settings(budget_per_day=2.5, lateness_hours=30, timezone="Asia/Tokyo", findings_from=17, seed=3)


@cache
def stored() -> bytes:
    """A snapshot of an engine that has learned a little."""
    engine = Engine(context(3), SETTINGS, {"user": [Distance()]})
    engine.process(organisation(seed=1, days=6, users=3, visitors=2))
    return engine.snapshot()


def without(part: str, meta: dict[str, Any], arrays: dict[str, Any]) -> bytes:
    """Pack all but one part, with the right checksum."""
    kept = [{name: value for name, value in parts.items() if name != part} for parts in (meta, arrays)]
    return pack(storage.VERSION, *kept)


def sealed(body: bytes) -> bytes:
    """What a snapshot file holds of this, with the right checksum."""
    packed = zstandard.compress(body)
    return b"UBASTATE" + blake2b(packed, digest_size=32).digest() + packed


def restore(snapshot: bytes) -> Engine:
    """Restore with the context and the detector of the snapshot."""
    return Engine.restore(snapshot, context(3), {"user": [Distance()]})


def test_settings_come_back() -> None:
    """A snapshot brings its settings along, so that a replay uses the same."""
    assert restore(stored()).settings == SETTINGS


def test_a_restored_engine_stores_the_same() -> None:
    """What is stored of a restored engine says the same as what it was restored from."""
    meta, arrays = unpack(stored(), storage.VERSION)
    again_meta, again = unpack(restore(stored()).snapshot(), storage.VERSION)

    assert again_meta == meta
    assert set(again) == set(arrays)
    tables = ("seen.", "sessions.", "uids.", "rarity.own.", "rarity.shared.")
    for name, array in arrays.items():
        if any(table in name for table in tables):  # slots may lie in another order
            assert again[name].shape == array.shape
        else:
            assert np.array_equal(again[name], array), name


@settings(max_examples=60)
@given(data=st.data())
def test_any_flipped_bit_is_noticed(data: st.DataObject) -> None:
    """A snapshot with one bit flipped anywhere is refused."""
    snapshot = bytearray(stored())
    place = data.draw(st.integers(0, len(snapshot) - 1))
    snapshot[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(StateError, match="snapshot"):
        restore(bytes(snapshot))


@pytest.mark.parametrize("part", [0, 5, 8, 39, 40, 500, -1])
def test_a_cut_snapshot_is_refused(part: int) -> None:
    """A snapshot that ends early, wherever, is refused."""
    with pytest.raises(StateError, match="use an older snapshot"):
        restore(stored()[:part])


def test_another_version_is_refused() -> None:
    """A snapshot of another version is refused, with both versions and what to do."""
    meta, arrays = unpack(stored(), storage.VERSION)

    with pytest.raises(StateError, match=f"version 99.*version {storage.VERSION}.*replay the journal"):
        restore(pack(99, meta, arrays))


def test_another_feature_schema_is_refused() -> None:
    """A snapshot of other features is refused: its vectors have other columns."""
    meta, arrays = unpack(stored(), storage.VERSION)

    with pytest.raises(StateError, match=r"feature schema abc.*replay the journal"):
        restore(pack(storage.VERSION, {**meta, "features": "abc"}, arrays))


def test_a_missing_part_is_refused() -> None:
    """A sound snapshot that lacks any one array or entry of its table of contents is refused as a whole."""
    meta, arrays = unpack(stored(), storage.VERSION)

    assert len(arrays) > 50
    for part in (*arrays, *meta):
        with pytest.raises(StateError, match="replay the journal"):
            restore(without(part, meta, arrays))


@pytest.mark.parametrize("part", ["findings", "evidence", "ledger"])
def test_an_unreadable_part_is_refused(part: str) -> None:
    """A part that does not decode is refused, not skipped."""
    meta, arrays = unpack(stored(), storage.VERSION)
    arrays[part] = np.frombuffer(b"\xc1\xff", dtype=np.uint8)

    with pytest.raises(StateError, match="replay the journal"):
        restore(pack(storage.VERSION, meta, arrays))


def test_an_array_that_is_none_is_refused() -> None:
    """Stored bytes that do not fill the stored shape are refused."""
    for dtype, shape in (("<i8", [5]), ("<i8", [-1]), ("|O", [1]), ("nonsense", [1])):
        head = msgspec.msgpack.encode([1, {}, [["x", dtype, shape]]])
        with pytest.raises(StateError, match="array"):
            unpack(sealed(b"\x02" + len(head).to_bytes(8, "little") + head + b"abcdefgh"), 1)


def test_the_layout_of_before_is_refused_as_a_version() -> None:
    """A snapshot of a program whose layout was another is refused with its version, not as damaged."""
    with pytest.raises(StateError, match=r"version 4.*version 9.*replay the journal"):
        unpack(sealed(msgspec.msgpack.encode([4, {}, {"x": ["<i8", [1], b"abcdefgh"]}])), 9)


def test_another_detector_starts_calibrated() -> None:
    """A detector of another version is put in without the old one's state; people's days calibrate it at once."""
    engine = Engine.restore(stored(), context(3), {"user": [Distance(version="2")]})
    detector = engine.deciders["user"].detectors[0]

    assert not detector.ready
    assert engine.model_versions()["user.distance"] == "2"
    assert engine.process(organisation(seed=1, days=7, users=3, visitors=2)).p_value.min() > 0.0


def test_codec_round_trip() -> None:
    """Arrays of every kind and shape, empty ones too, come back equal and writable."""
    arrays = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3),
        "b": np.zeros((0, 4), dtype=np.int8),
        "c": np.array([2**64 - 1], dtype=np.uint64),
        "d": np.array(True),
    }
    meta, again = unpack(pack(7, {"x": ["ü", 1.5]}, arrays), 7)  # type: ignore[arg-type]

    assert meta == {"x": ["ü", 1.5]}
    for name, array in arrays.items():
        assert again[name].dtype == array.dtype
        assert np.array_equal(again[name], array)
        assert again[name].flags.writeable
