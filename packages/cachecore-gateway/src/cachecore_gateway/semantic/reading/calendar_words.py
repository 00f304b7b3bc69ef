"""Weekdays, months, times of day and time zones in seven languages."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["DAY_PARTS", "MONTHS", "RELATIVE", "WEEKDAYS", "ZONES"]


def _numbered(rows: str) -> dict[str, int]:
    return {word: number for number, row in enumerate(rows.strip().splitlines(), 1) for word in row.split()}


WEEKDAYS: Mapping[str, int] = _numbered(
    """
monday mon montag lundi lunes lunedì segunda-feira maandag montags
tuesday tue tues dienstag mardi martes martedì terça-feira dinsdag dienstags
wednesday wed mittwoch mercredi miércoles mercoledì quarta-feira woensdag mittwochs
thursday thu thur thurs donnerstag jeudi jueves giovedì quinta-feira donderdag donnerstags
friday fri freitag vendredi viernes venerdì sexta-feira vrijdag freitags
saturday samstag sonnabend samedi sábado sabato zaterdag samstags
sunday sonntag dimanche domingo domenica zondag sonntags
"""
)

MONTHS: Mapping[str, int] = _numbered(
    """
january jan januar jänner janvier enero gennaio janeiro januari
february feb februar février febrero febbraio fevereiro februari
march mar märz mars marzo março maart
april apr avril abril aprile
may mai mayo maggio maio mei
june jun juni juin junio giugno junho
july jul juli juillet julio luglio julho
august aug août agosto augustus
september sep sept septembre septiembre settembre setembro
october oct oktober octobre octubre ottobre outubro
november nov novembre noviembre novembro
december dec dezember décembre diciembre dicembre dezembro
"""
)

DAY_PARTS: Mapping[str, str] = {
    word: part
    for part, words in {
        "am": "am morning morgens matin mañana mattina manhã ochtend vormittags",
        "pm": "pm afternoon evening nachmittags abends soir après-midi tarde noche pomeriggio sera middag avond",
    }.items()
    for word in words.split()
}

ZONES = frozenset(
    [
        "utc",
        "gmt",
        "cet",
        "cest",
        "est",
        "edt",
        "cst",
        "cdt",
        "mst",
        "mdt",
        "pst",
        "pdt",
        "bst",
        "ist",
        "jst",
        "aest",
        "zulu",
    ]
)

RELATIVE: Mapping[str, str] = {
    word: canonical
    for canonical, words in {
        "today": "today todays heute aujourd'hui hoy oggi hoje vandaag tonight",
        "tomorrow": "tomorrow morgen demain mañana domani amanhã",
        "yesterday": "yesterday gestern hier ayer ieri ontem gisteren",
        "now": "now currently presently jetzt maintenant ahora adesso agora nu nowadays",
        "latest": "latest newest neueste neuesten dernière último última recent recently",
    }.items()
    for word in words.split()
}
