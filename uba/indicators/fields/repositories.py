"""GitHub, GitLab, Bitbucket and Confluence audit logs."""

from __future__ import annotations

from uba.indicators.fields import Fields

GITHUB: Fields = {
    name.lower(): reads
    for names, reads in (
        ("action", "event_code"),
        ("actor actor_login", "actor_user_name"),
        ("actor_id", "actor_user_uid"),
        ("actor_ip", "src_ip"),
        ("actor_location.country_code", "src_country"),
        ("user_agent", "user_agent"),
        ("org business", "resource_namespace|log_name"),
        ("repo repository", "resource_uid"),
        ("visibility repository_public public_repo", "status_detail"),
        ("user", "user_name"),
        ("team name", "entity_name"),
        ("permission", "access_list"),
        ("transport_protocol_name", "auth_protocol"),
        ("programmatic_access_type oauth_application_name", "actor_app_name"),
        ("hashed_token token_id", "actor_user_credential_uid"),
    )
    for name in names.split()
}

GITLAB: Fields = {
    name.lower(): reads
    for names, reads in (
        ("event_type event_name details.event_name details.custom_message", "event_code"),
        ("author_email author_name details.author_name", "actor_user_name"),
        ("ip_address details.ip_address", "src_ip"),
        ("target_type details.target_type", "entity_type"),
        ("target_details details.target_details", "entity_name"),
        ("entity_path details.entity_path", "resource_uid"),
        ("details.change details.with", "status_detail|auth_protocol"),
        ("details.to details.as", "access_list"),
    )
    for name in names.split()
}

ATLASSIAN: Fields = {
    name.lower(): reads
    for names, reads in (
        ("auditType.action action summary", "event_code"),
        ("auditType.category auditType.area category", "log_name|entity_type"),
        ("author.name author.username author.displayName author", "actor_user_name"),
        ("author.id", "actor_user_uid"),
        ("source remoteAddress", "src_ip"),
        ("method", "user_agent|auth_protocol"),
        ("affectedObjects.name affectedObject.name affectedObjects", "entity_name|resource_name"),
        ("affectedObjects.type affectedObject.objectType", "entity_type|resource_type"),
        ("affectedObjects.id", "entity_uid|resource_uid"),
    )
    for name in names.split()
}
