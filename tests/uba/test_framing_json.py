"""Lists of records, bare and in envelopes: opened, and without taking more room than they have."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uba import framing_json
from uba.framing import each_record
from uba.framing_documents import split_json
from uba.framing_json import each_record_of, records_of

HEADS = {
    "bare": "[",
    "records": '{"records": [',
    "value": '{"@odata.context": "https://x/[y]", "value": [',
    "hits": '{"took": 5, "hits": {"total": {"value": 2}, "hits": [',
}
TAILS = {"bare": "]", "records": "]}", "value": '], "@odata.nextLink": "https://y"}', "hits": "]}}"}
values = st.recursive(
    st.none() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("name", HEADS)
@given(
    items=st.lists(st.dictionaries(st.text(max_size=3), values, max_size=3), max_size=5),
    joint=st.sampled_from([",", ", ", ",\n", "\n,\n "]),
)
def test_large_lists_are_opened_like_small_ones(name: str, items: list[dict[str, object]], joint: str) -> None:
    """One by one or all at once: the same records, to the byte."""
    document = (HEADS[name] + joint.join(json.dumps(item) for item in items) + TAILS[name]).encode()
    with pytest.MonkeyPatch.context() as patch:
        at_once = list(each_record_of(document) or ())
        patch.setattr(framing_json, "_AT_ONCE_BYTES", 0)
        one_by_one = list(each_record_of(document) or ())

    assert [json.loads(record) for record in at_once] == items
    assert one_by_one == at_once


@pytest.mark.parametrize("document", [b"[{},1]", b'[{"a":1}, "x", {}]', b"[{},[{}]]", b"[1,2]"])
def test_from_what_is_no_object_the_rest_of_a_large_list_is_one(
    document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no list of records, and is set aside as one."""
    monkeypatch.setattr(framing_json, "_AT_ONCE_BYTES", 0)
    records = list(each_record_of(document) or ())

    assert [record for record in records if record.startswith(b"{")] == records[:-1]
    assert document.endswith(records[-1] + b"]")


@pytest.mark.parametrize(
    "document", [b'{"value":[1,2],"x":1}', b'{"value":[1],"x":[{}]}', b'{"a":1}', b"[{}", b"[{}]x"]
)
@pytest.mark.parametrize("at_once", [0, 1_000])
def test_what_is_no_list_of_records_is_none(document: bytes, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record with a list of its own, a record, a damaged list."""
    monkeypatch.setattr(framing_json, "_AT_ONCE_BYTES", at_once)

    assert each_record_of(document) is None
    assert records_of(document) is None


def test_a_list_of_too_many_records_is_not_taken_apart_at_once() -> None:
    """Whoever wants all of them wants no more than a hundred thousand."""
    assert len(records_of(b"[" + b"{}," * 99_999 + b"{}]") or ()) == 100_000
    assert records_of(b"[" + b"{}," * 100_000 + b"{}]") is None


@pytest.mark.parametrize("item", [b"{},", b"1,", b'"",', b"{}\n"])
@pytest.mark.parametrize("head", [b"[", b'{"records":[', b""])
def test_reading_takes_no_more_room_than_a_few_times_the_text(head: bytes, item: bytes) -> None:
    """Half a megabyte of next to nothing is a quarter of a million records; they come one by one."""
    tail = {b"[": b"{}]", b'{"records":[': b"{}]}", b"": b"{}"}[head]
    body = head + item * (500_000 // len(item)) + tail
    for read in (each_record, split_json):
        tracemalloc.start()
        for number, _ in enumerate(read(body)):
            if number > 5_000:
                break
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 4 * len(body)
