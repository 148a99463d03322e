"""How an organisation's sign-ins are logged: one face for Entra ID and Okta, with or without Duo."""

from __future__ import annotations

from typing import Protocol

from numpy.random import Generator

from training.simulate.presence import Seat
from training.simulate.sink import Sink


class SignInLog(Protocol):
    """Logs attempts to sign in; error codes are Entra's, whoever logs them."""

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
        """Write one attempt; `error` 0 is a success, `account` the name typed where it is nobody's."""
        ...
