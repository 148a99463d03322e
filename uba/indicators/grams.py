"""Which of many texts may contain one of many literals: one pass over their bytes.

Each literal is known by four (or three) of its bytes in a row. The pass looks every four bytes of the texts up in a
table of bits and reports the rare hits; whoever asks then looks at the texts themselves. Thousands of literals cost
what one costs, about a nanosecond a byte (the idea is Wu and Manber's, "A fast algorithm for multi-pattern
searching", 1994).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

SHORTEST = 3
"""Literals below this many bytes are known by nothing: they are looked for one by one."""
_BITS = 16
_FACTOR = 0x9E3779B1  # Knuth's multiplicative hashing
_COMMON = frozenset(b"etaoinsrlhdcumpfgbyw0123456789./-_ ")


class Grams:
    """The literals of one field.

    Parameters
    ----------
    literals
        Lower case, at least `SHORTEST` bytes each.
    """

    def __init__(self, literals: Sequence[str]) -> None:
        self._table = np.zeros((2, 1 << _BITS), dtype=np.bool_)
        self._numbers: dict[int, list[int]] = {}
        for number, literal in enumerate(literals):
            gram = _rarest(literal.encode("utf-8", "surrogatepass"))
            self._table[len(gram) - SHORTEST, _slot(gram)] = True
            self._numbers.setdefault(_key(gram), []).append(number)

    def met(self, texts: Sequence[str]) -> dict[int, set[int]]:
        """Give for texts (by position) the literals (by position) that they may contain; never one too few."""
        data, ends = _encoded(texts)
        found: dict[int, set[int]] = {}
        if data.size >= SHORTEST:
            rows, keys = _scan(data, ends, self._table)
            for row, key in zip(rows.tolist(), keys.tolist(), strict=True):
                if key in self._numbers:
                    found.setdefault(row, set()).update(self._numbers[key])
        return found


def _encoded(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The bytes of texts in lower case, and where each ends."""
    together = "".join(texts)
    if together.isascii():  # a character is a byte, in lower case too
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        return np.frombuffer(together.lower().encode(), dtype=np.uint8), np.cumsum(lengths)
    encoded = [text.lower().encode("utf-8", "surrogatepass") for text in texts]
    lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), np.cumsum(lengths)


def _rarest(literal: bytes) -> bytes:
    """The four bytes in a row with the fewest common letters."""
    width = min(4, len(literal))
    grams = [literal[i : i + width] for i in range(len(literal) - width + 1)]
    return min(grams, key=lambda gram: sum(byte in _COMMON for byte in gram))


def _key(gram: bytes) -> int:
    return int.from_bytes(gram, "little") | len(gram) << 32


def _slot(gram: bytes) -> int:
    return ((int.from_bytes(gram, "little") * _FACTOR) & 0xFFFFFFFF) >> (32 - _BITS)


@njit(cache=True)
def _scan(
    data: NDArray[np.uint8], ends: NDArray[np.int64], table: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows = np.empty(64, dtype=np.int64)
    keys = np.empty(64, dtype=np.int64)
    met = 0
    start = 0
    for row in range(ends.shape[0]):
        end = ends[row]
        three = np.int64(0)
        for i in range(start, end):
            # The last four bytes, the oldest lowest; `three` keeps the last three. All numbers are 64 bits wide.
            four = three | np.int64(data[i]) << 24
            if i - start >= 3 and table[1, ((four * _FACTOR) & 0xFFFFFFFF) >> 16]:
                rows, keys, met = _note(rows, keys, met, row, four | np.int64(4 << 32))
            three = four >> 8
            if i - start >= 2 and table[0, ((three * _FACTOR) & 0xFFFFFFFF) >> 16]:
                rows, keys, met = _note(rows, keys, met, row, three | np.int64(3 << 32))
        start = end
    return rows[:met], keys[:met]


@njit(cache=True)
def _note(
    rows: NDArray[np.int64], keys: NDArray[np.int64], met: int, row: int, key: np.int64
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    if met == rows.shape[0]:
        rows = np.concatenate((rows, np.empty_like(rows)))
        keys = np.concatenate((keys, np.empty_like(keys)))
    rows[met] = row
    keys[met] = key
    return rows, keys, met + 1
