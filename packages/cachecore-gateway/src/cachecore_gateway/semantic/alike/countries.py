"""Countries in several forms: the US and the United States, Irish tax and tax in Ireland, US citizens and Americans.

Theory: what a state has is named by the adjective of its name as well as by `in` or `of` the name: its taxes, laws and
capital. What people carry (a passport, a licence) may be shown in one state and come from another: there only `from`
and `of` say the same as the adjective. Languages, dishes and breeds have their adjectives, too: of them nothing is
written otherwise. WordNet's pertainyms are not in the lexicon; the states are a closed class.
"""

from __future__ import annotations

import re
from itertools import islice

from ..reading.text import analyse
from ..reading.words import words_in

__all__ = ["countries_alike"]

_TABLE = (
    "Argentina=Argentinian Australia=Australian Austria=Austrian Belgium=Belgian Bolivia=Bolivian Brazil=Brazilian"
    " Bulgaria=Bulgarian Canada=Canadian Chile=Chilean China=Chinese Colombia=Colombian Croatia=Croatian Cuba=Cuban"
    " Cyprus=Cypriot Czechia=Czech Denmark=Danish Ecuador=Ecuadorian Egypt=Egyptian Estonia=Estonian Finland=Finnish"
    " France=French Germany=German Ghana=Ghanaian Greece=Greek Hungary=Hungarian Iceland=Icelandic India=Indian"
    " Indonesia=Indonesian Iran=Iranian Iraq=Iraqi Ireland=Irish Israel=Israeli Italy=Italian Jamaica=Jamaican"
    " Japan=Japanese Kenya=Kenyan Latvia=Latvian Lithuania=Lithuanian Malaysia=Malaysian Malta=Maltese Mexico=Mexican"
    " Morocco=Moroccan Nepal=Nepalese Netherlands=Dutch Nigeria=Nigerian Norway=Norwegian Pakistan=Pakistani"
    " Peru=Peruvian Philippines=Philippine Poland=Polish Portugal=Portuguese Romania=Romanian Russia=Russian"
    " Scotland=Scottish Serbia=Serbian Singapore=Singaporean Slovakia=Slovak Slovenia=Slovenian Spain=Spanish"
    " Sweden=Swedish Switzerland=Swiss Thailand=Thai Tunisia=Tunisian Turkey=Turkish Ukraine=Ukrainian"
    " Vietnam=Vietnamese US=American UK=British"
)
_STATES = {adjective.lower(): place.lower() for place, _, adjective in (row.partition("=") for row in _TABLE.split())}
_UNIONS = {"us": "United States", "uk": "United Kingdom", "eu": "European Union", "un": "United Nations"}
_UNION = re.compile(
    r"(?<![\w.@/-])(?:(?P<us>US|U\.S\.A?\.?|USA|usa|(?i:united states(?: of america)?))"
    r"|(?P<uk>UK|U\.K\.?|uk|(?i:united kingdom))|(?P<eu>EU|eu|(?i:european union))|(?P<un>UN|(?i:united nations)))"
    r"(?![\w@/-]|\.\w)(?! (?i:today|open|swimming|soccer|steel|foods|bank|bancorp|airways|cellular)\b)"
)
_LED = words_in("in to from into within across outside inside leave leaving enter entering")
_LOOKED_BACK = 12
"""Letters before a name in which the word before it is looked for."""
_SENTENCE_GOES_ON = re.compile(r"[?.,;:!]|$| (?:on|with|for|as|if|when|and|or|to|from|by|without|after|before|at)\b")
_ADJECTIVE = re.compile(rf"(?<![\w-])(?P<adjective>{'|'.join(_STATES)})(?P<people>s?)(?![\w'’-])", re.IGNORECASE)
_OTHER_KIND = words_in(
    "northern southern eastern western north south east west new native african latin central anglo asian non mixed"
    " middle ancient old colonial spoken standard"
)
"""Before the adjective these make it another one: Northern Irish, Native Americans."""
_PLACE = re.compile(
    rf"(?<=[^\W_]) (?P<link>in|of|from|for) (?:the )?(?P<place>US|{'|'.join(set(_STATES.values()) - {'us'})}"
    r"|united (?:states|kingdom))(?![\w'’-])",
    re.IGNORECASE,
)
_IN_FULL = {"united states": "us", "united kingdom": "uk"}
_TERRITORIAL = words_in(
    "tax taxes vat law laws capital government constitution parliament president chancellor king queen population"
    " currency economy flag anthem motorway motorways election elections wage wages inflation unemployment police"
)
_WITH_A_NAME = words_in("number code rate rates age limit limits system minister holiday holidays")
"""Territorial only as the last of several words: emergency number, tax rate, voting age."""
_CARRIED = words_in(
    "passport passports licence license licences licenses citizen citizens citizenship national nationals degree"
    " diploma plates"
)
_OPENED = {
    "account": words_in("open opening"),
    "licence": words_in("get obtain apply"),
    "license": words_in("get obtain"),
}
"""What comes from the state in which one gets it."""
_LONGEST = 4
"""Words of what a state has: corporate income tax rate."""
_MOST, _NAME = 32, 80
"""Places in a text that are looked at, and letters of what a state has."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TOLD_BY = _STATES.keys() | {f"{adjective}s" for adjective in _STATES}
_UNION_WORDS = words_in("us usa uk eu un united european u s k a u.s u.k u.s.a")


def countries_alike(left: str, right: str) -> tuple[str, str]:
    """Both texts, with each country in the form that the other has for it."""
    one, two = analyse(left), analyse(right)
    if one.words == two.words or left.isupper() or right.isupper():
        return left, right
    if not (_UNION_WORDS.isdisjoint(one.words) or _UNION_WORDS.isdisjoint(two.words)):
        left, right = _unions(left, right), _unions(right, left)
    if _TOLD_BY.isdisjoint(one.words) and _TOLD_BY.isdisjoint(two.words):
        return left, right
    return _named(left, right), _named(right, left)


def _unions(text: str, other: str) -> str:
    """`text` with short names of unions in full, where `other` has them in another form."""
    theirs = {match.lastgroup: match[0] for match in _UNION.finditer(other)}

    def full(match: re.Match[str]) -> str:
        name = match.lastgroup or ""
        if name not in theirs or theirs[name] == match[0]:
            return match[0]
        alone = _word_before(match) in _LED and _SENTENCE_GOES_ON.match(match.string, match.end())
        return f"the {_UNIONS[name]}" if alone else _UNIONS[name]

    return _UNION.sub(full, text) if theirs else text


def _named(text: str, other: str) -> str:
    """`text` with what a state has as `other` says it: with the place behind, or with its short name before."""
    for match in reversed(list(islice(_ADJECTIVE.finditer(text), _MOST))):
        if _word_before(match) in _OTHER_KIND:
            continue
        words = _words_behind(text, match.end())
        new = _citizens(match, other) if match["people"] else _with_place(match, words, text, other)
        if new:
            text = new
    return text


def _with_place(match: re.Match[str], words: list[re.Match[str]], text: str, other: str) -> str:
    state = _STATES[match["adjective"].lower()]
    low = [word.group().lower() for word in words]
    for place in islice(_PLACE.finditer(other), _MOST):
        named = place["place"].lower()
        if _IN_FULL.get(named, named) != state or place["place"] == "us":
            continue
        before = [
            word.lower() for word in _WORD.findall(other, max(0, place.start() - _NAME), place.start())[-_LONGEST:]
        ]
        count = next((size for size in range(len(low), 0, -1) if low[:size] == before[-size:]), 0)
        if count and _belongs(low[count - 1], count, place["link"].lower(), f"{text} {other}".lower().split()):
            end = words[count - 1].end()
            return f"{_with_article(text[: match.start()], low[0])}{text[words[0].start() : end]}{place[0]}{text[end:]}"
    for union in _UNION.finditer(other) if state in _UNIONS else ():
        behind = [word.group().lower() for word in _words_behind(other, union.end())]
        if union.lastgroup == state and any(
            low[: at + 1] == behind[: at + 1] and _is_public(low[at], at + 1) for at in range(len(low))
        ):
            return f"{_with_article(text[: match.start()], '')}{union[0]}{text[match.end() :]}"
    return ""


def _citizens(match: re.Match[str], other: str) -> str:
    """`text` with citizens of a state for Americans, where `other` has them."""
    state = _STATES[match["adjective"].lower()]
    named = [match["adjective"], *({"us": ("US", "U.S.", "USA", "United States")}.get(state, ()))]
    for name in named:
        if (
            found := re.search(rf"(?<![\w-]){re.escape(name)} (?:citizens|nationals)\b", other, re.IGNORECASE)
        ) is not None:
            return f"{match.string[: match.start()]}{found[0]}{match.string[match.end() :]}"
    return ""


def _belongs(head: str, count: int, link: str, words: list[str]) -> bool:
    """Does a state's adjective say of `head` what `link` and its name do?"""
    if link == "for":
        return head == "visa"
    if head in _TERRITORIAL or (head in _WITH_A_NAME and count > 1):
        return link in ("in", "of")
    if head in _OPENED and link == "in" and count > 1:
        return sum(word in _OPENED[head] for word in words) > 1
    return head in _CARRIED and link in ("of", "from")


def _is_public(head: str, count: int) -> bool:
    return head in _TERRITORIAL or head in _CARRIED or head == "visa" or (head in _WITH_A_NAME and count > 1)


def _with_article(before: str, word: str) -> str:
    """`before` with the article that `word` wants: an Irish tax, a tax."""
    article = _ARTICLE.search(before)
    return before if article is None else f"{before[: article.start()]}{'an' if word[:1] in tuple('aeio') else 'a'} "


_ARTICLE = re.compile(r"(?<!\w)an? $")


def _words_behind(text: str, end: int) -> list[re.Match[str]]:
    words: list[re.Match[str]] = []
    while len(words) < _LONGEST and text.startswith(" ", end) and (match := _WORD.match(text, end + 1)):
        words.append(match)
        end = match.end()
    return words


def _word_before(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - _LOOKED_BACK) : match.start()].lower().split()
    return before[-1] if before else ""
