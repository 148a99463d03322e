"""Context: what the organisation knows about its people, networks, systems and days."""

from __future__ import annotations

from uba.context.calendar import Day
from uba.context.context import Context, load_context
from uba.context.directory import User
from uba.context.inventory import Asset
from uba.context.networks import Network

__all__ = ["Asset", "Context", "Day", "Network", "User", "load_context"]
