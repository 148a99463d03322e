"""What rules may ask that is in no attribute: who somebody is, where a forward goes, what a URL says decoded.

A flag is None where nobody knows: where there is no directory, nobody is unknown to it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import unquote_plus

from uba.addresses import is_private
from uba.context import Context
from uba.indicators.reader import Kind, Reader

_SYSTEM_TYPES = frozenset([3, 4])
_SYSTEM_NAMES = ("nt authority\\", "nt service\\", "nt-autorität\\", "system:serviceaccount:", "app@")
_SERVICE_HOST = ("microsoft.exchange", "servicehost")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@([\w-]+(?:\.[\w-]+)+)")
_TARGETS = re.compile(
    r"(?:^|; ?|\b)(?:forwardingsmtpaddress|forwardingaddress|forwardto|redirectto|forwardasattachmentto"
    r"|blindcopyto|redirectmessageto|copyto|addtorecipients|forwardasattachmentrecipients|forwardrecipients"
    r"|redirectrecipients|ruleactions|actions)[\"' ]*[=: ]\s*((?:(?! -[a-z])[^;\r\n])*)",
    re.IGNORECASE,
)
_DOUBLE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|jpe?g|png|txt|mp[34]|rtf|html?)\s*\.[a-z0-9]{2,5}$", re.IGNORECASE)


def _user(name: str, context: Context) -> str:
    return context.canonical(name) if name else ""


def _is_service(raw: tuple[str, int], context: Context) -> bool | None:
    """System and service accounts, by the record, the name, or the directory."""
    name, kind = raw
    if kind in _SYSTEM_TYPES or name.endswith("$") or name.startswith(_SYSTEM_NAMES) or name == "system":
        return True
    if any(part in name for part in _SERVICE_HOST):
        return True
    user = context.user(name) if name else None
    return None if user is None else user.kind == "service"


def _is_privileged(name: str, context: Context) -> bool | None:
    """Where the directory says it of nobody, it does not say who is."""
    user = context.user(name) if name and _says_who_is_privileged(context) else None
    return None if user is None else user.privileged


def _administers(name: str, context: Context) -> bool | None:
    """Privileged, or in a group that calls its members administrators of something."""
    user = context.user(name) if name else None
    return None if user is None else user.privileged or any("admin" in group.lower() for group in user.groups)


@lru_cache(maxsize=16)
def _says_who_is_privileged(context: Context) -> bool:
    return any(user.privileged for user in context.users)


def _is_shared(mailbox: str, context: Context) -> bool | None:
    """A mailbox that the directory lists as one of several people."""
    user = context.user(mailbox) if mailbox else None
    return None if user is None else user.kind == "shared"


def _is_known(name: str, context: Context) -> bool | None:
    return None if not context.users or not name else context.user(name) is not None


def _same(raw: tuple[str, str], context: Context) -> bool | None:
    one, other = raw
    return context.canonical(one) == context.canonical(other) if one and other else None


def _is_external(address: str, context: Context) -> bool | None:
    """A public address that is in no office and no VPN of the organisation."""
    if not address:
        return None
    network = context.network(address)
    if network is not None and network.kind in ("office", "vpn"):
        return False
    return not is_private(address)


def _is_hosted(address: str, context: Context) -> bool | None:
    network = context.network(address) if address else None
    return None if network is None else network.kind == "hosting"


def _is_strange(address: str, context: Context) -> bool | None:
    """A rented address, or one in no network that is listed, where those that people live in are listed."""
    hosted = _is_hosted(address, context)
    if hosted is not None or not address or is_private(address) or not _lists_homes(context):
        return hosted
    return True


@lru_cache(maxsize=16)
def _lists_homes(context: Context) -> bool:
    return any(network.kind in ("residential", "mobile") for network in context.networks.networks)


def _is_scanner(address: str, context: Context) -> bool:
    """An address, or one in a block, that the inventory lists as a scanner."""
    if address in context.scanners:
        return True
    try:
        number = ip_address(address)
    except ValueError:
        return False
    return any(number in block for block in _blocks(context.scanners))


@lru_cache(maxsize=16)
def _blocks(scanners: frozenset[str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """The blocks among the scanners; a host name with a slash is none."""
    found = []
    for text in sorted(scanners):
        with suppress(ValueError):
            found.append(ip_network(text))
    return tuple(found)


@lru_cache(maxsize=64)
def _listed(context: Context, kind: str) -> frozenset[str]:
    """All values of a type in the inventory; asked for often, collected once."""
    return context.inventory.values(kind)


def domain_of(address: str) -> str:
    """The domain of an e-mail address, or a bare domain itself; lower case."""
    return address.rpartition("@")[2].strip("<> .").lower()


def _within(domain: str, domains: frozenset[str]) -> bool:
    """Whether a domain is listed or lies under one that is."""
    return any(domain == one or domain.endswith("." + one) for one in domains)


def own_domains(context: Context) -> frozenset[str]:
    """The organisation's mail domains: those of the inventory, else those of the directory."""
    return context.own_domains or _domains_of(context)


