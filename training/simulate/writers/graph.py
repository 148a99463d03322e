"""Microsoft Graph activity: what users and applications ask of the directory, Azure Monitor JSON."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from numpy.random import Generator

from training.simulate.randomness import hexadecimal, uuid
from training.simulate.sink import Sink
from training.simulate.writers.clock import ticks

CHANNEL = "graph"
ROOT = "https://graph.microsoft.com"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a user through an application, or an application alone (`user` empty)."""

    app: str
    ip: str
    agent: str
    user: str = ""
    session: str = ""


def ask(
    sink: Sink,
    rng: Generator,
    at: int,
    tenant: str,
    asker: Asker,
    path: str,
    status: int = 200,
    method: str = "GET",
) -> None:
    """Write one request; `path` begins with the version, such as `/v1.0/groups`."""
    uid = uuid(rng)
    time = ticks(at, int(rng.integers(10000)))
    properties = {
        "timeGenerated": time,
        "location": "North Europe",
        "requestId": uid,
        "operationId": uid,
        "clientRequestId": uuid(rng),
        "apiVersion": path.split("/")[1],
        "requestMethod": method,
        "responseStatusCode": status,
        "tenantId": tenant,
        "durationMs": int(rng.lognormal(11.5, 0.6)) // 1000,
        "responseSizeBytes": 0 if status >= 400 else int(rng.lognormal(8.5, 0.9)),
        "signInActivityId": hexadecimal(rng, 22),
        "roles": "" if asker.user else "Directory.Read.All",
        "appId": asker.app,
        "scopes": "User.Read Directory.AccessAsUser.All" if asker.user else "",
        "identityProvider": f"https://sts.windows.net/{tenant}/",
        "clientAuthMethod": "0" if asker.user else "2",
        "C_Idtyp": "user" if asker.user else "app",
        "ipAddress": asker.ip,
        "userAgent": asker.agent,
        "requestUri": ROOT + path,
    }
    if asker.user:
        properties |= {"UserPrincipalObjectID": asker.user, "sessionId": asker.session}
    else:
        properties["servicePrincipalId"] = asker.app[::-1]
    record = {
        "time": time,
        "resourceId": f"/TENANTS/{tenant.upper()}/PROVIDERS/MICROSOFT.AADIAM",
        "operationName": "Microsoft Graph Activity",
        "operationVersion": path.split("/")[1],
        "category": "MicrosoftGraphActivityLogs",
        "resultSignature": str(status),
        "callerIpAddress": asker.ip,
        "tenantId": tenant,
        "properties": properties,
    }
    sink.add(CHANNEL, at, msgspec.json.encode(record), uid)
