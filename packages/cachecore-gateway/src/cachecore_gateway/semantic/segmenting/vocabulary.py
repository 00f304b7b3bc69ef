"""Words and forms that give a question, a task or a label away: closed classes, six languages."""

from __future__ import annotations

import re

__all__ = [
    "AMBIGUOUS_VERBS",
    "ASKING_WORDS",
    "COURTESY",
    "FIRST_PERSON",
    "LABEL",
    "PAYLOAD_NOUNS",
    "PAYLOAD_VERBS",
    "POINTERS",
    "QUESTION_LABELS",
    "TASK_VERBS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ASKING_WORDS = _words(
    """
    who whom whose what which when where why how is are am was were do does did can could may might must shall
    should will would has have had isn't aren't don't doesn't can't what's who's how's where's wer wen wem
    wessen welche welcher welches welchen wann wo woher wohin warum wieso weshalb wie ist sind darf kann können
    muss soll hat haben gibt qui que quoi quel quelle quels quelles quand où pourquoi comment combien est-ce
    peut puis-je dois faut-il quién qué cuál cuáles cuándo dónde cuánto cuánta cuántos cuántas cómo puedo debo
    hay es está chi che cosa quale quali quando dove perché come quanto quanti posso quem qual quais onde porque
    quantos wat welke wanneer waar waarom hoe
    """
)

TASK_VERBS = _words(
    """
    answer list give tell explain describe name find show state identify compare write draft compose create make
    generate suggest recommend propose outline check verify decide determine count calculate compute estimate
    say mention discuss evaluate assess quote pick choose select return output print reply respond use using
    based according  please help produce provide report point walk review solve infer predict nenne nenn
    erkläre erklär gib schreib schreibe zeige beantworte antworte finde beschreibe prüfe bitte donne explique
    écris liste trouve réponds indique décris montre dame da di explica escribe haz enumera responde encuentra
    indica muestra dime
    """
)

PAYLOAD_VERBS = _words(
    """
    translate summarise summarize classify categorise categorize label tag rewrite rephrase paraphrase reword
    correct proofread edit fix shorten lengthen expand simplify condense extract parse convert transcribe
    transliterate analyse analyze detect rate score rank grade sort annotate redact anonymise anonymize polish
    improve refactor debug review tokenize normalize normalise format translation summary sentiment tldr tl;dr
    turn route triage decode encode spellcheck continue complete assign intent soften übersetze übersetz
    übersetzung zusammenfassung korrigiere klassifiziere kürze formuliere extrahiere fasse fass traduis traduire
    traduisez traduction résume résumé résumer corrige corriger classe reformule extrais traduce traducir
    traducción resume resumir resumen corregir clasifica reescribe extrae traduci riassumi correggi classifica
    traduza resuma corrija vertaal samenvatting corrigeer
    """
)

PAYLOAD_NOUNS = _words("translation summary sentiment tldr tl;dr traduction traducción übersetzung samenvatting")

AMBIGUOUS_VERBS = _words(
    """
    correct complete sort format rate rank label tag edit review route fix score grade improve turn continue intent
    polish assign resume classe
    """
)
"""Payload verbs that are as often nouns or adjectives: they count at the head of a sentence only."""

POINTERS = re.compile(
    r"\b(?:the following|as follows|(?:this|the|my|below|above) (?:text|sentence|paragraph|message|e-?mail|review"
    r"|ticket|code|passage|article|document|word|phrase|query|quote|data|log|tweet|comment|essay|letter|address|function"
    r"|snippet|transcript|table|input|clause|memo|excerpt|report))\b"
    r"|\b(?:below|above|this|these)\s*:?$"
    r"|\bfolgende[nmrs]?\b|\bsuivante?s?\b|\bsiguientes?\b|\b(?:diesen|dieser|dieses) (?:text|satz)\b",
    re.IGNORECASE,
)

QUESTION_LABELS = _words(
    """
    question q query task instruction instructions request todo goal objective frage aufgabe pregunta tarea
    domanda compito pergunta tarefa vraag opdracht tâche consigne
    """
)

LABEL = re.compile(
    r"^[ \t]*+(?:[*_#>]{1,3}[ \t]*+)?([^\W\d_][\w'’()/,. -]{0,40}?)[*_]{0,2}[ \t]*:[*_]{0,2}(?=\s|$|[\"“„«'`])[ \t]*"
)
COURTESY = re.compile(
    r"^(?:hi|hey|hello|hiya|dear (?:all|team|sir|madam)|good (?:morning|afternoon|evening|day)|thanks?|thank you|thx"
    r"|cheers|many thanks|please|pls|hallo|guten (?:tag|morgen|abend)|danke|vielen dank|bonjour|merci|salut|hola"
    r"|gracias|buenos días|ciao|grazie|olá|obrigad[oa]|best(?: regards)?|regards|kind regards)"
    r"(?:[ ,]+(?:there|all|team|everyone|again|so much|a lot|you|very much|beaucoup|schön|in advance|sehr|im voraus))*"
    r"\W*$",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(
    r"\b(?:i|i['’](?:m|ve|d|ll)|my|me|mine|we|we['’]re|our|us|ich|mein\w*|mir|mich|wir|unser\w*|je|j['’]|mon|ma|mes|nous"
    r"|notre|nos|yo|mi|mis|nosotros|nuestr[oa]s?|tengo|io|mio|mia|eu|meu|minha|ik|mijn)\b",
    re.IGNORECASE,
)
