"""Rows about what is read and what is defaced."""

from uba.attack.footprints import documents, identity, web
from uba.attack.row import row

ROWS = (
    row(
        "T1213",
        [documents.DOCUMENT_READS],
        [identity.SIGN_INS],
        "F11 F12 F13 F14 F15 F16 F07",
        "R09 R10",
        limit="Reading slowly, and only what peers read too, stays within what is usual.",
    ),
    row(
        "T1213.001",
        [documents.WIKI_READS],
        [identity.SIGN_INS],
        "F11.wiki F12.wiki F12.new_containers F13.user F14 F15.user F16 F07",
        "R09 R10",
        limit="Confluence Cloud's audit log has no page views: there, reads come from an access log or gateway.",
    ),
    row(
        "T1213.002",
        [documents.FILE_READS],
        [identity.SIGN_INS],
        "F11.files F12.files F12.new_containers F13.user F14 F15.user F16 F07",
        "R09 R10",
        limit="Searches are logged only where the tenant switched that on.",
    ),
    row(
        "T1213.003",
        [documents.REPOSITORY_READS],
        [identity.SIGN_INS],
        "F11.code F12.code F12.new_containers F14 F15.user F07 F20",
        "R09 R10",
        limit="A clone is one record, however large the repository; many plans do not log Git events at all.",
    ),
    row(
        "T1491",
        [documents.CONTENT_CHANGES],
        [web.WEB_WRITES, documents.PROBES],
        "F18 F17 F07 F33 F35",
        "R12",
        limit="What a page shows is not in its log: the change is seen, and its content only where a probe compares.",
    ),
    row(
        "T1491.001",
        [documents.CONTENT_CHANGES],
        [documents.BRANDING_CHANGES],
        "F18 F17 F07",
        "R12",
        limit="Wallpapers and banners set on the machines themselves leave no record here.",
    ),
    row(
        "T1491.002",
        [web.WEB_WRITES],
        [documents.CONTENT_CHANGES, web.WAF_VERDICTS, documents.PROBES],
        "F18 F35 F34 F17 F33",
        "R12 R19",
        limit="Files changed past the web server, over a shell, show only in a probe or in the size of answers.",
    ),
)
