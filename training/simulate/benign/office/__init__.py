"""What people do with mail, identities and documents that looks like an attack and is none."""

from __future__ import annotations

from training.simulate.activity.office.listing import IGA_APP
from training.simulate.benign.kind import LookalikeKind
from training.simulate.benign.office import identities, mail, mailboxes, outsiders, reading

ONCE = 10**9
"""Person-days between two of a kind that happens once in a simulation."""

OFFICE_LOOKALIKES: tuple[LookalikeKind, ...] = (
    LookalikeKind("mailbox_migration", "T1098.002", "mailbox", ONCE, mailboxes.mailbox_migration),
    LookalikeKind("calendars_shared", "T1098.002", "mailbox", 2_500, mailboxes.calendars_shared),
    LookalikeKind("rooms_made", "T1098.002", "mailbox", ONCE, mailboxes.rooms_made),
    LookalikeKind("assistant_begins", "T1098.002", "mailbox", ONCE, mailboxes.assistant_begins),
    LookalikeKind("team_day", "T1114", "mailbox", 2_500, mailboxes.team_day),
    LookalikeKind("mailbox_resync", "T1114", "mailbox", 1_000, mailboxes.mailbox_resync),
    LookalikeKind("legal_hold", "T1114", "mailbox", 2_500, mailboxes.legal_hold),
    LookalikeKind("ticket_forward", "T1114.003", "mailbox", ONCE, mailboxes.ticket_forward),
    LookalikeKind("leaver_handover", "T1114.003", "mailbox", 2_500, mailboxes.leaver_handover),
    LookalikeKind("vacation_replies", "T1114.003", "mailbox", 2_500, mailboxes.vacation_replies),
    LookalikeKind("cleanup_day", "T1564", "mailbox", 1_500, mailboxes.cleanup_day),
    LookalikeKind("hidden_service_mailbox", "T1564", "mailbox", 2_500, mailboxes.hidden_service_mailbox),
    LookalikeKind("tidy_rules", "T1564.008", "mailbox", 1_500, mailboxes.tidy_rules),
    LookalikeKind("alert_rule", "T1564.008", "mailbox", 2_500, mailboxes.alert_rule),
    LookalikeKind("rules_recreated", "T1137.005", "outlook", 1_500, mailboxes.rules_recreated),
    LookalikeKind("addin_rollout", "T1137", "outlook", ONCE, mailboxes.addin_rollout),
    LookalikeKind("crm_forms", "T1137.003", "outlook", ONCE, mailboxes.crm_forms),
    LookalikeKind("device_refresh", "T1098.005", "identity", ONCE, identities.device_refresh),
    LookalikeKind("enrolment_manager", "T1098.005", "identity", 2_500, identities.enrolment_manager),
    LookalikeKind("phone_replacement", "T1098.005", "identity", 1_500, identities.phone_replacement),
    LookalikeKind("device_renamed", "T1098.005", "identity", ONCE, identities.device_renamed),
    LookalikeKind("no_signal", "T1621", "identity", 1_000, identities.no_signal),
    LookalikeKind("policy_rollout", "T1621", "identity", ONCE, identities.policy_rollout),
    LookalikeKind("app_release", "T1110.004", "passwords", ONCE, identities.app_release),
    LookalikeKind("reset_loop", "T1110.001", "passwords", 1_500, identities.reset_loop),
    LookalikeKind("service_password", "T1110", "passwords", 2_500, identities.service_password),
    LookalikeKind("names_inventoried", "T1110.002", "passwords", ONCE, identities.names_inventoried),
    LookalikeKind("vault_logon", "T1110.002", "passwords", 2_500, identities.vault_logon),
    LookalikeKind("migration_tool", "T1110.003", "passwords", ONCE, identities.migration_tool),
    LookalikeKind("gateway_outage", "T1110", "passwords", ONCE, identities.gateway_outage),
    LookalikeKind("run_as", "T1550", "identity", 2_500, identities.run_as),
    LookalikeKind("egress_pool", "T1550.004", "identity", 1_500, identities.egress_pool),
    LookalikeKind("hotel", "T1133", "identity", 1_000, identities.hotel),
    LookalikeKind("vpn_flapping", "T1133", "identity", 1_500, identities.vpn_flapping),
    LookalikeKind("auditor", "T1213", "repositories", 2_500, reading.auditor),
    LookalikeKind("reorganisation", "T1213", "repositories", ONCE, reading.reorganisation),
    LookalikeKind("many_searches", "T1213", "repositories", 1_500, reading.many_searches),
    LookalikeKind("page_tree_export", "T1213.001", "repositories", 2_500, reading.page_tree_export),
    LookalikeKind("incident_night", "T1213.001", "repositories", ONCE, reading.incident_night),
    LookalikeKind("intranet_launch", "T1213.002", "repositories", ONCE, reading.intranet_launch),
    LookalikeKind("site_migration", "T1213.002", "repositories", ONCE, reading.site_migration),
    LookalikeKind("refactor_campaign", "T1213.003", "repositories", 2_500, reading.refactor_campaign),
    LookalikeKind("laptop_rebuild", "T1213.003", "repositories", 2_500, reading.laptop_rebuild),
    LookalikeKind("access_review", "T1069.003", "listing", ONCE, reading.access_review),
    LookalikeKind("helpdesk_portal", "T1069", "listing", 2_500, reading.helpdesk_portal),
    LookalikeKind("phishing_simulation", "T1566.002", "phishing", ONCE, mail.phishing_simulation),
    LookalikeKind("signing_wave", "T1566.002", "phishing", ONCE, mail.signing_wave),
    LookalikeKind("staff_survey", "T1598.003", "phishing", ONCE, mail.staff_survey),
    LookalikeKind("new_supplier", "T1566", "phishing", 1_500, mail.new_supplier),
    LookalikeKind("sender_moves", "T1566", "phishing", 2_500, mail.sender_moves),
    LookalikeKind("alumni_alias", "T1566", "phishing", 2_500, mail.alumni_alias),
    LookalikeKind("payroll_archive", "T1566.001", "phishing", ONCE, mail.payroll_archive),
    LookalikeKind("drawings", "T1566.001", "phishing", ONCE, mail.drawings),
    LookalikeKind("scan_to_mail", "T1566.001", "phishing", 2_500, mail.scan_to_mail),
    LookalikeKind("conference", "T1598", "phishing", 2_500, mail.conference),
    LookalikeKind("project_chat", "T1566.003", "phishing", 2_500, mail.project_chat),
    LookalikeKind("recruiter_chat", "T1566.003", "phishing", 2_500, mail.recruiter_chat),
    LookalikeKind("hiring_campaign", "T1598.001", "phishing", 2_500, mail.hiring_campaign),
    LookalikeKind("film_upload", "T1598.001", "phishing", 2_500, mail.film_upload),
    LookalikeKind("client_update", "T1204", "phishing", ONCE, mail.client_update),
    LookalikeKind("tickets_notify", "T1534", "mailbox", 2_500, mail.tickets_notify),
    LookalikeKind("invitations", "T1534", "mailbox", 1_500, mail.invitations),
    LookalikeKind("traveller_posts", "T1534", "mailbox", 2_500, mail.traveller_posts),
    LookalikeKind("split_tunnel", "T1557", "identity", 1_500, outsiders.split_tunnel),
    LookalikeKind("contractor_week", "T1199", "identity", 2_500, outsiders.contractor_week),
    LookalikeKind("provider_shift", "T1199", "identity", 2_500, outsiders.provider_shift),
    LookalikeKind("folder_page", "T1137.004", "outlook", ONCE, outsiders.folder_page),
    LookalikeKind("tender", "T1598.002", "phishing", 2_500, outsiders.tender),
)
"""Every kind, by the technique it could be taken for."""

OFFICE_STANDING: dict[str, tuple[str, str, str]] = {
    "cspm": ("T1069", "listing", "cspm-inventory"),
    "iga": ("T1069.003", "listing", IGA_APP[::-1]),
}
"""Machines that list rights all day or all night: key of a tally to technique, behaviour and the name in the logs."""
