"""Rule files as YAML documents that know on which line what stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from uba.errors import RuleError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Path = tuple[str, ...]
MAX_BYTES = 1 << 20


class Document(msgspec.Struct):
    """One rule as it is written, with the line of every key."""

    file: str
    line: int
    data: dict[str, Any]
    lines: dict[_Path, int]

    def line_of(self, path: _Path) -> int:
        """The line of a key; of a field, the first under `detection` that is it, whatever its modifiers."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                if end == len(path):
                    return self.lines[path]
                break
        if len(path) == 2:
            return self._field_line(*path)
        return next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), self.line)

    def _field_line(self, section: str, field: str) -> int:
        for path, line in self.lines.items():
            if path[:1] == (section,) and path[-1].partition("|")[0] == field:
                return line
        return self.lines.get((section,), self.line)

    def problem(self, reason: str, path: _Path = ()) -> RuleError:
        """Give the report of what is wrong with the rule."""
        return RuleError(self.file, self.line_of(path), reason)


def documents(file: str, text: str) -> Iterator[Document | RuleError]:
    """Read a file's documents; what is no rule's mapping is reported."""
    try:
        nodes = list(yaml.compose_all(text, Loader=_LOADER))
        values = list(yaml.load_all(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        yield RuleError(file, mark.line + 1 if mark is not None else 1, f"not YAML: {reason}")
        return
    except (RecursionError, ValueError) as error:
        yield RuleError(file, 1, f"not YAML that a rule could be: {error}")
        return
    for node, value in zip(nodes, values, strict=True):
        if value is None:
            continue
        line = node.start_mark.line + 1
        if not isinstance(value, dict):
            yield RuleError(file, line, "a rule is a mapping of title, logsource and detection; this is none")
            continue
        document = Document(file, line, value, {})
        try:
            twice = _walk(node, (), document.lines)
        except RecursionError:
            yield RuleError(file, line, "the rule refers to itself, or is nested too deeply to be one")
            continue
        yield document if twice is None else RuleError(file, twice[1], f"{twice[0]!r} is there twice: keep one")


def _walk(node: yaml.Node, path: _Path, lines: dict[_Path, int]) -> tuple[str, int] | None:
    """Note the line of every key; give the first key that is there twice, which YAML would pass over in silence."""
    if isinstance(node, yaml.MappingNode):
        met = set()
        for key, value in node.value:
            name = str(key.value)
            if name in met:
                return name, key.start_mark.line + 1
            met.add(name)
            lines.setdefault((*path, name), key.start_mark.line + 1)
            if (twice := _walk(value, (*path, name), lines)) is not None:
                return twice
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if isinstance(item, yaml.CollectionNode) and (twice := _walk(item, path, lines)) is not None:
                return twice
    return None
