"""Web application firewalls: ModSecurity and Coraza audit JSON, AWS WAF, Cloudflare firewall events, CEF of others.

Each record is one HTTP request and what the firewall made of it. A block is a
denial; a challenge leaves it open; a count or a log changes nothing.
"""

from __future__ import annotations

from uba.errors import ParseError
from uba.events import Event
from uba.sources.cef import cef_fields, home_of, is_cef
from uba.sources.cef_events import cef_event
from uba.sources.decoding import RecordDecoder
from uba.sources.waf_aws import AwsWafFields, aws_waf_event, is_aws_waf
from uba.sources.waf_cloudflare import CloudflareFields, cloudflare_event, is_cloudflare
from uba.sources.waf_modsecurity import is_modsecurity, modsecurity_event
from uba.sources.waf_modsecurity_record import ModSecurityFields

_AWS = RecordDecoder(AwsWafFields, "AWS WAF record")
_CLOUDFLARE = RecordDecoder(CloudflareFields, "Cloudflare firewall record")
_MODSECURITY = RecordDecoder(ModSecurityFields, "ModSecurity audit record")


class Waf:
    """Web application firewalls as a source."""

    name = "waf"

    def recognise(self, record: bytes) -> bool:
        """Tell the three by the fields only they have: a web ACL, a ray with an action, a client's transaction."""
        if is_cef(record):
            return home_of(record) == self.name
        try:
            if b'"webaclId"' in record:
                return is_aws_waf(_AWS.decode(record))
            if b'"RayID"' in record:
                return is_cloudflare(_CLOUDFLARE.decode(record))
            if b'"transaction"' in record and (b'"client_ip"' in record or b'"remote_address"' in record):
                return is_modsecurity(_MODSECURITY.decode(record))
        except ParseError:
            return False
        return False

    def parse(self, record: bytes) -> Event | None:
        """Read one record; see `uba.sources.base.Source`."""
        if not record.startswith(b"{") and is_cef(record) and home_of(record) == self.name:
            return cef_event(cef_fields(record), self.name)
        if record.startswith(b'{"transaction"') and (event := _modsecurity_event(record)) is not None:
            return event
        if b'"webaclId"' in record:
            aws = _AWS.decode(record)
            if is_aws_waf(aws):
                return aws_waf_event(aws)
        elif b'"RayID"' in record:
            cloudflare = _CLOUDFLARE.decode(record)
            if is_cloudflare(cloudflare):
                return cloudflare_event(cloudflare)
        elif b'"transaction"' in record and (event := _modsecurity_event(record)) is not None:
            return event
        raise ParseError(
            "neither webaclId with action and httpRequest, nor RayID with Action and ClientIP, nor transaction with a "
            "client and a request were found: expected a record of AWS WAF, Cloudflare or ModSecurity"
        )


def _modsecurity_event(record: bytes) -> Event | None:
    modsecurity = _MODSECURITY.decode(record)
    return modsecurity_event(modsecurity) if is_modsecurity(modsecurity) else None
