"""Rule files, from YAML to compiled rules; what cannot be compiled is reported with file, line and reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule
from sigma.rule.detection import SigmaDetectionItem

from uba.errors import ConfigError, RuleError
from uba.indicators.compiling import Names, guard_of, names_of, tree_of
from uba.indicators.correlating import correlations
from uba.indicators.documents import MAX_BYTES, Document, documents
from uba.indicators.patterns import POLICY
from uba.indicators.refusal import Refusal
from uba.indicators.rule import ABOUT, LEVELS, Rule
from uba.indicators.ruleset import EventRule, Part, RuleSet
from uba.indicators.sentence import DEFAULT, check
from uba.newcomers import ASKED

_TECHNIQUE = re.compile(r"attack\.(t\d{4}(?:\.\d{3})?)$", re.IGNORECASE)


class Extension(msgspec.Struct, forbid_unknown_fields=True):
    """The key `uba` of a rule: what Sigma has no key for.

    `output` keeps a rule firing that a correlation refers to. `newcomer` is of rules about one event. `fires` and
    `silent` are examples, native records or flat events; the tests of the rules run them.
    """

    indicator: str = ""
    about: str = "user"
    sentence: str = DEFAULT
    must_fire: bool = False
    quiet_days: int = 1
    output: bool = False
    newcomer: str = ""
    fires: list[dict[str, Any]] = []
    silent: list[dict[str, Any]] = []


class Loaded(msgspec.Struct):
    """One rule on its way: what was written, and what pySigma made of it."""

    document: Document
    uid: str
    rule: Rule
    sigma: SigmaRule | SigmaCorrelationRule
    output: bool = False
    newcomer: str = ""
    names: Names | None = None


@cache
def built_in_rules() -> RuleSet:
    """Give the rules that come with the program."""
    folder = files("uba.indicators") / "rules"
    texts = sorted((entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".yml"))
    rules, problems = compiled(texts)
    if problems:
        raise ConfigError(f"a rule that comes with the program cannot be used: {problems[0]}; install it again")
    return rules


def rules_with(directory: Path | None) -> tuple[RuleSet, list[RuleError]]:
    """Give the rules that come with the program and those of the user's directory, and what could not be used of it.

    Raises
    ------
    ConfigError
        There is no such directory.
    """
    if directory is None:
        return built_in_rules(), []
    rules, problems = load_rules(directory)
    return built_in_rules().merged(rules), problems


def load_rules(directory: Path) -> tuple[RuleSet, list[RuleError]]:
    """Read a directory of Sigma rules (`*.yml`, `*.yaml`, recursively); what cannot be used is reported and skipped.

    Raises
    ------
    ConfigError
        There is no such directory.
    """
    texts, problems = rule_files(directory)
    rules, more = compiled(texts, built_in_rules().parts)
    return rules, sorted([*problems, *more], key=lambda problem: (problem.file, problem.line))


def rule_files(directory: Path) -> tuple[list[tuple[str, str]], list[RuleError]]:
    """Read the rule files of a directory by name, in an order that does not depend on the file system.

    Raises
    ------
    ConfigError
        There is no such directory.
    """
    if not directory.is_dir():
        raise ConfigError(f"{directory}: not a directory; give one with Sigma rules (*.yml)")
    texts: list[tuple[str, str]] = []
    problems: list[RuleError] = []
    paths = (path for path in directory.rglob("*") if path.suffix in (".yml", ".yaml") and path.is_file())
    for name, path in sorted((path.relative_to(directory).as_posix(), path) for path in paths):
        try:
            text = path.read_bytes()
            if len(text) > MAX_BYTES:
                raise ValueError(f"has {len(text):,} bytes: expected a rule, of at most {MAX_BYTES:,}")
            texts.append((name, text.decode("utf-8-sig")))
        except (OSError, ValueError) as error:
            problems.append(RuleError(name, 1, f"cannot be read: {error}"))
    return texts, problems


def compiled(texts: Iterable[tuple[str, str]], known: Iterable[Part] = ()) -> tuple[RuleSet, list[RuleError]]:
    """Compile rule files.

    Parameters
    ----------
    texts
        Name and content of each file, in the order that the rules are to have.
    known
        Rules of others that correlations may refer to.
    """
    problems: list[RuleError] = []
    loaded: dict[str, Loaded] = {}
    for name, text in texts:
        for item in documents(name, text):
            made = item if isinstance(item, RuleError) else _loaded(item)
            if isinstance(made, RuleError):
                problems.append(made)
            elif made.uid in loaded:
                problems.append(made.document.problem(f"its id is also that of {loaded[made.uid].rule.file}", ("id",)))
            else:
                loaded[made.uid] = made
    parts: dict[str, Part] = {}
    for one in loaded.values():
        if isinstance(one.sigma, SigmaRule):
            _add(parts, one, one.sigma, problems)
    related, more = correlations(loaded.values(), parts, known)
    return RuleSet(related), problems + more


def _add(parts: dict[str, Part], one: Loaded, sigma: SigmaRule, problems: list[RuleError]) -> None:
    try:
        one.names = names_of(sigma)
        condition = tree_of(sigma, one.names)
    except Refusal as refusal:
        problems.append(one.document.problem(refusal.reason, refusal.path))
        return
    guard = guard_of(one.names.origin)
    parts[one.uid] = EventRule(uid=one.uid, rule=one.rule, guard=guard, condition=condition, newcomer=one.newcomer)


def _loaded(document: Document) -> Loaded | RuleError:
    data = document.data
    for key, reason in _UNSUPPORTED:
        if key in data:
            return document.problem(reason, (key,))
    if not isinstance(data.get("id", ""), str):
        return document.problem(f"id is {data['id']!r}: expected a UUID", ("id",))
    try:
        extension = msgspec.convert(data.get("uba", {}), Extension)
        _check(extension)
        kind = SigmaCorrelationRule if "correlation" in data else SigmaRule
        plain = {key: value for key, value in data.items() if key != "uba"}
        sigma = kind.from_dict(plain, collect_errors=True, policy=POLICY)
    except Refusal as refusal:
        return document.problem(refusal.reason, refusal.path)
    except msgspec.ValidationError as error:
        return document.problem(f"uba: {error}", ("uba",))
    except SigmaError as error:
        return document.problem(str(error), _where(error, data))
    except Exception as error:  # pySigma lets Python's own errors through for rules of odd types
        return document.problem(f"not a Sigma rule: {type(error).__name__}: {error}")
    if sigma.errors:
        return document.problem(str(sigma.errors[0]), _where(sigma.errors[0], data))
    if isinstance(sigma, SigmaRule) and sigma.detection.condition == []:
        return document.problem("the rule has no condition", ("detection",))
    uid = str(sigma.id) if sigma.id is not None else str(uuid5(NAMESPACE_URL, f"{document.file} {sigma.title}"))
    return Loaded(document, uid, _rule(document, extension, sigma, uid), sigma, extension.output, extension.newcomer)


def _check(extension: Extension) -> None:
    check(extension.sentence)
    if extension.about not in ABOUT:
        raise Refusal(f"about is {extension.about!r}: expected one of {', '.join(ABOUT)}", ("uba", "about"))
    if extension.newcomer not in ("", *ASKED):
        raise Refusal(f"newcomer is {extension.newcomer!r}: expected one of {', '.join(ASKED)}", ("uba", "newcomer"))
    if not 1 <= extension.quiet_days <= 400:
        raise Refusal(f"quiet_days is {extension.quiet_days}: expected 1 to 400", ("uba", "quiet_days"))


def _rule(document: Document, extension: Extension, sigma: SigmaRule | SigmaCorrelationRule, uid: str) -> Rule:
    level = sigma.level.name.lower() if sigma.level is not None else "medium"
    tags = (_TECHNIQUE.match(str(tag)) for tag in sigma.tags)
    said = msgspec.json.encode({key: value for key, value in document.data.items() if key != "uba"}, enc_hook=str)
    return Rule(
        uid=uid,
        called=sigma.name or document.file.rpartition("/")[2].rpartition(".")[0],
        title=sigma.title or document.file,
        level=level if level in LEVELS else "medium",
        must_fire=extension.must_fire,
        techniques=tuple(dict.fromkeys(match[1].upper() for match in tags if match)),
        about=extension.about,
        sentence=extension.sentence,
        quiet_days=extension.quiet_days,
        indicator=extension.indicator,
        file=document.file,
        digest=hashlib.sha256(said).hexdigest()[:16],
    )


_UNSUPPORTED = (
    ("action", "collections with `action` are of Sigma 1: write every rule out"),
    ("filter", "Sigma filters are not applied: exclude in the rule itself, or list what is allowed in inventory.csv"),
)
_PLACES = (
    ("CorrelationType", ("correlation", "type")),
    ("CorrelationCondition", ("correlation", "condition")),
    ("Timespan", ("correlation", "timespan")),
    ("Correlation", ("correlation",)),
    ("Logsource", ("logsource",)),
    ("Condition", ("detection", "condition")),
    ("Detection", ("detection",)),
    ("Identifier", ("id",)),
    ("Title", ("title",)),
    ("Level", ("level",)),
    ("Status", ("status",)),
    ("Date", ("date",)),
    ("Tags", ("tags",)),
)


def _where(error: SigmaError, data: dict[str, Any]) -> tuple[str, ...]:
    """Where in a rule pySigma's errors come from: the field whose values it does not take, else by the error's name."""
    for key, value in _fields(data.get("detection")):
        try:
            SigmaDetectionItem.from_mapping(key, value, policy=POLICY)
        except Exception:  # whatever it says of this field alone, it is this field
            return "detection", key.partition("|")[0]
    name = type(error).__name__
    return next((path for word, path in _PLACES if word in name), ())


def _fields(detection: Any) -> Iterator[tuple[str, Any]]:
    """The fields of all selections with their values."""
    if isinstance(detection, list):
        for item in detection:
            yield from _fields(item)
    elif isinstance(detection, dict):
        for key, value in detection.items():
            if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict) for one in value)):
                yield from _fields(value)
            elif key != "condition":
                yield str(key), value
