"""The footprints, by where they are left: an explicit table, referred to by the rows."""

from uba.attack.footprint import Footprint
from uba.attack.footprints import cloud, documents, hosts, identity, mail, web
from uba.attack.records import Records

FOOTPRINTS: dict[str, Footprint] = {
    footprint.uid: footprint
    for footprint in (*identity.ALL, *mail.ALL, *documents.ALL, *web.ALL, *hosts.ALL, *cloud.ALL)
}
"""By short name."""

RECORDS: tuple[Records, ...] = tuple(
    {
        records.key: records
        for footprint in FOOTPRINTS.values()
        for carrier in footprint.carriers
        for records in carrier.pulse
    }.values()
)
"""All records that footprints are made of or known by, each once."""
