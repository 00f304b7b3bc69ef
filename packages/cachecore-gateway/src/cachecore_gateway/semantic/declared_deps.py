"""Questions whose answer depends on what the gateway cannot see: the moment of asking, or the asker's own data.

Such a question may be answered by meaning only when the caller declared what its answer depends on. Two rules:

* time words: `today`, `this week` and the like count, but not in the asker's own story (`I paid yesterday, why is it
  pending`). `now`, `current` and the like count in questions for a state (`who is the current president`), not in
  how-to questions (`how do I change my current plan`);
* possessives: `my` and `our` count where the *value or state* of the thing is asked for or to be shown (`what is my
  balance`, `has our order shipped`, `show my invoices`), not where a way or a reason is (`how do I reset my password`).

It errs towards letting through: a request that only acts (`cancel my order`) or explains (`why was my payment
declined`) has no stored value in its answer. What it keeps from matching needlessly are general questions put as if
about one's own thing (`where is my engine number`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["needs_declared_deps"]


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_PERIOD = (
    r"(?:second|minute|hour|day|night|morning|afternoon|evening|week|weekend|month|quarter|year|season|semester|term"
    r"|spring|summer|autumn|fall|winter|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|january|february|march|april|june|july|august|september|october|november|december)"
)
_STRONG = _any(
    (
        r"\b(?:today|tonight|tomorrow|yesterday|nowadays|these days)\b",
        rf"\b(?:this|next|last|past|coming) {_PERIOD}\b(?! (?:of|old))",
        r"(?<!at the )(?<!at )(?<!keep )(?<!keep the )\b(?:latest|newest|most recent)\b",
        r"\b(?:as of (?:now|today)|at the moment|up[- ]to[- ]date|so far this|breaking news|headlines)\b",
        r"\bwhat(?:'s| is)? (?:the )?(?:time|date|day) (?:is it|today|now|right now|in \w+)\b|\bwhat time is it\b"
        r"|\bis it \w+ yet\b",
        r"\b(?:weather|temperature outside|forecast)\b(?!.*\b(?:usual|typical|normal|general)(?:ly)?\b)"
        r"(?=.*\b(?:in|for|like|outside|here|there"
        r"|today)\b)(?!.*\bforecast(?:ing)? model)",
        r"\b(?:stock|share) price of\b|\btraffic (?:on|in|to|like)\b",
        r"\b(?:heute|gestern|vorgestern|übermorgen|neueste[nrsm]?|heutige[nrsm]?|gestrige[nrsm]?|morgige[nrsm]?)\b",
        r"\b(?:diese[rsnm]?|letzte[rsnm]?|nächste[rsnm]?|kommende[rsnm]?) (?:tag|nacht|woche|wochenende|monat"
        r"|quartal|jahr)\w*\b",
        r"(?<!guten )(?<!am )(?<!jeden )\bmorgen (?=früh|abend|mittag|in|um|wird|ist|geöffnet|offen|auf|das|der"
        r"|die|zu|noch)",
        r"\baujourd['’]hui\b|(?<!après-)\bdemain\b|\b(?:avant-)?hier (?=soir|matin|à|en|le|la)|\bhier$",
        r"\b(?:cette (?:semaine|année|nuit)|ce (?:mois|matin|soir|week-end)|(?:semaine|année|mois) (?:derni(?:er"
        r"|ère)|prochaine?))\b",
        r"\b(?:hoy|ayer|anoche)\b|(?<!la )(?<!cada )\bmañana\b(?! a la mañana)|\b(?:esta semana|este (?:mes|año"
        r"|fin de semana))\b",
        r"\b(?:semana|mes|año) (?:pasad[oa]|próxim[oa]|que viene)\b|\bpróxim[oa] (?:semana|mes|año)\b",
        r"\b(?:oggi|domani|ieri|stasera|questa settimana|quest['’]anno|questo mese)\b|\b(?:settimana|mese|anno)"
        r" (?:scors[oa]|prossim[oa])\b",
        r"\b(?:hoje|amanhã|ontem|esta semana|este (?:mês|ano))\b|\b(?:semana|mês|ano) (?:passad[oa]|que vem)\b",
        r"\b(?:vandaag|gisteren|overmorgen|deze (?:week|maand)|dit jaar)\b|\b(?:vorige|volgende) (?:week|maand)\b",
    )
)
_WEAK = _any(
    (
        r"\b(?:right )?now\b(?! that| on\b)|(?<!electric )(?<!direct )(?<!alternating )\bcurrent\b(?! account"
        r"|-account| through| in a)",
        r"\b(?:currently|presently|recently|recent)\b",
        r"\b(?:jetzt|gerade|aktuell\w*|derzeit\w*|momentan)\b|\b(?:maintenant|actuel\w*|en ce moment|récent\w*)\b",
        r"\b(?:ahora|actual(?:es|mente)|reciente\w*)\b",
        r"(?<!the )\bactual\b(?=\W*$| (?:de|del|en|y|para)\b)",
        r"\b(?:adesso|attual\w*|in questo momento)\b|\b(?:agora"
        r"|atua(?:l|is|lmente))\b",
        r"\b(?:nu|momenteel|huidige)\b",
    )
)
_STATE_QUESTION = _any(
    (
        r"^\W*(?:what|what's|who|who's|which|where|where's|is|are|was|were|does|do you know|how (?:much|many|high"
        r"|old|is|are|far)"
        r"|tell me (?:what|who|which|the)|give me the|show me|list)\b(?! (?:to do|can i do|should i do|do i do))",
        r"^\W*(?:was|wer|welche\w*|wo|ist|sind|wie (?:hoch|viel\w*|ist|sind|spät|steht)|qu[ei]l?\w*|où|combien"
        r"|est-ce|qué|quién"
        r"|cuál\w*|cuánt\w*|dónde|chi|che|quale|quant\w*|dove|quem|qual|onde|wat|wie|welke|waar|hoeveel)\b(?!"
        r" (?:tun|faire|hacer|doen))",
    )
)

_NOT_OWNED = (
    r"(?! (?:best|options?|rights?|chances?|obligations?|next steps?|alternatives?|responsibilit\w+|choices?"
    r"|opinion|favou?rite"
    r"|understanding|duty|duties|liability|question|problem|own\b))"
)
_BE = r"(?:is|are|was|were|'s|will|does|do|did|has|have|would be|will be)"
_OWN = rf"(?:my|our|mine){_NOT_OWNED}"
_STATUS = (
    r"(?:shipped|arrived?|delivered|on (?:time|its way|track)|late|delayed|ready|approved|processed|paid|received"
    r"|sent|confirmed|due"
    r"|active|activated|blocked|frozen|pending|cleared|gone through|go(?:ne)? through|overdrawn|scheduled|booked"
    r"|cancell?ed|refunded"
    r"|here|done|finished|full|empty|running|up to date|expired?|renewed|accepted|rejected|out for delivery|in"
    r" transit|there yet)"
)
_PRIVATE = _any(
    (
        # the value of a thing, asked for outright or in an indirect question
        rf"\b(?:what|which|when|where|who|how (?:much|many|high|old|big|full|long|far))(?: (?!i\b|you\b"
        rf"|we\b)\w+){{0,3}}? ?{_BE} (?:(?!i\b|you\b|we\b)\w+ )?{_OWN}\b"
        r"(?!.*\b(?:should|(?:has|have|needs?) to|needs?|must|entitled|supposed"
        r"|recommended|allowed|normally|usually|typically|if|accepted|supported|works?"
        r"|valid|used)\b)",
        rf"\b(?:what|when|where|who|which|how much|how many)(?: \w+)? {_OWN} [\w -]{{2,40}} (?:is|are|was|were"
        rf"|will be)\b",
        rf"\b(?:know|tell me|wondering|see|check|find out|confirm|say) (?:what|when|where|who|how much|how many|if"
        rf"|whether) {_OWN}\b",
        # its state
        rf"^(?!why|how)(?:\w+[, ]+){{0,3}}(?:is|are|was|were|has|have|did|will) {_OWN} [^?]{{2,60}}\b{_STATUS}\b",
        # its showing
        rf"(?:^|[.!?,] *|\b(?:please|can you|could you|would you|will you|i (?:want|need|would like)(?: you)? to"
        rf"|let me|just) )(?:show|list|read"
        rf"|display|view|pull up|look up|track|check|print|recite|repeat|confirm|see|tell(?= me)|give(?= me)"
        rf"|send(?= me))"
        rf"(?: me| us| out| back| up| on)* (?:all |the (?:status|state|balance|details?|contents?|list|amount|date"
        rf"|number) "
        rf"(?:of|for|on|in) )?{_OWN}\b",
        r"\b(?:summari[sz]e|recap|minutes of) (?:our|my) (?:last |latest |recent )?(?:meeting|call|chat"
        r"|conversation|emails?|notes|orders?)",
        rf"(?<!change the )(?<!update the )(?<!correct the )(?<!find the )(?<!find the serial )(?<!find the model )"
        rf"(?<!raise the )(?<!increase the )"
        rf"(?<!reset the )(?<!choose the )\b"
        rf"(?:balance|status|amount|number|date|details?|contents?|list|history|total|limit|score) (?:of|for|on"
        rf"|in) {_OWN}\b",
        # what I have, owe, spent, am
        r"\b(?:how (?:much|many)|what)\b[^?]*\b(?:do|did|have|am|are) (?:i|we)(?: \w+)? (?:have|had|own|owe|owing"
        r"|spend|spent|used|earn|earned"
        r"|make|made|got|left|paid|pay each|bought|taken?|accrued)\b(?! to\b)",
        r"\b(?:do|did|have) i (?:have|had|got|own|owe) (?:any|enough|money|a|an|anything|something"
        r"|things?)\b.*\b(?:left|due|scheduled|today|planned"
        r"|pending|on my|in my|for the day|coming up|booked|set)\b",
        r"\b(?:who|where|how old) am i\b|\bwhat(?:'s| is) my (?:name|age|address|location|number|birthday)\b"
        r"|\bwhat do you (?:call|know about) me\b",
        # other languages: value and state
        r"\b(?:wo|wann|was|wer|wie (?:hoch|viel\w*|lautet|steht es um)|welche\w*)"
        r"(?: (?!darf|muss|soll|sollte|kann)\w+){1,3} (?:mein"
        r"|unser)(?:e[nmrs]?)?\b",
        r"\b(?:zeig\w*|nenn\w*|sag)(?: mir| uns)?(?: bitte)? (?:mein|unser)(?:e[nmrs]?)?\b|\bist (?:mein"
        r"|unser)e?\b.*\b(?:da|angekommen|unterwegs|fertig)\b",
        r"(?:\boù|\bquand|\bquel\w*|\bcombien|\bqui)\b(?: \w+){0,2}? (?:est|sont|sera|arrive\w*|vaut)(?:-\w+)?"
        r" (?:mon|ma|mes|notre|nos)\b",
        r"\b(?:montre|affiche|donne)[sz]?(?:-moi|-nous)? (?:mon|ma|mes|notre|nos)\b",
        r"(?:\bdónde|\bcuándo|\bcuál\w*|\bcuánto|\bqué|\bdonde|\bcuando|\bcual|\bcuanto)\b(?: \w+){0,2}? (?:está"
        r"|es|son|llega\w*|vence|tengo en|hay en)"
        r" (?:mi|mis|nuestr[oa]s?)\b",
        r"\b(?:muéstra|enséña|di|dime|da|dame|muestra)\w* (?:mi|mis|nuestr[oa]s?)\b",
        r"\b(?:dov'|dove|quando|quant\w*|qual\w*|onde|quanto)(?: \w+){0,2}? ?(?:è|sono|arriva|está|é|são|chega)"
        r" (?:il |la |i |le |o |a |os |as )"
        r"?(?:mi[oae]i?|nostr[oaie]|meus?|minhas?|noss[oa]s?)\b",
        r"\b(?:waar|wanneer|wat|hoeveel|wie)\b(?: \w+){0,2}? (?:is|zijn|komt|wordt) (?:mijn|onze|ons)\b",
    )
)

_FIRST_PERSON = re.compile(r"\b(?:i|we|my|our|ich|wir|mein\w*|je|j'|mon|ma|mes|nous|yo|mi|mis)\b", re.IGNORECASE)


_CARRIED_OVER = re.compile(
    r"\b(?:carr(?:y|ied)|roll(?:ed)?|transfer(?:red)?)\b[^.?!]{0,60}?\b(?:in )?(?:in)?to (?:the )?next"
    r"(?: (?:year|month|quarter|period|term|season))?\b",
    re.IGNORECASE,
)
"""What goes from one period to the one after it, whichever that is."""
_NO_APOSTROPHE = re.compile(r"\b(what|where|when|who|how)s(?= )", re.IGNORECASE)


def needs_declared_deps(text: str) -> str:
    """Why `text` must not be matched by meaning unless its dependencies are declared; empty when it may.

    Returns:
        `moment` for time words, `private` for the asker's own data, or an empty string.
    """
    folded = " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())
    folded = _NO_APOSTROPHE.sub(r"\1's", folded)
    folded = _CARRIED_OVER.sub(" ", folded)
    for_a_state = _STATE_QUESTION.search(folded) is not None
    if _STRONG.search(folded) and (for_a_state or not _FIRST_PERSON.search(folded)):
        return "moment"
    if for_a_state and _WEAK.search(folded):
        return "moment"
    return "private" if _PRIVATE.search(folded) else ""
