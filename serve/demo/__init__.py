"""`uba demo`: the main job end to end, on a generated organisation.

The other groups are used as an operator uses them, through the command line: `serve` does not import `training`.
"""

from __future__ import annotations

from serve.demo.command import register

__all__ = ["register"]
