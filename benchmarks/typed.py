"""The yardstick of the line: the same log files merely decoded into typed structs, with every field they have.

Types are found by looking at records of each file's folder, as `benchmarks.parsing` does; nothing of that is
measured. A record that does not fit, as one damaged on purpose, is counted and costs what its decoding cost.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks.parsing_lines import Decode, line_decoder
from benchmarks.parsing_types import json_decoder

_EXAMPLES = 20_000
"""Records of a folder that are looked at for their types."""


class TypedDecode:
    """Decodes log files record by record, a given number at a time.

    Attributes
    ----------
    seconds, records, bytes
        CPU seconds spent so far, records decoded and their bytes.
    misfits
        Records of them that had another form or type than those that were looked at.
    """

    def __init__(self, logs: Path) -> None:
        self.seconds, self.records, self.bytes, self.misfits = 0.0, 0, 0, 0
        self._lines = _decodable(logs)

    def advance(self, count: int) -> None:
        """Decode the next `count` records, and keep them all until the last is done, as a batch does."""
        work = list(islice(self._lines, count))
        kept = []
        start = time.process_time()
        for decode, line in work:
            try:
                kept.append(decode(line))
            except (msgspec.MsgspecError, AttributeError, ValueError):
                self.misfits += 1
        self.seconds += time.process_time() - start
        self.records += len(work)
        self.bytes += sum(len(line) for _, line in work)
        del kept


def _decodable(logs: Path) -> Iterator[tuple[Decode, bytes]]:
    """Yield the lines of all files with what decodes them; a source has a folder, and writes JSON, text or both."""
    for folder in sorted(path for path in logs.iterdir() if path.is_dir()):
        files = sorted(folder.iterdir())
        examples = [line for file in files for line in _spread(file, _EXAMPLES // len(files))]
        of_json = json_decoder([value for line in examples if _is_json(line) and (value := _json(line)) is not None])
        texts = [line for line in examples if not _is_json(line)]
        of_text = _text_decoder(texts) if 100 * len(texts) > len(examples) else of_json  # a few are ends of torn lines
        for file in files:
            for line in file.read_bytes().splitlines():
                yield (of_json if _is_json(line) else of_text), line


def _spread(file: Path, count: int) -> list[bytes]:
    lines = file.read_bytes().splitlines()
    return lines[:: max(1, len(lines) // max(1, count))]


def _is_json(line: bytes) -> bool:
    return line.startswith(b"{")


def _text_decoder(examples: list[bytes]) -> Decode:
    form, maker = line_decoder(examples[0])
    return maker([line for line in examples if _form(line) == form])


def _form(line: bytes) -> str:
    try:
        return line_decoder(line)[0]
    except UnicodeDecodeError:
        return ""


def _json(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
