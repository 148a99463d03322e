"""Rules are read from directories; what is wrong is reported with file, line and reason, and nothing else is lost."""

import pytest

from uba.errors import ConfigError
from uba.indicators import RuleSet, built_in_rules, load_rules
from uba.indicators.documents import MAX_BYTES

GOOD = """title: A clone by a script
id: 6a8e9b3c-0f8b-4f6e-9d1b-0d3a3f0c1a01
level: low
tags: [attack.t1213.003, attack.collection, car.2013]
logsource: {product: github, service: audit}
detection:
  selection: {action: git.clone}
  condition: selection
"""


def loaded(tmp_path, **files):
    """Load a directory with these files (`__` stands for a folder)."""
    for name, text in files.items():
        path = tmp_path / (name.replace("__", "/") + ".yml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_rules(tmp_path)


def test_a_rule_is_read_with_what_it_says(tmp_path):
    """Title, level, id and techniques are the rule's; its name is that of its file."""
    rules, problems = loaded(tmp_path, folder__clones=GOOD)
    rule = rules.rules[0]

    assert problems == []
    assert (rule.title, rule.level, rule.weight, rule.techniques) == ("A clone by a script", "low", 1.5, ("T1213.003",))
    assert (rule.file, rule.name, rule.must_fire) == ("folder/clones.yml", "indicator.clones", False)


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("action: git.clone", "acton: git.clone", 7, "acton"),
        ("service: audit", "service: nothing", 5, "no source"),
        ("condition: selection", "condition: selektion", 8, "selektion"),
        ("condition: selection", "condition: selection |count() > 3", 8, "pipe"),
        ("action: git.clone", "action|re: 'git(?=x)'", 7, "(?="),
        ("action: git.clone", "action|like: x", 7, "like"),
        ("action: git.clone", "action|expand: '%list%'", 7, "placeholders"),
        ("id: 6a8e9b3c-0f8b-4f6e-9d1b-0d3a3f0c1a01", "id: 17", 2, "UUID"),
        ("level: low", "level: severe", 3, "severe"),
        ("level: low", "level: low\nlevel: high", 4, "twice"),
        ("level: low", "action: global", 3, "Sigma 1"),
        ("level: low", "uba: {must_fire: perhaps}", 3, "must_fire"),
        ("level: low", "uba: {sentence: 'by {nobody_knows}'}", 3, "nobody_knows"),
        ("level: low", "uba: {about: planet}", 3, "planet"),
        ("detection:", "detections:", 1, "detection"),
        ("tags: [", "tags: [[", 5, "YAML"),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(tmp_path, old, new, line, word):
    """The report names file, line and reason; the other file is loaded."""
    rules, problems = loaded(tmp_path, bad=GOOD.replace(old, new), good=GOOD.replace("1a01", "1a02"))

    assert [rule.file for rule in rules.rules] == ["good.yml"]
    assert [problem.file for problem in problems] == ["bad.yml"]
    assert word in problems[0].problem
    assert problems[0].line == line


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (b"\xff\xfe\x00broken", "cannot be read"),
        (b"- a\n- list\n", "mapping"),
        (b"title: [1, 2]\nlogsource: 3\ndetection: 4\n", ""),
        (b"a: &a [*a]\n", ""),
        (b"x" * (MAX_BYTES + 1), "bytes"),
        (b"title: x\nlogsource: {product: github, service: audit}\ndetection: {condition: a}\n", ""),
    ],
)
def test_no_file_stops_the_others(tmp_path, text, word):
    """Whatever a file holds, it is reported and the rest is loaded."""
    rules, problems = loaded(tmp_path, bad=text, good=GOOD)

    assert len(rules) == 1
    assert [problem.file for problem in problems] == ["bad.yml"]
    assert word in str(problems[0])


def test_an_id_is_used_once(tmp_path):
    """Of two rules with one id the first in order of file names counts, the other is reported."""
    rules, problems = loaded(tmp_path, a=GOOD, b=GOOD)

    assert [rule.file for rule in rules.rules] == ["a.yml"]
    assert "a.yml" in problems[0].problem


def test_rules_of_one_file_are_called_differently(tmp_path):
    """A second rule in a file gets a number, so that findings tell them apart."""
    rules, _ = loaded(tmp_path, two=GOOD + "---\n" + GOOD.replace("1a01", "1a02"))

    assert [rule.name for rule in rules.rules] == ["indicator.two", "indicator.two-2"]


def test_a_rule_of_the_user_takes_the_place_of_ours(tmp_path):
    """A rule with the id of one that comes along replaces it."""
    ours = built_in_rules()
    rules, _ = loaded(tmp_path, mine=GOOD.replace("6a8e9b3c-0f8b-4f6e-9d1b-0d3a3f0c1a01", ours.rules[0].uid))
    together = ours.merged(rules)

    assert len(together) == len(ours)
    assert together.fingerprint() != ours.fingerprint()
    assert "A clone by a script" in [rule.title for rule in together.rules]


def test_fingerprints_follow_what_rules_say(tmp_path):
    """Equal rules have equal fingerprints, whatever their files are called; another condition has another."""
    one, _ = loaded(tmp_path / "a", x=GOOD)
    same, _ = loaded(tmp_path / "b", y=GOOD)
    other, _ = loaded(tmp_path / "c", x=GOOD.replace("git.clone", "git.fetch"))

    assert one.fingerprint() == same.fingerprint() != other.fingerprint()
    assert RuleSet().fingerprint() != one.fingerprint()


def test_no_directory_is_an_error(tmp_path):
    """A directory that is not there is said at once."""
    with pytest.raises(ConfigError, match="not a directory"):
        load_rules(tmp_path / "nothing")


CORRELATION = """title: Many clones
id: 6a8e9b3c-0f8b-4f6e-9d1b-0d3a3f0c1a09
level: high
correlation:
  type: event_count
  rules: 6a8e9b3c-0f8b-4f6e-9d1b-0d3a3f0c1a01
  group-by: [actor]
  timespan: 10m
  condition: {gte: 5}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("1a01", "1a77", 6, "not loaded"),
        ("type: event_count", "type: value_sum", 4, "Value sum"),
        ("type: event_count", "type: many", 5, "many"),
        ("{gte: 5}", "{lt: 5}", 9, "gt or gte"),
        ("{gte: 5}", "{gte: 0}", 9, "1 to"),
        ("timespan: 10m", "timespan: 10 minutes", 8, "imespan"),
        ("timespan: 10m", "timespan: 2y", 8, "31 days"),
        ("[actor]", "[actr]", 7, "actr"),
        ("type: event_count", "type: value_count", 4, "field"),
    ],
)
def test_a_correlation_is_reported_likewise(tmp_path, old, new, line, word):
    """A correlation that cannot be evaluated is reported with its line; its base rule stays, and fires itself."""
    rules, problems = loaded(tmp_path, base=GOOD, many=CORRELATION.replace(old, new))

    assert [rule.title for rule in rules.rules] == ["A clone by a script"]
    assert word in problems[0].problem
    assert (problems[0].file, problems[0].line) == ("many.yml", line)


def test_a_correlation_may_build_on_our_rules(tmp_path):
    """A user's correlation refers to a rule that comes along by its id, and does not silence it."""
    ours = next(rule for rule in built_in_rules().rules if rule.indicator == "R19")
    text = CORRELATION.replace("6a8e9b3c-0f8b-4f6e-9d1b-0d3a3f0c1a01", ours.uid).replace("[actor]", "[src_ip]")
    rules, problems = loaded(tmp_path, many=text)

    assert problems == []
    assert ours in built_in_rules().merged(rules).rules
