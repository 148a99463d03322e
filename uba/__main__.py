"""`python -m uba`: the command `uba`, with the interpreter that was named."""

from __future__ import annotations

from uba.cli import main

main()
