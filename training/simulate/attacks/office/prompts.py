"""Second-factor prompts until somebody gives in (T1621): Entra's, Okta's or Duo's."""

from __future__ import annotations

from numpy.random import Generator

from training.simulate.activity.signin import MFA_FAILED, MFA_NEEDED, attempt
from training.simulate.attacks.scene import Entities, Scene, victim
from training.simulate.calendar import DAY, HOUR, MINUTE
from training.simulate.devices import foreign
from training.simulate.networks import access, hostile
from training.simulate.randomness import pick, uuid
from training.simulate.world import World

DECLINED = "MFA denied; user declined the authentication"
TIMED_OUT = "MFA denied; user did not respond to mobile app notification"
FRAUD = "MFA denied; fraud code entered"


def fatigue(world: World, rng: Generator, scene: Scene) -> Entities:
    """Ask for approval again and again with the right password (T1621).

    Loud: 16 to 22 prompts in nine minutes at night, then most often one is approved. Medium: 7 to 9. Quiet: two or
    three an evening.
    """
    person = victim(world, rng, scene)
    moments = _moments(rng, scene, world.local_midnight(person, scene.first_day))
    network = pick(rng, access(person.site.country, "residential")) if scene.quiet else hostile(rng)
    device, ip = foreign(rng, pick(rng, ("edge", "chrome", "mac"))), network.address(rng)
    approved = rng.random() < 0.6
    for i, at in enumerate(moments):
        seat = world.seat_elsewhere(person, at, device, network, ip, uuid(rng))
        attempt(world, rng, scene.sink, at, seat, MFA_NEEDED, mfa=True)
        answer = at + int(rng.uniform(8_000, 22_000))
        if i == len(moments) - 1 and approved:
            attempt(world, rng, scene.sink, answer, seat, 0, "MFA completed in Azure AD", mfa=True)
            continue
        u = rng.random()
        detail = FRAUD if u < 0.06 and i > 3 else DECLINED if u < 0.55 else TIMED_OUT
        attempt(world, rng, scene.sink, answer, seat, MFA_FAILED, detail, mfa=True)
    return {"user": [person.upn], "src_ip": [ip]}


def _moments(rng: Generator, scene: Scene, midnight: int) -> list[int]:
    """Draw when prompts come: in one burst at night, or a few in the evenings of all days."""
    if not scene.quiet:
        n = int(rng.integers(16, 23)) if scene.intensity == "loud" else int(rng.integers(7, 10))
        start = midnight + int(rng.uniform(0.2, 5) * HOUR)
        return sorted(start + int(u * 9 * MINUTE) for u in rng.random(n))
    evenings = range(scene.last_day - scene.first_day + 1)
    found = [
        midnight + day * DAY + int(rng.uniform(18.5, 22.5) * HOUR)
        for day in evenings
        for _ in range(int(rng.integers(2, 4)))
    ]
    return sorted(found)