@lru_cache(maxsize=16)
def _domains_of(context: Context) -> frozenset[str]:
    names = (address for user in context.users for address in (user.email, user.user))
    return frozenset(domain_of(name) for name in names if "@" in name)


def _is_own_domain(address: str, context: Context) -> bool | None:
    own = own_domains(context)
    return None if not own or not address else _within(domain_of(address), own)


def _is_partner_domain(address: str, context: Context) -> bool:
    return bool(address) and _within(domain_of(address), _listed(context, "partner_domain"))


def _external(addresses: list[str], home: str, context: Context) -> tuple[str, ...]:
    """Addresses outside the organisation that no row of the inventory allows to forward to."""
    own = own_domains(context) or frozenset(filter(None, (domain_of(home) if "@" in home else "",)))
    allowed = _listed(context, "external_forward_allowed")
    found = []
    for address in addresses:
        address = address.lower()
        domain = domain_of(address)
        if not (_within(domain, own) or address in allowed or _within(domain, allowed)):
            found.append(address)
    return tuple(dict.fromkeys(found))


def _forwards(raw: tuple[tuple[str, ...], str, str, str, str], context: Context) -> tuple[str, ...]:
    """Where a rule or mailbox forwards to, outside: its recipients, and what its settings say in forwarding names."""
    to, settings, detail, mailbox, actor = raw
    values = _TARGETS.findall(f"{settings}; {detail}")
    addresses = [*to, *(match[0] for value in values for match in _ADDRESS.finditer(value))]
    return _external([one for one in addresses if "@" in one], mailbox if "@" in mailbox else actor, context)


def _granted(raw: tuple[tuple[str, ...], str], context: Context) -> tuple[str, ...]:
    listed, actor = raw
    return _external([one for one in listed if "@" in one], actor, context)


def _recipients(raw: tuple[tuple[str, ...], str], context: Context) -> tuple[str, ...]:
    to, sender = raw
    return _external([one for one in to if "@" in one], sender, context)


def _decoded(text: str, context: Context) -> str:
    """A path or query, percent-decoded twice: what is hidden once more is hidden from most servers too."""
    return unquote_plus(unquote_plus(text)) if "%" in text or "+" in text else text


def _target(raw: tuple[str, str], context: Context) -> str:
    path, query = raw
    return f"{path}?{query}" if query else path


def _url(raw: tuple[str, str, str], context: Context) -> str:
    host, path, query = raw
    return f"{host}{path}?{query}" if query else host + path


def _extension(path: str, context: Context) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def _registry(image: str, context: Context) -> str:
    """`docker.io` where an image names no registry."""
    first, slash, _ = image.partition("/")
    return first.lower() if slash and ("." in first or ":" in first or first == "localhost") else "docker.io"


def _is_known_registry(image: str, context: Context) -> bool | None:
    known = _listed(context, "container_registry")
    if not image or not known:
        return None
    lowered = image.lower()
    return any(lowered == one or lowered.startswith(one.rstrip("/") + "/") for one in known) or (
        _registry(image, context) in known
    )


def _tag(image: str, context: Context) -> str:
    name = image.rpartition("/")[2]
    if "@" in name:
        return name.partition("@")[2]
    return name.partition(":")[2] or ("latest" if image else "")


