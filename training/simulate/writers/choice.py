"""The writers of an organisation's stack."""

from __future__ import annotations

from training.simulate.stack import Stack
from training.simulate.writers.entra_signin import SignIns
from training.simulate.writers.mail_log import MailLog
from training.simulate.writers.message_trace import MessageTraceLog
from training.simulate.writers.sign_in_log import SignInLog


def sign_in_log(stack: Stack, tenant: str) -> SignInLog:
    """Give the log of sign-ins that a stack has."""
    return SignIns(tenant)


def mail_log(stack: Stack) -> MailLog:
    """Give the log of mail that a stack has."""
    return MessageTraceLog()
