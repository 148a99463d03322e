"""The writers of an organisation's stack."""

from __future__ import annotations

from training.simulate.stack import Stack
from training.simulate.writers.entra_signin import SignIns
from training.simulate.writers.exchange_tracking import TrackingLog
from training.simulate.writers.mail_log import MailLog
from training.simulate.writers.mail_parts import DescribedMail
from training.simulate.writers.message_trace import MessageTraceLog
from training.simulate.writers.okta_signin import DuoSignIns, OktaSignIns
from training.simulate.writers.postfix import PostfixLog
from training.simulate.writers.sign_in_log import SignInLog


def sign_in_log(stack: Stack, tenant: str) -> SignInLog:
    """Give the log of sign-ins that a stack has."""
    entra = SignIns(tenant)
    if stack.identity == "okta":
        return OktaSignIns(entra, stack.factor == "duo")
    return DuoSignIns(entra) if stack.factor == "duo" else entra


def mail_log(stack: Stack, rows: bool) -> MailLog:
    """Give the log of mail that a stack has; with every row, links and attachments have names."""
    logs: dict[str, MailLog] = {
        "message_trace": MessageTraceLog(parts=rows),
        "exchange_tracking": TrackingLog(),
        "postfix": PostfixLog(),
    }
    return DescribedMail(logs[stack.mail]) if rows else logs[stack.mail]
