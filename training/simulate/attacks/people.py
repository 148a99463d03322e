"""Attacks on people, identities, mail and the cloud directory, by behaviour."""

from __future__ import annotations

from training.simulate.attacks.kind import AttackKind
from training.simulate.attacks.office import (
    chats,
    collection,
    cracking,
    devices,
    doors,
    execution,
    forwarding,
    hiding,
    listing,
    outlook,
    partners,
    passwords,
    phishing,
    prompts,
    proxy_phish,
    remote,
    repositories,
    rights,
    spearphish,
    tokens,
)
from training.simulate.world import World


def with_okta(world: World) -> bool:
    """Hold for organisations whose passwords Okta checks."""
    return world.stack.identity == "okta"


def with_entra(world: World) -> bool:
    """Hold for organisations whose passwords Entra checks."""
    return world.stack.identity == "entra"


PEOPLE_ATTACKS: dict[str, tuple[AttackKind, ...]] = {
    "passwords": (
        AttackKind("T1110", passwords.at_every_place),
        AttackKind("T1110", passwords.tenant_wide),
        AttackKind("T1110", passwords.slowly),
        AttackKind("T1110.001", passwords.guess(doors.network_logon)),
        AttackKind("T1110.001", passwords.guess(doors.controller)),
        AttackKind("T1110.001", passwords.guess(doors.remote_access)),
        AttackKind("T1110.001", passwords.guess(doors.remote_desktop)),
        AttackKind("T1110.001", passwords.guess(doors.database)),
        AttackKind("T1110.001", passwords.guess(doors.old_protocol), with_entra),
        AttackKind("T1110.002", cracking.tickets_collected),
        AttackKind("T1110.002", cracking.answers_collected),
        AttackKind("T1110.003", passwords.spray(doors.controller)),
        AttackKind("T1110.003", passwords.spray(doors.network_logon)),
        AttackKind("T1110.003", passwords.spray(doors.remote_access)),
        AttackKind("T1110.003", passwords.others_names),
        AttackKind("T1110.004", passwords.stuff(doors.remote_access)),
        AttackKind("T1110.004", passwords.stuff(doors.shop_login)),
    ),
    "repositories": (
        AttackKind("T1213", repositories.everything),
        AttackKind("T1213", repositories.searches),
        AttackKind("T1213.001", repositories.admin_reads_wiki),
        AttackKind("T1213.001", repositories.spaces_exported),
        AttackKind("T1213.002", repositories.admin_reads_files),
        AttackKind("T1213.003", repositories.token_reads_code),
        AttackKind("T1213.003", repositories.admin_clones),
    ),
    "mailbox": (
        AttackKind("T1098.002", rights.everybody),
        AttackKind("T1098.002", rights.accomplice),
        AttackKind("T1114", collection.by_application),
        AttackKind("T1114", collection.whole_mailbox),
        AttackKind("T1114", collection.export),
        AttackKind("T1114.003", forwarding.by_rule),
        AttackKind("T1114.003", forwarding.many_mailboxes),
        AttackKind("T1114.003", forwarding.transport_rule),
        AttackKind("T1564", hiding.traces_removed),
        AttackKind("T1564", hiding.hidden_mailboxes),
        AttackKind("T1564.008", hiding.hiding_rule),
        AttackKind("T1534", spearphish.to_finance),
        AttackKind("T1534", spearphish.by_chat),
    ),
    "outlook": (
        AttackKind("T1137", outlook.any_of),
        AttackKind("T1137.003", outlook.form),
        AttackKind("T1137.004", outlook.home_page),
        AttackKind("T1137.005", outlook.rule),
    ),
    "identity": (
        AttackKind("T1098.005", devices.enrol),
        AttackKind("T1557", proxy_phish.in_the_middle),
        AttackKind("T1621", prompts.fatigue),
        AttackKind("T1133", remote.by_gateway),
        AttackKind("T1133", remote.by_desktop_gateway),
        AttackKind("T1199", partners.guest_reads),
        AttackKind("T1199", partners.partner_administers),
        AttackKind("T1199", partners.foreign_role),
        AttackKind("T1550", tokens.hash_passed),
        AttackKind("T1550", tokens.access_key),
        AttackKind("T1550", tokens.repository_token),
        AttackKind("T1550", tokens.refresh_token),
        AttackKind("T1550.004", tokens.okta_session, with_okta),
    ),
    "listing": (
        AttackKind("T1069", listing.rights_in_aws),
        AttackKind("T1069", listing.groups_browsed),
        AttackKind("T1069", listing.rights_in_cluster),
        AttackKind("T1069.003", listing.directory_mapped),
        AttackKind("T1069.003", listing.everything_in_aws),
    ),
    "phishing": (
        AttackKind("T1566", phishing.supplier),
        AttackKind("T1566", phishing.own_name),
        AttackKind("T1566.001", phishing.attachment),
        AttackKind("T1566.002", phishing.link),
        AttackKind("T1566.003", chats.help_desk),
        AttackKind("T1598", phishing.asks),
        AttackKind("T1598.001", chats.profile),
        AttackKind("T1598.002", phishing.form),
        AttackKind("T1598.003", phishing.survey),
        AttackKind("T1204", execution.click_and_run),
    ),
}
"""By behaviour."""
