"""Greetings, thanks, asides, frames of indirect questions: what surrounds a question and changes nothing in it."""

from __future__ import annotations

import re

__all__ = ["without_courtesy"]

_MARKS = ' \t\n\r,:;.!?¿¡–-—…()"*~'

_PARTING = " \t\n\r,:;.!?–-—…"
"""What may stand between a greeting and the question; not what may belong to the question, such as a quotation mark."""

_LEADING = " \t\n\r,:;–-—…"
"""What leads from a question to the thanks after it."""

_MOST_ROUNDS = 6
"""Phrases that may follow each other at one end."""

_GREETING = (
    r"(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|dear (?:all|team|sir|madam|support)"
    r"|hallo|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut|hola|buen[oa]s (?:días|tardes|noches)|ciao|salve|olá"
    r"|bom dia"
    r"|goedemorgen|goedendag)(?: there| all| everyone| everybody| team| folks| guys| again| zusammen)*"
)
_NOT_ABOUT = r"(?! (?:about|for|to|him|her|them|my|the|an?)\b)"
"""What is asked of somebody, or wanted of him, belongs to the question."""

_WH = r"(?= (?:how|what|when|where|which|who|whom|whose|why|if|whether)\b)"
_BUT = r"(?:[.!,]|\bbut\b)(?: but\b)?"

