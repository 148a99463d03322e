"""Sign-ins of an organisation whose passwords Okta checks, and second factors that Duo asks for.

Microsoft's own applications trust Okta: what Okta let through, Entra logs too.
Silent refreshes are between the applications and Entra alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from training.simulate.presence import Seat
from training.simulate.sink import Sink
from training.simulate.writers import duo, okta
from training.simulate.writers.entra_signin import SignIns
from training.simulate.writers.sign_in_log import SignInLog

MFA_NEEDED, MFA_FAILED, LOCKED = 50074, 500121, 50053
"""Entra's codes, in which attempts are described whoever logs them."""
_MICROSOFT = ("Office", "Microsoft")


@dataclass(frozen=True, slots=True)
class OktaSignIns:
    """Writes Okta's events of an attempt, Duo's when Duo asks, and Entra's record of what was let through."""

    entra: SignIns
    with_duo: bool

    def sign_in(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        seat: Seat,
        error: int,
        app: tuple[str, str],
        *,
        interactive: bool = True,
        detail: str = "",
        mfa: bool = False,
        client: str = "Browser",
        account: str = "",
    ) -> None:
        """Write one attempt; see `SignInLog`."""
        if not interactive:
            self.entra.sign_in(
                sink, rng, at, seat, error, app, interactive=False, detail=detail, mfa=mfa, client=client
            )
            return
        session = okta.session_of(seat.session)
        if error == MFA_NEEDED:
            self._asked(sink, rng, at, seat)
        elif error == MFA_FAILED:
            self._refused(sink, rng, at, seat, detail)
        elif error:
            reason = "LOCKED_OUT" if error == LOCKED else "INVALID_CREDENTIALS"
            okta.write(sink, rng, at, seat, okta.Entry("user.session.start", "FAILURE", reason, stranger=account))
            if error == LOCKED and not account:
                okta.write(sink, rng, at + 40, seat, okta.Entry("user.account.lock", "FAILURE", "LOCKED_OUT"))
        else:
            self._admitted(sink, rng, at, seat, session, app, detail)

    def _asked(self, sink: Sink, rng: Generator, at: int, seat: Seat) -> None:
        challenge = okta.Entry(
            "policy.evaluate_sign_on", "CHALLENGE", "Sign-on policy evaluation resulted in CHALLENGE"
        )
        okta.write(sink, rng, at, seat, challenge)
        if not self.with_duo:
            okta.write(sink, rng, at + 300, seat, okta.Entry("system.push.send_factor_verify_push"))

    def _refused(self, sink: Sink, rng: Generator, at: int, seat: Seat, detail: str) -> None:
        factor = {"factor": "DUO_SECURITY" if self.with_duo else "OKTA_VERIFY_PUSH"}
        if self.with_duo:
            duo.prompt(sink, rng, at - 200, seat, duo_outcome(detail), "Okta")
        elif "declined" in detail:
            okta.write(sink, rng, at - 200, seat, okta.Entry("user.mfa.okta_verify.deny_push", debug=factor))
        failed = okta.Entry("user.authentication.auth_via_mfa", "FAILURE", "INVALID_CREDENTIALS", debug=factor)
        okta.write(sink, rng, at, seat, failed)

    def _admitted(
        self, sink: Sink, rng: Generator, at: int, seat: Seat, session: str, app: tuple[str, str], detail: str
    ) -> None:
        if "completed" in detail:
            factor = {"factor": "DUO_SECURITY" if self.with_duo else "OKTA_VERIFY_PUSH"}
            if self.with_duo:
                duo.prompt(sink, rng, at - 400, seat, duo.APPROVED, "Okta")
            passed = okta.Entry("user.authentication.auth_via_mfa", session=session, debug=factor)
            okta.write(sink, rng, at - 200, seat, passed)
        okta.write(sink, rng, at, seat, okta.Entry("user.session.start", session=session))
        name = "Microsoft Office 365" if app[1].startswith(_MICROSOFT) else app[1]
        sso = okta.Entry("user.authentication.sso", session=session, targets=(okta.app_target(name),))
        okta.write(sink, rng, at + 900, seat, sso)
        if app[1].startswith(_MICROSOFT):
            claim = "MFA requirement satisfied by claim provided by external provider"
            self.entra.sign_in(sink, rng, at + 1_500, seat, 0, app, detail=claim, mfa=True)


@dataclass(frozen=True, slots=True)
class DuoSignIns:
    """Writes Entra's record of an attempt, and Duo's where a second factor was asked for."""

    entra: SignInLog

    def sign_in(
        self,
        sink: Sink,
        rng: Generator,
        at: int,
        seat: Seat,
        error: int,
        app: tuple[str, str],
        *,
        interactive: bool = True,
        detail: str = "",
        mfa: bool = False,
        client: str = "Browser",
        account: str = "",
    ) -> None:
        """Write one attempt; see `SignInLog`."""
        name = "Microsoft Entra ID: External Authentication Methods"
        if error == MFA_FAILED:
            duo.prompt(sink, rng, at - 300, seat, duo_outcome(detail), name)
        elif interactive and not error and "completed" in detail:
            duo.prompt(sink, rng, at - 300, seat, duo.APPROVED, name)
        self.entra.sign_in(
            sink,
            rng,
            at,
            seat,
            error,
            app,
            interactive=interactive,
            detail=detail,
            mfa=mfa,
            client=client,
            account=account,
        )


def duo_outcome(detail: str) -> tuple[str, str]:
    """Give Duo's result and reason of what Entra calls `detail`."""
    if "fraud" in detail:
        return duo.FRAUD
    return duo.DECLINED if "declined" in detail else duo.NO_RESPONSE
