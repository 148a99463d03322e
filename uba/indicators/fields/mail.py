"""Message trace and message tracking, mail servers."""

from __future__ import annotations

from uba.indicators.fields import Fields

MAIL: Fields = {
    name.lower(): reads
    for names, reads in (
        ("SenderAddress SenderFromAddress sender-address from sender", "email_from"),
        ("SenderMailFromAddress return-path", "email_smtp_from"),
        ("RecipientAddress RecipientEmailAddress recipient-address to recipient", "email_to"),
        ("Subject message-subject", "email_subject"),
        ("Status DeliveryAction event-id status ActionType", "status_code|event_code"),
        ("ThreatTypes ThreatNames", "status_detail"),
        ("FromIP SenderIPv4 original-client-ip client-ip", "src_ip"),
        ("ReplyTo reply-to", "email_reply_to"),
        ("source", "api_operation"),
        ("SPF", "spf"),
        ("DKIM", "dkim"),
        ("DMARC", "dmarc"),
        ("FileName AttachmentName", "email_files"),
        ("Url", "url|email_urls"),
        ("AccountUpn", "actor_user_name"),
        ("headers header", "email_headers"),
    )
    for name in names.split()
}
