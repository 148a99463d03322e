"""Footprints of documents and content: what is read, and what is changed for all to see."""

from uba import activities as a
from uba import events as ev
from uba.attack.footprint import ANY_VENDOR, Footprint, carrier, carriers, kind

_ANY = " ".join(ANY_VENDOR)
_PAGES = kind(ev.WEB_RESOURCES, a.WEB_READ, a.WEB_EXPORT, a.WEB_SEARCH)
_FILES = kind(ev.FILE_HOSTING, a.FILE_DOWNLOAD, a.FILE_PREVIEW, a.FILE_OPEN, a.FILE_SYNC, a.FILE_COPY)
_SITE_PAGES = kind(
    ev.WEB_RESOURCES,
    a.WEB_READ,
    a.WEB_SEARCH,
    codes="PageViewed; PageViewedExtended; ClientViewSignaled; ListViewed; ListItemViewed; SearchQueryPerformed;"
    "SearchQueryInitiatedSharePoint",
)
_WRITTEN = kind(ev.WEB_RESOURCES, a.WEB_CREATE, a.WEB_UPDATE, a.WEB_DELETE, a.WEB_IMPORT)
_FILES_WRITTEN = kind(ev.FILE_HOSTING, a.FILE_UPLOAD, a.FILE_UPDATE, a.FILE_DELETE, a.FILE_RENAME, a.FILE_MOVE)

WIKI_READS = Footprint(
    "wiki_reads",
    "wiki pages and attachments read",
    (
        carrier("confluence", _PAGES, kind(ev.FILE_HOSTING, a.FILE_DOWNLOAD)),
        *carriers(_ANY, _PAGES),
    ),
)
FILE_READS = Footprint(
    "file_reads",
    "files of document libraries read",
    (carrier("m365_ual", _FILES, _SITE_PAGES), *carriers(_ANY, _FILES)),
)
REPOSITORY_READS = Footprint(
    "repository_reads",
    "code repositories cloned, fetched or downloaded",
    carriers(f"github_audit web_access {_ANY}", kind(ev.WEB_RESOURCES, a.WEB_READ, a.WEB_EXPORT)),
)
DOCUMENT_READS = Footprint(
    "document_reads",
    "pages, files, repositories and objects read",
    (
        carrier("m365_ual", _FILES, _SITE_PAGES),
        carrier("confluence", _PAGES, kind(ev.FILE_HOSTING, a.FILE_DOWNLOAD)),
        carrier("github_audit", kind(ev.WEB_RESOURCES, a.WEB_READ, a.WEB_EXPORT)),
        carrier("cloudtrail", kind(ev.FILE_HOSTING, a.FILE_DOWNLOAD)),
        carrier("windows_event", kind(ev.DATASTORE, a.DATA_READ, a.DATA_QUERY)),
        *carriers(_ANY, _PAGES, _FILES),
    ),
)
CONTENT_CHANGES = Footprint(
    "content_changes",
    "pages, files and site settings changed",
    (
        carrier("confluence", _WRITTEN, _FILES_WRITTEN),
        carrier("m365_ual", _FILES_WRITTEN, kind(ev.WEB_RESOURCES, a.WEB_UPDATE, codes="SitePagePublished")),
        carrier(
            "cloudtrail",
            kind(ev.FILE_HOSTING, a.FILE_UPLOAD, a.FILE_DELETE, a.FILE_COPY),
            kind(ev.API_ACTIVITY, a.API_UPDATE, codes="PutBucketWebsite; PutBucketPolicy; UpdateDistribution"),
            alive=[kind(ev.API_ACTIVITY)],
        ),
        carrier("github_audit", kind(ev.WEB_RESOURCES, a.WEB_UPDATE, a.WEB_DELETE)),
        *carriers(_ANY, _WRITTEN, _FILES_WRITTEN),
    ),
)
BRANDING_CHANGES = Footprint(
    "branding_changes",
    "changes of branding, banners and group policies",
    (
        carrier(
            "entra_audit",
            kind(ev.ENTITY_MANAGEMENT, codes="Update company branding; Add company branding; Set company information"),
            alive=[kind(ev.ENTITY_MANAGEMENT)],
        ),
        carrier(
            "m365_ual",
            kind(ev.ENTITY_MANAGEMENT, codes="Set-OrganizationConfig"),
            alive=[kind(ev.ENTITY_MANAGEMENT), kind(ev.FILE_HOSTING)],
        ),
        carrier("windows_event", kind(ev.ENTITY_MANAGEMENT, codes="5136"), alive=[kind(ev.AUTHENTICATION)]),
    ),
)
PROBES = Footprint(
    "probes",
    "results of availability probes",
    (carrier("mapped", kind(ev.APPLICATION_LIFECYCLE, a.OTHER_ACTIVITY, codes="probe")),),
)

ALL = (
    WIKI_READS,
    FILE_READS,
    REPOSITORY_READS,
    DOCUMENT_READS,
    CONTENT_CHANGES,
    BRANDING_CHANGES,
    PROBES,
)