def _is_known_host(name: str, context: Context) -> bool | None:
    hosts = _listed(context, "host")
    return None if not hosts or not name else name in hosts or name.partition(".")[0] in hosts


def _double(files: tuple[str, ...], context: Context) -> tuple[str, ...]:
    return tuple(name for name in files if _DOUBLE.search(name))


def _endings(files: tuple[str, ...], context: Context) -> tuple[str, ...]:
    return tuple(name.rpartition(".")[2].lower() for name in files if "." in name)


def _first(raw: tuple[str, ...], context: Context) -> str:
    return next(filter(None, raw), "")


def _said(raw: tuple[str, ...], context: Context) -> str:
    return "; ".join(part for part in raw if part)


def _flag(name: str, attributes: tuple[str, ...], read: Any) -> Reader:
    return Reader(name, attributes, Kind.FLAG, read)


_WHO = ("actor_user_name", "actor_user_type_id")
_SETTINGS = ("email_to", "query_text", "status_detail", "resource_uid", "actor_user_name")

DERIVED: dict[str, Reader] = {
    reader.name: reader
    for reader in (
        Reader("user", ("actor_user_name",), Kind.TEXT, _user),
        Reader("target", ("user_name",), Kind.TEXT, _user),
        Reader("component", ("service_name", "app_name"), Kind.TEXT, _first),
        _flag("actor_is_service", _WHO, _is_service),
        _flag("actor_is_privileged", ("actor_user_name",), _is_privileged),
        _flag("actor_administers", ("actor_user_name",), _administers),
        _flag("actor_is_known", ("actor_user_name",), _is_known),
        _flag("actor_is_target", ("actor_user_name", "user_name"), _same),
        _flag("target_is_known", ("user_name",), _is_known),
        _flag("mailbox_is_shared", ("resource_uid",), _is_shared),
        _flag("owner_acts", ("actor_user_name", "resource_uid"), _same),
        _flag("src_is_external", ("src_ip",), _is_external),
        _flag("src_is_hosted", ("src_ip",), _is_hosted),
        _flag("src_is_strange", ("src_ip",), _is_strange),
        _flag("src_is_scanner", ("src_ip",), _is_scanner),
        _flag("sender_is_own_domain", ("email_from",), _is_own_domain),
        _flag("sender_is_recipient", ("email_from", "email_to"), lambda raw, _: raw[0] in raw[1] if all(raw) else None),
        _flag("sender_is_partner_domain", ("email_from",), _is_partner_domain),
        Reader("external_forwards", _SETTINGS, Kind.TEXTS, _forwards),
        Reader("external_access", ("access_list", "actor_user_name"), Kind.TEXTS, _granted),
        Reader("external_recipients", ("email_to", "email_from"), Kind.TEXTS, _recipients),
        Reader("url_target", ("url_path", "url_query"), Kind.TEXT, _target),
        Reader("url", ("url_hostname", "url_path", "url_query"), Kind.TEXT, _url),
        Reader("url_extension", ("url_path",), Kind.TEXT, _extension),
        Reader("image_registry", ("container_image",), Kind.TEXT, _registry),
        _flag("image_registry_is_known", ("container_image",), _is_known_registry),
        Reader("image_tag", ("container_image",), Kind.TEXT, _tag),
        _flag("src_host_is_known", ("src_hostname",), _is_known_host),
        _flag("device_host_is_known", ("device_hostname",), _is_known_host),
        Reader("files_with_two_endings", ("email_files",), Kind.TEXTS, _double),
        Reader("file_endings", ("email_files",), Kind.TEXTS, _endings),
        Reader(
            "said", ("status_detail", "query_text", "entity_name", "resource_name", "api_operation"), Kind.TEXT, _said
        ),
    )
}
"""By name; `docs/indicators.md` says what each means."""

ALTERNATIVES: dict[str, tuple[Reader, ...]] = {
    "url_decoded": tuple(Reader(f"{name} decoded", (name,), Kind.TEXT, _decoded) for name in ("url_query", "url_path")),
}
"""Names that read several fields of which any may match."""
