"""The operator's own indicator rules: what their files say, so that it can be kept and compiled again."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import structlog

from uba.errors import ConfigError

if TYPE_CHECKING:
    from uba.indicators import RuleSet

log = structlog.get_logger("serve.own_rules")


class OwnRules(msgspec.Struct, frozen=True):
    """Rule files by name, in order; none where the operator has none."""

    texts: tuple[tuple[str, str], ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hash of names and contents; empty where there are none."""
        return hashlib.sha256(msgspec.json.encode(self.texts)).hexdigest() if self.texts else ""

    def rules(self) -> RuleSet:
        """Give the rules that come with the program and these; a file that cannot be compiled adds none."""
        from uba.indicators import built_in_rules, compiled

        ours = built_in_rules()
        return ours.merged(compiled(self.texts, ours.parts)[0]) if self.texts else ours


def read_own_rules(directory: Path | None, strict: bool = False) -> OwnRules:
    """Read a directory of Sigma rules; each that cannot be used is a warning with file, line and reason.

    Raises
    ------
    uba.errors.ConfigError
        There is no such directory; or, if `strict`, a rule cannot be used.
    """
    from uba.indicators import built_in_rules, compiled, rule_files

    if directory is None:
        return OwnRules()
    texts, problems = rule_files(directory)
    rules, more = compiled(texts, built_in_rules().parts)
    problems += more
    for problem in problems:
        log.warning("rule left out", file=problem.file, line=problem.line, reason=problem.problem)
    if strict and problems:
        raise ConfigError(
            f"{len(problems)} rules of {directory} cannot be used, the first is {problems[0]}, expected none: mend "
            "them, or leave out --strict-rules to go on without them"
        )
    log.info("own rules loaded", directory=str(directory), rules=len(rules), left_out=len(problems))
    return OwnRules(tuple(texts))
