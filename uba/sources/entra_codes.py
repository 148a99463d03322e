"""Entra error codes that are steps of a sign-in, not denials.

A code here means that somebody or something still has to do a step (answer
MFA, sign in again, consent), so nothing was decided yet. Every other code but
0 is a denial. Reference: Microsoft, "Microsoft Entra authentication and
authorization error codes" (AADSTS).
"""

from __future__ import annotations

ENTRA_INTERRUPTS: frozenset[int] = frozenset(
    {
        16000,  # several accounts: pick one
        16001,  # the selected account cannot be used here
        16003,  # the account has not been added to the tenant yet
        50058,  # silent sign-in, but nobody is signed in
        50072,  # MFA has to be enrolled first
        50074,  # strong authentication is asked for
        50076,  # MFA is asked for by policy
        50078,  # MFA has expired
        50079,  # MFA has to be enrolled (security defaults)
        50089,  # the flow took too long
        50097,  # device authentication is asked for
        50125,  # password reset or registration in between
        50127,  # the broker app has to be installed
        50129,  # the device has to be joined
        50132,  # session ended by a password change
        50133,  # session ended by expiry or a password change
        50140,  # "stay signed in?"
        50143,  # session belongs to another flow
        50158,  # an external provider asks for more
        50173,  # a fresh token is asked for
        50199,  # confirm that this is your app
        65001,  # consent is asked for
        70043,  # session lifetime is over
        70044,  # session lifetime is over
        70046,  # session lifetime is over
        81010,  # seamless sign-on: Kerberos ticket expired
        81012,  # seamless sign-on: another user
        90094,  # an administrator has to consent
        90095,  # an administrator has to consent
        399218,  # the broker has to confirm
        700082,  # refresh token unused too long
        700084,  # refresh token of a single-page app is over
        9002341,  # confirm single sign-on
    }
)

ENTRA_MFA_CODES: frozenset[int] = frozenset({50072, 50074, 50076, 50078, 50079, 50088, 500121})
"""Codes that only a sign-in with multi-factor authentication can give."""
