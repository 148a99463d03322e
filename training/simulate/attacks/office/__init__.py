"""Attacks on people, their mailboxes, identities and the cloud directory."""
