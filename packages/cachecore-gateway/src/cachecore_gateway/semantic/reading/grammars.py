"""Persons and voices of verbs in seven languages: the closed classes of words that tell who does it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from .grammar import Clause, Grammar
from .language import hits_of
from .words import FUNCTION_WORDS, words_in

__all__ = ["GRAMMARS", "LITTLE", "OBLIQUE", "clauses_of", "languages_of"]

OBLIQUE = words_in(
    "than like for with about on from of at by für auf bei mit von zu an über um ohne nach voor met bij van op aan naar"
)
"""Behind these prepositions stands no object."""
_PIECES = re.compile(r"[^\W\d_]+|[.,;:?!¿¡()\n…\"“”„«»—–]+")
_JOINS = {
    "en": words_in("and or but"),
    "de": words_in("und oder aber sondern"),
    "nl": words_in("en of maar"),
    "fr": words_in("et ou mais"),
    "es": words_in("y e o u pero"),
    "it": words_in("e ed o ma"),
    "pt": words_in("e ou mas"),
}
"""Coordinators, which part clauses (and phrases, which does no harm)."""


_OWNERS = words_in(
    "mein meine meinem meinen meiner meines unser unsere unserem unseren unserer dein deine deinem deinen deiner sein"
    " seine seinem seinen seiner ihr ihre ihrem ihren ihrer einem einer mon ma mes ton ta tes son sa ses notre nos"
    " votre vos leur leurs mi mis tu tus su sus nuestro nuestra nuestros nuestras mio mia miei mie tuo tua suo sua"
    " nostro nostra meu minha meus minhas seu sua nosso nossa mijn jouw zijn haar ons onze hun"
)
"""Whose it is."""

GRAMMARS: Mapping[str, Grammar] = {
    grammar.name: grammar
    for grammar in (
        Grammar(
            "de",
            words_in("ich wir"),
            words_in("mich mir uns"),
            words_in("wenn falls sobald weil nachdem dass ob da als während"),
            words_in("wie wo wann warum wieso woher wohin wieviel was welche welcher welches welchen"),
            words_in("du"),
            words_in("dich dir"),
            words_in("kann darf muss soll sollte könnte dürfte müsste können dürfen müssen sollen"),
            words_in("kann darf muss soll sollte könnte dürfte müsste"),
            words_in("man jemand es"),
            words_in("wird werden wurde wurden worden werde würde"),
            have=words_in("habe haben hab hatte"),
            gets=words_in("bekomme bekommen bekam kriege kriegen erhalte erhalten"),
            deed=words_in("tun machen mache tue passiert geschieht jetzt los gilt"),
            helping=(
                "erlaub",
                "lass",
                "läss",
                "sag",
                "erklär",
                "zeig",
                "helf",
                "hilf",
                "empfehl",
                "empfiehl",
                "nenn",
                "steht",
                "fehl",
                "gefäll",
                "gehör",
                "pass",
                "reich",
                "schmeck",
                "genüg",
            ),
            participle=re.compile(r"\w{0,5}ge\w{2,}(?:t|en)|(?:be|ver|er|ent|zer|über|unter)\w{2,}(?:t|en)|\w+iert"),
        ),
        Grammar(
            "nl",
            words_in("ik we wij"),
            words_in("me mij"),
            words_in("als wanneer omdat nadat dat of zodra indien terwijl"),
            words_in("hoe waar wanneer waarom hoeveel wat welke welk"),
            words_in("jij"),
            words_in("jou"),
            words_in("kan mag moet zal kunnen mogen moeten zou"),
            words_in("kan mag moet zal zou"),
            words_in("men iemand het er"),
            words_in("wordt worden werd werden word geworden"),
            have=words_in("heb hebben had"),
            gets=words_in("krijg krijgen kreeg"),
            deed=words_in("doen doe gebeurt gebeuren nu"),
            helping=(
                "laat",
                "laten",
                "zeg",
                "leg",
                "uitleg",
                "toon",
                "help",
                "vertel",
                "staat",
                "ontbre",
                "pas",
                "bevall",
            ),
            participle=re.compile(r"\w{0,5}ge\w{2,}(?:[dt]|en)|(?:be|ver|ont|her)\w{2,}(?:[dt]|en)"),
        ),
        Grammar(
            "fr",
            words_in("je j"),
            words_in("me m"),
            words_in("si quand lorsque parce puisque dès pendant"),
            words_in("comment où quand pourquoi combien quel quelle quels quelles"),
            words_in("tu"),
            words_in("te t"),
            words_in("puis peux dois pourrais devrais peut doit pouvoir devoir"),
            words_in("peut doit pourrait devrait peuvent doivent"),
            words_in("on faut"),
            words_in("est été être sont était serait sera serai serais suis soit"),
            have=words_in("ai avons"),
            made=words_in("fait faire"),
            passive_before=True,
            deed=words_in("faire fais fait passe arrive maintenant"),
            helping=(
                "permet",
                "laiss",
                "dire",
                "dites",
                "dis",
                "expliqu",
                "montr",
                "aider",
                "aidez",
                "conseill",
                "manqu",
                "rest",
                "faut",
                "suffi",
                "convien",
            ),
            participle=re.compile(r"\w{2,}(?:ée?s?|ie?s?|ue?s?|is|it|ert)"),
        ),
        Grammar(
            "es",
            words_in(
                "yo nosotros puedo podemos debo debemos tengo tenemos quiero queremos he hemos voy vamos estoy estamos"
                " soy necesito podría pude quise tuve hice había"
            ),
            words_in("me nos"),
            words_in("si cuando porque aunque mientras"),
            words_in("cómo como dónde donde cuándo cuánto cuánta cuántos cuántas qué cuál cuáles"),
            words_in("tú puedes debes tienes quieres has vas estás eres podrías"),
            words_in("te os"),
            words_in("puedo puede podría debo debe debería tengo tiene poder deber"),
            words_in("puede pueden debe deben podría podrían"),
            words_in("uno alguien hay"),
            words_in("fue fueron sido es son fui ser será era"),
            words_in("se"),
            words_in("he hemos"),
            deed=words_in("hago hacer hace hacemos haré pasa pasaría sucede ocurre ahora"),
            helping=(
                "permit",
                "deci",
                "dice",
                "diga",
                "dime",
                "explic",
                "ayud",
                "muestr",
                "recomiend",
                "aconsej",
                "gust",
                "falt",
                "qued",
                "correspond",
                "conviene",
                "sirve",
                "duele",
            ),
            participle=re.compile(r"\w{2,}(?:[aií]d[oa]s?|ech[oa]|t[oa])"),
            i_did=re.compile(r"(?!(?:caf|beb|comit|pur|jos|ren|porqu|tambi|aqu|all|esqu|ah)[éí]$)[^\W\d_]{3,}[éí]"),
            i_am=words_in("voy soy estoy he puedo fui hice"),
            to_me=re.compile(r"\w{2,}(?:[aeiáéí]r|ndo)(?:me|nos)"),
            to_thee=re.compile(r"\w{2,}(?:[aeiáéí]r|ndo)(?:te|os)"),
            endings=True,
            passive_before=True,
        ),
        Grammar(
            "it",
            words_in(
                "io noi ho abbiamo posso possiamo devo dobbiamo voglio vogliamo vado andiamo sto stiamo potrei dovrei"
                " faccio avevo"
            ),
            words_in("mi"),
            words_in("se quando perché poiché mentre"),
            words_in("come dove quando quanto quanta quanti quante perché cosa quale quali"),
            words_in("tu puoi devi hai vuoi vai stai sei potresti"),
            words_in("ti"),
            words_in("posso può potrei potrebbe devo deve dovrei dovrebbe potere dovere"),
            words_in("può possono deve devono potrebbe dovrebbe"),
            words_in("bisogna qualcuno"),
            words_in("è stato stata stati state viene vengono venga venire essere sia"),
            words_in("si"),
            words_in("ho abbiamo"),
            gets=words_in("ricevo"),
            deed=words_in("faccio fare fai succede accade adesso ora succederebbe"),
            helping=(
                "permett",
                "dir",
                "dic",
                "spieg",
                "aiut",
                "mostr",
                "consigl",
                "serv",
                "manc",
                "piac",
                "spett",
                "rest",
                "convien",
                "bast",
                "fa",
            ),
            participle=re.compile(r"\w{2,}(?:[aiu]t[oaie]|s[oaie]|tt[oaie])"),
            i_am=words_in("sono ho posso devo ero"),
            to_me=re.compile(r"\w{2,}(?:[aei]r|ndo)(?:mi|ci)"),
            to_thee=re.compile(r"\w{2,}(?:[aei]r|ndo)(?:ti|vi)"),
            endings=True,
            passive_before=True,
        ),
        Grammar(
            "pt",
            words_in(
                "eu nós posso podemos devo devemos tenho temos quero queremos vou vamos estou estamos sou preciso"
                " poderia deveria fiz tive"
            ),
            words_in("me"),
            words_in("se quando porque caso enquanto"),
            words_in("como onde quando quanto quanta quantos quantas qual quais"),
            words_in("você tu podes deves tens queres vais estás és"),
            words_in("te"),
            words_in("posso pode podia poderia devo deve deveria poder dever"),
            words_in("pode podem deve devem poderia deveria"),
            words_in("alguém há"),
            words_in("foi foram sido é são fui ser será era for forem"),
            words_in("se"),
            words_in("tenho temos"),
            gets=words_in("recebo"),
            deed=words_in("faço fazer faz acontece acontecer agora"),
            helping=(
                "permit",
                "dizer",
                "diz",
                "diga",
                "explic",
                "ajud",
                "mostr",
                "recomend",
                "falt",
                "rest",
                "cabe",
                "serve",
            ),
            participle=re.compile(r"\w{2,}(?:[aií]d[oa]s?|t[oa]|st[oa])"),
            i_did=re.compile(r"[^\W\d_]{3,}ei"),
            i_am=words_in("vou sou estou posso fui"),
            endings=True,
            passive_before=True,
        ),
        Grammar(
            "en",
            words_in("i we"),
            words_in("me us"),
            words_in("if when because after since that once while"),
            words_in("how where when why"),
            passive=words_in("am is are was were be been being get gets got getting have had"),
            deed=words_in("happens happen now"),
            helping=(
                "let",
                "allow",
                "tell",
                "told",
                "help",
                "show",
                "explain",
                "give",
                "gave",
                "giving",
                "need",
                "want",
            ),
            participle=re.compile(
                r"\w+(?:ed|en|wn|pt|lt)|hit|cut|hurt|put|paid|sold|told|made|caught|bitten|stung|sent|lent|left|lost|fed|led|shown"
            ),
            gets=words_in("get gets got getting receive received"),
            spare=0,
        ),
    )
}

LITTLE: Mapping[str, frozenset[str]] = {
    grammar.name: FUNCTION_WORDS.union(_OWNERS, *(field for field in grammar if isinstance(field, frozenset)))
    for grammar in GRAMMARS.values()
}
"""Words that say nothing of the matter."""
_OF_ENGLISH = words_in("me us")


def languages_of(words: frozenset[str]) -> tuple[str, ...]:
    """Languages (of those with a grammar) that texts of these words may be in, mostly one."""
    hits = hits_of(words)
    most = max(hits.values())
    if most < 2:
        return ()
    return tuple(
        name for name, count in hits.items() if count == most and (name != "en" or not _OF_ENGLISH.isdisjoint(words))
    )


@lru_cache(maxsize=2048)
def clauses_of(text: str, language: str) -> tuple[Clause, ...]:
    """The clauses of a text, parted at marks, subordinators and coordinators."""
    grammar, joins = GRAMMARS[language], _JOINS[language]
    found: list[Clause] = []
    words: list[str] = []
    opened = False
    for piece in _PIECES.findall(text.lower()):
        opens = piece in grammar.opens
        if not piece[0].isalpha() or opens or piece in joins:
            if words:
                found.append(Clause(opened, tuple(words)))
            words, opened = [], opens
        else:
            words.append(piece)
    return (*found, Clause(opened, tuple(words))) if words else tuple(found)
