"""Why a rule is refused, on its way to the report that names file and line."""

from __future__ import annotations


class Refusal(Exception):
    """A rule, or a part of it, cannot be compiled; caught where the rule was loaded, and reported.

    Parameters
    ----------
    reason
        What was met and what to do.
    path
        Keys of the rule's YAML that lead to it, as far as known.
    """

    def __init__(self, reason: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path
