"""Country names to ISO 3166-1 codes, for vendors that write `Netherlands` where others write `NL`."""

from __future__ import annotations

import unicodedata

from uba.remembered import remembered

_NAMES = (
    "AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia|"
    "AO Angola|AQ Antarctica|AR Argentina|AS Samoa (American)|AT Austria|AU Australia|AW Aruba|AX Aland Islands|"
    "AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|"
    "BH Bahrain|BI Burundi|BJ Benin|BL Saint Barthelemy|BM Bermuda|BN Brunei|BO Bolivia|BQ Caribbean NL|"
    "BR Brazil|BS Bahamas|BT Bhutan|BV Bouvet Island|BW Botswana|BY Belarus|BZ Belize|CA Canada|"
    "CC Cocos (Keeling) Islands|CD Congo (Dem. Rep.)|CF Central African Rep.|CG Congo (Rep.)|CH Switzerland|"
    "CI Cote d'Ivoire|CK Cook Islands|CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba|"
    "CV Cape Verde|CW Curacao|CX Christmas Island|CY Cyprus|CZ Czech Republic|DE Germany|DJ Djibouti|DK Denmark|"
    "DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|EH Western Sahara|ER Eritrea|"
    "ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands|FM Micronesia|FO Faroe Islands|FR France|"
    "GA Gabon|GB United Kingdom|GD Grenada|GE Georgia|GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|"
    "GL Greenland|GM Gambia|GN Guinea|GP Guadeloupe|GQ Equatorial Guinea|GR Greece|"
    "GS South Georgia and the South Sandwich Islands|GT Guatemala|GU Guam|GW Guinea-Bissau|GY Guyana|"
    "HK Hong Kong|HM Heard Island and McDonald Islands|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|"
    "IE Ireland|IL Israel|IM Isle of Man|IN India|IO British Indian Ocean Territory|IQ Iraq|IR Iran|IS Iceland|"
    "IT Italy|JE Jersey|JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|"
    "KN Saint Kitts and Nevis|KP Korea (North)|KR Korea (South)|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|"
    "LA Laos|LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|"
    "LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MF Saint Martin|"
    "MG Madagascar|MH Marshall Islands|MK North Macedonia|ML Mali|MM Myanmar (Burma)|MN Mongolia|MO Macau|"
    "MP Northern Mariana Islands|MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius|MV Maldives|"
    "MW Malawi|MX Mexico|MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NF Norfolk Island|"
    "NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway|NP Nepal|NR Nauru|NU Niue|NZ New Zealand|OM Oman|PA Panama|"
    "PE Peru|PF French Polynesia|PG Papua New Guinea|PH Philippines|PK Pakistan|PL Poland|"
    "PM Saint Pierre and Miquelon|PN Pitcairn|PR Puerto Rico|PS Palestine|PT Portugal|PW Palau|PY Paraguay|"
    "QA Qatar|RE Reunion|RO Romania|RS Serbia|RU Russia|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|"
    "SC Seychelles|SD Sudan|SE Sweden|SG Singapore|SH Saint Helena|SI Slovenia|SJ Svalbard and Jan Mayen|"
    "SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia|SR Suriname|SS South Sudan|"
    "ST Sao Tome and Principe|SV El Salvador|SX Saint Maarten (Dutch)|SY Syria|SZ Eswatini (Swaziland)|"
    "TC Turks and Caicos Is|TD Chad|TF French S. Terr.|TG Togo|TH Thailand|TJ Tajikistan|TK Tokelau|"
    "TL East Timor|TM Turkmenistan|TN Tunisia|TO Tonga|TR Turkey|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|"
    "TZ Tanzania|UA Ukraine|UG Uganda|UM US minor outlying islands|US United States|UY Uruguay|UZ Uzbekistan|"
    "VA Vatican City|VC Saint Vincent|VE Venezuela|VG Virgin Islands (UK)|VI Virgin Islands (US)|VN Vietnam|"
    "VU Vanuatu|WF Wallis and Futuna|WS Samoa (western)|YE Yemen|YT Mayotte|ZA South Africa|ZM Zambia|"
    "ZW Zimbabwe"
)
_OTHER_NAMES = (
    "AE UAE|AS American Samoa|WS Samoa|CF Central African Republic|MO Macao|SZ Eswatini|SX Sint Maarten|"
    "BQ Bonaire, Sint Eustatius and Saba|VC Saint Vincent and the Grenadines|TC Turks and Caicos Islands|"
    "BN Brunei Darussalam|BO Bolivia, Plurinational State of|CD Congo, the Democratic Republic of the|"
    "CD Democratic Republic of the Congo|CD DR Congo|CG Republic of the Congo|CG Congo|CI Ivory Coast|"
    "CV Cabo Verde|CZ Czechia|FK Falkland Islands (Malvinas)|FM Micronesia, Federated States of|GB Great Britain|"
    "GB United Kingdom of Great Britain and Northern Ireland|GB Britain (UK)|HK Hong Kong SAR China|"
    "IR Iran, Islamic Republic of|KP Korea, Democratic People's Republic of|KP North Korea|"
    "KR Korea, Republic of|KR Republic of Korea|KR South Korea|LA Lao People's Democratic Republic|LA Laos|"
    "MD Moldova, Republic of|MD Republic of Moldova|MK Macedonia|MK Republic of North Macedonia|MM Myanmar|"
    "MM Burma|NL The Netherlands|PS Palestine, State of|PS Palestinian Territory|RU Russian Federation|"
    "ST Sao Tome and Principe|SY Syrian Arab Republic|SZ Swaziland|TL Timor-Leste|TR Turkiye|"
    "TW Taiwan, Province of China|TZ Tanzania, United Republic of|US United States of America|US USA|"
    "VA Holy See|VA Vatican City|VE Venezuela, Bolivarian Republic of|VN Viet Nam|VI U.S. Virgin Islands|"
    "VG British Virgin Islands"
)


def _plain(name: str) -> str:
    """Without case, accents and the many ways to write `and` and `saint`."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = text.replace("&", " and ").split()
    return " ".join("saint" if word in ("st", "st.") else word for word in words)


_CODES = {_plain(item[3:]): item[:2] for item in f"{_NAMES}|{_OTHER_NAMES}".split("|")}


@remembered(1_024)
def country_code(text: str) -> str:
    """Give the two-letter code of a country that is given by code or English name; '' for no country.

    Examples
    --------
    >>> country_code("Netherlands"), country_code("nl"), country_code("Atlantis")
    ('NL', 'NL', '')
    """
    text = text.strip()
    if len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    return _CODES.get(_plain(text), "")
