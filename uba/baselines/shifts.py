"""Bits of a session shift: what is new about a session since its first event or last interactive sign-in.

Apart from `uba.baselines.sequences`, so that features can name them without loading the baselines.
"""

NETWORK, COUNTRY, AGENT, DEVICE, USER = 1, 2, 4, 8, 16