_OPENING_PHRASES = (
    rf"{_GREETING}\b(?! (?:in|is|means?|and|or|vs|auf|en|to)\b)",
    r"(?:i )?(?:just )?hope (?:you(?:'re| are)|this finds you|all is)[^.!?,]{0,30}[.!,]",
    rf"(?:so )?sorry (?:to (?:bother|disturb)|for (?:bothering|the))[^.!?,]{{0,20}}{_BUT}",
    r"(?:excuse|pardon) me\b|entschuldigung\b|excusez-moi\b|disculpe\b|perdón\b|scusi\b",
    r"(?:(?:just )?(?:a )?|hey )quick (?:question|one)\b",
    r"(?:just|i'm|i am|i was)? ?(?:curious|wondering)\b(?! (?:if|whether|about))",
    r"(?:could|can|would|will) (?:you|someone|anyone|somebody|u) (?:please |kindly |possibly |maybe )*"
    r"(?:tell me|let me know|explain to me|explain this to me|answer this(?: for me)?"
    r"|help me(?: out)?(?: with (?:this|that))?)\b(?! (?:about|to)\b)",
    r"would you mind (?:telling|letting) me(?: know)?\b|please (?:tell me|help(?: me)?)(?! with)\b",
    rf"(?:(?:i'd|i would) (?:like|love)|i (?:just )?(?:want|need)|want|need) to (?:know|find out|ask)\b{_NOT_ABOUT}",
    rf"(?:can|could|may) i (?:just )?ask(?: you)?\b{_NOT_ABOUT}",
    rf"(?:do you (?:happen to )?know|any(?:one|body) know|any ideas?|tell me|i wonder|wondering),?{_WH}",
    r"tell me(?=[,:])",
    r"(?:i (?:have|got|'ve got) )?(?:a |one |this )?question(?: for you)?(?=[.:,!])",
    r"(?:ok|okay|well|so|um+|uh+|hmm+|er+m?)\b(?=[ ,])(?! (?:many|much|far|long|that|few|little|in|to|and|or)\b)",
    r"not (?:quite |really )?sure (?:if|whether|where|that) [^.!?,]{0,30}\b(?:place|question|thread|ask|belongs)\b"
    rf"[^.!?,]{{0,20}}{_BUT}",
    r"(?:(?:this (?:is|may be|might be)|it's|maybe|perhaps|probably|sorry if this is) )+(?:a |an )?(?:very |really )?"
    rf"(?:silly|dumb|stupid|basic|noob|newbie|simple|obvious|odd|weird) (?:question|one)[^.!?,]{{0,15}}{_BUT}",
    r"(?:please|pls|plz|kindly|bitte|por favor|s'il vous plaît|per favore)\b",
)
_THANKS = (
    r"(?:many |with )?(?:thanks|thank you|thx|tks|cheers|ta|ty|danke(?:schön)?|vielen dank|merci|gracias|muchas gracias"
    r"|grazie|obrigad[oa]|bedankt|dank je)(?: (?:a lot|a million|so much|very much|in advance|again|beaucoup|d'avance"
    r"|de antemano|im voraus|schön|you|all|for (?:your|the|any) \w+))*"
)
_NEGATED = r"(?:could|can|did|do|does|would)(?: ?n[o']t|nt|t|'t)"
_IT = r"(?:it|this|that|an answer|any answer|the answer|anything|any info\w*|out)"
_SOUGHT = (
    r"(?:and )?(?:i|we|have|been|i've|we've|i have|we have)? ?(?:also |already |even )?"
    r"(?:googled|searched|looked|checked|tried google|been looking|been searching)"
    r"(?: (?:it|this|that|for it|online|around|up|everywhere))*"
    r"(?:,|;| -)?(?: and| but)? (?:had |with |got |found )?(?:no luck|nothing|in vain|no success"
    r"|without (?:any )?(?:luck|success))"
)
_NOT_FOUND = (
    rf"(?:but |and )?(?:i|we|google) (?:really )?{_NEGATED} (?:seem to )?(?:find|figure|work|get) {_IT}(?: {_IT})?"
    r"(?: (?:anywhere|online|so far|yet|myself|on (?:google|the web|the internet|your (?:site|website|page))"
    r"|in the (?:docs|documentation|manual|faq|help)))*"
)
_CLOSING_PHRASES = (
    _THANKS,
    r"(?:very |really )?much appreciated",
    r"(?:any|your|some) (?:help|advice|info|answer)s? (?:is|are|would be|will be)[^.!?]{0,24}",
    r"(?:any|your|some) (?:help|advice|info|hint|tip)s? appreciated",
    r"(?:i'd|i would|i) (?:really |much )?appreciate (?:it|any help|your help)",
    r"have a (?:nice|great|good|lovely) \w+",
    _SOUGHT,
    _NOT_FOUND,
    rf"(?:my \w+|nobody|no one|they) (?:{_NEGATED} |could |can )(?:tell me|know)",
    r"asking for a friend|(?:it's |its |this is )?(?:kind of |quite |very |pretty |a bit )?urgent|asap",
    r"(?:(?:best|kind|warm) )?regards(?:,? [A-Z]\w+)?",
    r"please(?: help)?(?: me)?|pls|plz|bitte|por favor|s'il (?:vous|te) plaît|per favore",
)
_OPENINGS = re.compile("|".join(_OPENING_PHRASES), re.IGNORECASE)
_CLOSINGS = re.compile(rf"(?<![\w'])(?:{'|'.join(_CLOSING_PHRASES)})$", re.IGNORECASE)

_TALKED_ABOUT = re.compile(
    r"\b(?:say\w*|said|mean\w*|words?|for|translat\w+|write|spell|pronounce|send|a|an|the|of|to|is|in|or|and|than"
    r"|sagt?|sagen"
    r"|heißt|dire|dit|decir|dice|dici)$",
    re.IGNORECASE,
)
"""Before these a word of thanks is what the question is about: how do you say thank you."""


def without_courtesy(text: str) -> str:
    """`text` without what greets, thanks or leads up to the question; `text` itself when nothing would be left."""
    kept = _without_opening(text.replace("’", "'"))
    kept = _without_closing(kept)
    return kept if any(letter.isalnum() for letter in kept) else text


def _without_opening(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        bare = text.lstrip(_MARKS)
        match = _OPENINGS.match(bare)
        if match is None or not match.end():
            break
        text = bare[match.end() :].lstrip(_PARTING)
    return text


def _without_closing(text: str) -> str:
    for _ in range(_MOST_ROUNDS):
        bare = text.rstrip(_MARKS)
        match = _CLOSINGS.search(bare)
        if match is None or _TALKED_ABOUT.search(bare[: match.start()].rstrip()):
            break
        text = bare[: match.start()].rstrip(_LEADING)
    return text
