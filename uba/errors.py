"""Every error the project raises on purpose.

A message says what was met, what was expected, and what to do about it.
"""

from __future__ import annotations


class UBAError(Exception):
    """Root of all errors raised on purpose; catching it catches nothing accidental."""


class ParseError(UBAError, ValueError):
    """A record is not what its source says it should be; the record is set aside, the run goes on."""


class ContextError(UBAError, ValueError):
    """A row of a context file cannot be used; the row is reported and skipped."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


class RuleError(UBAError, ValueError):
    """An indicator rule cannot be used; the rule is reported and skipped."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem


class ConfigError(UBAError, ValueError):
    """A setting or argument is unusable; think of it as exit code 2 with a sentence."""


class StateError(UBAError):
    """Stored state is damaged or of a version this program does not know."""


class FeatureMismatch(UBAError):
    """A saved model was trained on other features than the engine computes; retrain or pin."""


class Unavailable(UBAError):
    """Nothing was accepted this time, and the same request will do later; nothing is half-done."""
