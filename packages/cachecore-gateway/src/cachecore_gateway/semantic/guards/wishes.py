"""What an asker wishes of the answer's outside: its form and its language."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FORMS", "LANGUAGES"]


def _canonical(rows: str) -> dict[str, str]:
    return {word: row.split()[0] for row in rows.strip().splitlines() for word in row.split()}


FORMS: Mapping[str, str] = _canonical(
    """
json
csv
xml
yaml yml
html
markdown
latex
table tabular tabelle tableau tabla
bullets bullet stichpunkte
paragraph paragraphs absatz paragraphe párrafo
haiku
limerick
sonnet
poem gedicht poème poema
rhyme
song lied
story
essay
email mail
tweet
diagram chart flowchart
slide slides
emoji emojis
checklist
pseudocode
regex
"""
)
"""Word → canonical form of an answer."""

LANGUAGES: Mapping[str, str] = _canonical(
    """
english englisch anglais inglés inglese inglês engels
german deutsch allemand alemán tedesco alemão duits
french französisch français francés francese francês frans
spanish spanisch espagnol español castellano spagnolo espanhol spaans
italian italienisch italien italiano italiaans
portuguese portugiesisch portugais portugués portoghese português portugees
dutch niederländisch holländisch néerlandais neerlandés holandés olandese nederlands
polish polnisch polonais polaco
russian russisch russe ruso russo
chinese mandarin chinesisch chinois chino cinese
japanese japanisch japonais japonés giapponese
korean koreanisch coréen coreano
arabic arabisch arabe árabe
hindi
turkish türkisch turc turco
swedish schwedisch suédois sueco svedese
danish dänisch danois danés danese
norwegian norwegisch norvégien noruego norvegese
finnish finnisch finnois finés finlandese
greek griechisch grec griego greco
czech tschechisch tchèque checo ceco
hungarian ungarisch hongrois húngaro ungherese
romanian rumänisch roumain rumano rumeno
ukrainian ukrainisch ukrainien ucraniano
catalan
croatian
serbian
bulgarian
hebrew
latin latein
vietnamese
thai
indonesian
swahili
welsh
irish
icelandic
"""
)
"""Word → canonical name of a language."""
