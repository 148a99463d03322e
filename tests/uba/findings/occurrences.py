"""Made occurrences and findings, for tests of what becomes of them."""

from __future__ import annotations

from hypothesis import strategies as st

from uba.attack import TECHNIQUES
from uba.decide.decision import Reason
from uba.features import CATALOGUE
from uba.findings.book import FindingBook
from uba.findings.finding import Entity, Finding
from uba.findings.occurrence import Occurrence

START = 1_773_046_455_120
HOUR_MS = 3_600_000
ANA, IP = Entity("user", "ana@corp.example"), Entity("src_ip", "192.0.2.66")


def occurrence(
    uid: str = "e",
    time: int = START,
    *,
    flagged: tuple[Entity, ...] = (ANA,),
    entities: tuple[Entity, ...] = (ANA, IP),
    group: str = "",
    surprise: float = 5.0,
    reasons: tuple[Reason, ...] = (),
    source: str = "confluence",
    aggravating: tuple[str, ...] = (),
) -> Occurrence:
    """Make one event over the threshold."""
    return Occurrence(
        uid=uid,
        time=time,
        source=source,
        surprise=surprise,
        score=min(12.5 * surprise, 100.0),
        flagged=flagged,
        entities=entities,
        group=group,
        reasons=reasons,
        model_versions={"uba": "0"},
        aggravating=aggravating,
    )


def reason(feature: str = "read.count.wiki.1d", entity: Entity = ANA, p_value: float = 1e-5, **more: object) -> Reason:
    """Make one reason."""
    return Reason(
        feature=feature,
        entity_type=entity.type,
        entity=entity.id,
        message=f"{feature} was high",
        observed=205.0,
        p_value=p_value,
        maturity=0.5,
        **{"techniques": ("T1213.001", "T1213"), **more},  # type: ignore[arg-type]
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
ENTITIES = st.builds(Entity, st.sampled_from(["user", "src_ip", "session", "object", "repository"]), TEXT)
FIGURES = st.floats(0, 1e12)
REASONS = st.builds(
    Reason,
    feature=st.sampled_from([spec.name for spec in CATALOGUE]),
    entity_type=st.sampled_from(["user", "src_ip"]),
    entity=TEXT,
    message=TEXT,
    observed=FIGURES,
    observed_text=st.sampled_from(["", "CL"]),
    expected_low=FIGURES,
    expected_high=FIGURES,
    peers_low=FIGURES,
    peers_high=FIGURES,
    p_value=st.floats(1e-30, 1.0),
    maturity=st.floats(0, 1),
    techniques=st.lists(st.sampled_from(sorted(TECHNIQUES)), max_size=3).map(tuple),
    event_uids=st.lists(TEXT, max_size=2).map(tuple),
    reported_from=st.sampled_from([0.0, 38.0]),
)
OCCURRENCES = st.builds(
    Occurrence,
    uid=TEXT,
    time=st.integers(START, START + 60 * HOUR_MS),
    source=st.sampled_from(["confluence", "m365_ual"]),
    surprise=st.floats(0, 30),
    score=st.floats(0, 100),
    flagged=st.lists(ENTITIES, min_size=1, max_size=3, unique=True).map(tuple),
    entities=st.lists(ENTITIES, max_size=4, unique=True).map(tuple),
    group=st.sampled_from(["", "AS1 web"]),
    reasons=st.lists(REASONS, max_size=4).map(tuple),
    model_versions=st.just({"uba": "0"}),
    aggravating=st.sampled_from([(), ("privileged user ana@corp.example",), ("critical host db1",)]),
)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """Draw a finding of any life: events, a verdict or none."""
    book = FindingBook()
    for item in draw(st.lists(OCCURRENCES, min_size=1, max_size=5)):
        finding, _ = book.add(item)
    verdict = draw(st.sampled_from(["", "true_positive", "false_positive", "benign"]))
    if verdict:
        book.verdict(finding.uid, verdict, draw(st.text(max_size=5)), "kim", START)
    return finding


__all__ = ["ANA", "HOUR_MS", "IP", "OCCURRENCES", "START", "findings", "occurrence", "reason"]
