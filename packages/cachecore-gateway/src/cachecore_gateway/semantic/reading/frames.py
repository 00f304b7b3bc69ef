"""One question told in two sentences, or with a noun for the question word, as the question that it is.

Theory: `My oven trips the breaker. Why?` and `I want to rename a branch. How do I do that?` ask nothing that `why` and
`how do I` before the first sentence would not. What is left is looked for and compared instead, so nothing may be lost:
the first sentence stays as it is, and the second one must hold nothing but the question.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["asked_plainly"]

_ENDS = r"[ ?.!…\U0001f600-\U0001f64f]*"
_TOLD = r"([^.?!\n]{4,200})[.!;,…]+ *(?:but |and |so )?"
"""A sentence told before the question."""
_OWN = r"(?:my|our|the|this|that|these|those|his|her|its|their|i|we|it|he|she|they|there|a|an)"
_TWO = re.compile(r"[.!;,?…] *¿?[^\W\d_]|\bwhat (?:should|can|could|do|must) (?:i|we) do\b", re.IGNORECASE)
"""A mark, and more behind it."""


def _why(match: re.Match[str]) -> str:
    told = match[1]
    return f"Why {told if told.startswith('I ') else told[0].lower() + told[1:]}?"


def _if(match: re.Match[str]) -> str:
    asked, told = match["asked"], match[1]
    return f"{asked[0].upper()}{asked[1:]} if {told if told.startswith('I ') else told[0].lower() + told[1:]}?"


def _how(match: re.Match[str]) -> str:
    return f"How do {'I' if match[1] in 'Ii' else 'we'} {match[2]}?"


_FRAMES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plainly)
    for pattern, plainly in (
        (
            rf"(?={_OWN}\b){_TOLD}(?:why(?: is (?:that|this)(?: so)?| does (?:that|this|it) happen)?"
            r"|how come|any idea why|what(?:'s| is| could be| might be) the (?:reason|cause)(?: for (?:that|this))?)"
            rf"{_ENDS}",
            _why,
        ),
        (
            rf"(?={_OWN}\b)([^.?!\n]{{4,200}}?)(?:[.!;,…]+ *| )(?:but |and |so )?"
            r"(?P<asked>what (?:should|can|could|do|must) (?:i|we) do)"
            rf"(?: about (?:it|this|that))?(?: now)?{_ENDS}",
            _if,
        ),
        (
            r"(i|we)(?:'d| would)? (?:want|need|like|love|wish|have|am trying|are trying|plan)"
            rf" to {_TOLD}(?:how (?:do|can|should|would|could) (?:i|we) (?:do|go about|manage) (?:that|this|it)"
            r"|how does (?:that|this|it) work|how(?: is (?:that|this|it) done)?|what do (?:i|we) (?:have|need) to do"
            rf"|what(?:'s| is| are) the (?:steps|procedure|process)|any idea how){_ENDS}",
            _how,
        ),
        (
            rf"(?:je (?:veux|voudrais|souhaite|dois)|j'aimerais) {_TOLD}(?:comment (?:faire|puis-je (?:le )?faire"
            rf"|ça marche|je fais)|que dois-je faire|quelle est la procédure){_ENDS}",
            r"Comment \1 ?",
        ),
        (
            rf"(?:quiero|quisiera|necesito|me gustaría|deseo) {_TOLD}¿?(?:cómo (?:lo hago|puedo hacerlo|se hace|hago)"
            rf"|qué tengo que hacer|cuál es el procedimiento){_ENDS}",
            r"¿Cómo \1?",
        ),
        (
            rf"(?:voglio|vorrei|devo) {_TOLD}(?:come (?:faccio|si fa|posso far(?:lo|e))|qual è la procedura){_ENDS}",
            r"Come \1?",
        ),
        (
            rf"(?:quero|queria|gostaria de|preciso|desejo) {_TOLD}(?:como (?:faço|posso fazer|se faz)(?: isso)?"
            rf"|qual é o procedimento|o que tenho de fazer){_ENDS}",
            r"Como \1?",
        ),
        (
            rf"ich (?:möchte|will|muss|würde gerne?) {_TOLD}(?:wie (?:geht das|mache ich das"
            rf"|kann ich das (?:tun|machen))|was muss ich (?:dafür |dazu )?tun){_ENDS}",
            r"Wie kann ich \1?",
        ),
        (
            r"((?:what|how|why)\b[^.?!\n]{4,200})\? *(?:please |pls |can you |could you )?explain(?: it| this| that)?"
            rf"(?: to me)?(?:,? please)?{_ENDS}",
            r"\1?",
        ),
    )
)
_REASON = re.compile(
    rf"\W{{0,3}}(?:what(?:'s| is) the (?:reason|cause)(?: that| why)? (?={_OWN}\b)"
    r"|for what reason (?=(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|should)\b))",
    re.IGNORECASE,
)


def asked_plainly(text: str) -> str:
    """`text` as one question where it is told in two sentences; `text` itself else."""
    if (reason := _REASON.match(text)) is not None:
        return f"Why {text[reason.end() :]}"
    if _TWO.search(text) is None:
        return text
    bare = text.strip()
    for frame, plainly in _FRAMES:
        if (match := frame.fullmatch(bare)) is not None:
            return match.expand(plainly) if isinstance(plainly, str) else plainly(match)
    return text
