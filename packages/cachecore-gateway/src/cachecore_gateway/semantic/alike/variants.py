"""Two ways to write one word: British and American spelling, common abbreviations."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["in_full", "long_forms", "spellings"]

_RULES = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"(?<=\w{3})our(?=$|s$|ed$|ing$|ite|able|hood|ly$|ful|al)", "or"),
        (r"(?<=\w{2})is(?=e$|es$|ed$|ing$|er$|ers$|ation)", "iz"),
        (r"(?<=\w)ys(?=e$|es$|ed$|ing$|er$)", "yz"),
        (r"(?<=\w{2}[tb])re(?=$|s$|d$)", "er"),
        (r"(?<=\w{5})ll(?=ed$|ing$|er$|ers$|or$|ors$|ous|ery$)", "l"),
        (r"(?:ae|oe)(?=\w{2})", "e"),
        (r"(?<=\w{3})ogue(?=$|s$)", "og"),
        (r"(?<=\w{2})ence(?=$|s$|d$|less)", "ense"),
        (r"lph(?=\w{2})", "lf"),
    )
)
_SHORTEST = 3
"""Letters of a word that may have two spellings."""
_NOTHING: frozenset[str] = frozenset()
_ACCENTED = 4
"""Letters from which on a word without its accents is no other word: not `si`, not `el`."""

_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe", "æ": "ae"})
_IRREGULAR = {
    "grey": "gray", "greys": "grays", "tyre": "tire", "tyres": "tires", "cheque": "check", "cheques": "checks",
    "aluminium": "aluminum", "yoghurt": "yogurt", "programme": "program", "programmes": "programs", "kerb": "curb",
    "plough": "plow", "mum": "mom", "practise": "practice", "fulfil": "fulfill", "enrol": "enroll",
    "instalment": "installment", "instalments": "installments", "jewellery": "jewelry", "moustache": "mustache",
    "pyjamas": "pajamas", "sceptical": "skeptical", "maths": "math", "judgement": "judgment", "ageing": "aging",
    "draught": "draft", "storey": "story", "cosy": "cozy", "doughnut": "donut", "okay": "ok",
    "whilst": "while", "amongst": "among", "afterwards": "afterward", "towards": "toward",
}  # fmt: skip
_SHORT = {
    "u": "you", "r": "are", "ur": "your", "y": "why", "ppl": "people", "msg": "message", "msgs": "messages",
    "hr": "hour", "hrs": "hours", "min": "minute minimum", "mins": "minutes", "sec": "second", "secs": "seconds",
    "wk": "week", "wks": "weeks", "mo": "month", "mos": "months", "yr": "year", "yrs": "years",
    "tbsp": "tablespoon tablespoons", "tsp": "teaspoon teaspoons", "max": "maximum", "avg": "average",
    "approx": "approximately", "temp": "temperature", "diff": "difference", "intl": "international",
    "appt": "appointment", "acct": "account", "apt": "apartment", "db": "database", "dbs": "databases",
    "prod": "production", "dev": "development developer", "env": "environment", "config": "configuration",
    "repo": "repository", "docs": "documentation documents", "doc": "document doctor", "info": "information",
    "app": "application", "apps": "applications", "pic": "picture", "pics": "pictures", "pwd": "password",
    "pw": "password", "dept": "department", "govt": "government", "mgr": "manager", "qty": "quantity",
    "amt": "amount", "addr": "address", "tel": "telephone", "phone": "telephone", "fridge": "refrigerator",
    "photo": "photograph", "photos": "photographs", "ad": "advertisement", "ads": "advertisements",
    "exam": "examination", "vs": "versus", "js": "javascript", "py": "python", "thru": "through",
    "bc": "because", "cuz": "because", "gonna": "going", "wanna": "want", "std": "standard",
    "nr": "number nummer", "num": "number", "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday",
    "weds": "wednesday", "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "tonite": "tonight", "nite": "night",
    "bday": "birthday", "btwn": "between", "abt": "about", "prob": "probably problem", "probs": "problems probably",
    "lang": "language", "pkg": "package", "cert": "certificate", "certs": "certificates", "vid": "video",
    "vids": "videos", "esp": "especially", "est": "estimated", "ave": "avenue", "blvd": "boulevard", "rd": "road",
    "st": "street saint", "hwy": "highway", "spec": "specification", "specs": "specifications",
    "req": "request requirement", "reqs": "requests requirements", "param": "parameter", "params": "parameters",
    "arg": "argument", "args": "arguments", "func": "function", "funcs": "functions", "var": "variable",
    "vars": "variables", "str": "string", "int": "integer", "ints": "integers", "char": "character",
    "chars": "characters", "dir": "directory", "dirs": "directories", "auth": "authentication authorization",
    "admin": "administrator", "admins": "administrators", "org": "organization organisation", "uni": "university",
    "univ": "university", "prof": "professor", "lab": "laboratory", "flu": "influenza", "rx": "prescription",
    "meds": "medication medications medicines", "bike": "bicycle", "bikes": "bicycles",
    "tv": "television", "inc": "including incorporated", "corp": "corporation", "mgmt": "management",
    "mtg": "meeting mortgage", "ref": "reference", "stats": "statistics", "calc": "calculate calculator",
    "biz": "business", "cust": "customer", "acc": "account", "accts": "accounts", "appts": "appointments",
    "bf": "boyfriend", "gf": "girlfriend", "hw": "homework", "gov": "government", "intro": "introduction",
    "tkt": "ticket", "tkts": "tickets", "tho": "though", "rly": "really", "srsly": "seriously", "ofc": "course",
    "n": "and", "golang": "go", "postgres": "postgresql", "mongo": "mongodb", "fb": "facebook", "insta": "instagram",
    "yt": "youtube", "ig": "instagram", "tix": "tickets", "fave": "favourite favorite", "hubby": "husband",
    "pls": "please", "wknd": "weekend", "sis": "sister",
    "gsheets": "sheets", "dl": "download", "ver": "version", "vers": "version", "pg": "page", "pgs": "pages",
    "para": "paragraph", "paras": "paragraphs", "eqn": "equation", "tmp": "temporary", "src": "source",
    "cmd": "command", "cmds": "commands", "btn": "button", "img": "image", "imgs": "images", "obj": "object",
    "elem": "element", "idx": "index", "len": "length", "fn": "function", "fns": "functions",
    "deps": "dependencies", "lib": "library", "libs": "libraries", "perf": "performance", "perms": "permissions",
    "ext": "extension", "attr": "attribute", "attrs": "attributes", "val": "value", "vals": "values",
    "cals": "calories", "carbs": "carbohydrates", "veg": "vegetables", "veggies": "vegetables", "vit": "vitamin",
    "tech": "technology", "mths": "months", "mth": "month", "ltr": "litre liter letter", "wt": "weight",
    "ht": "height", "gal": "gallon", "doz": "dozen", "fwd": "forward", "recd": "received", "yday": "yesterday",
    "hol": "holiday", "hols": "holidays", "lic": "licence license", "reg": "registration", "dist": "distance",
    "usu": "usually", "cos": "because", "coz": "because", "whn": "when", "wen": "when", "hv": "have",
    "shd": "should", "cud": "could", "wud": "would", "ppt": "powerpoint", "combo": "combination",
    "xq": "porque", "pq": "porque pourquoi", "pk": "pourquoi", "q": "que", "tb": "también também",
    "tmb": "también também", "vc": "você", "vcs": "vocês", "qto": "quanto", "qdo": "quando", "bcp": "beaucoup",
    "tlf": "teléfono", "evtl": "eventuell", "bzw": "beziehungsweise",
    "jan": "january", "feb": "february", "mar": "march", "apr": "april",
    "aug": "august", "sept": "september", "sep": "september", "oct": "october", "nov": "november",
    "dec": "december",
}  # fmt: skip
_LONG = {short: frozenset(words.split()) for short, words in _SHORT.items()}
_SIGNS = (
    (re.compile(r"(?<!\S)w/o(?=\s)", re.IGNORECASE), "without"),
    (re.compile(r"(?<!\S)w/ ?(?=\w)", re.IGNORECASE), "with "),
    (re.compile(r"(?<!\S)b/c(?=\s)", re.IGNORECASE), "because"),
    (re.compile(r"(?<=\s)&(?=\s)"), "and"),
    (re.compile(r"\bfill(ed|ing|s)? out (?=(?:an?|the|my|this|that|your|our) )", re.IGNORECASE), r"fill\1 in "),
    (re.compile(r"(?<!\S)\*([^\W\d_]+)\*(?=[\s.,;:!?]|$)"), r"\1"),
    (re.compile(r"\b(ctrl|cmd|alt|shift) ?[+-] ?(?=[a-z]\b)", re.IGNORECASE), r"\1-"),
    (
        re.compile(
            r"\b(faut|peut|doit|est|sont|peux|puis|dois|peuvent|doivent|pourrai[st]|devrai[st])-(?:t-)?(il|elle|on|je|ils|elles)\b",
            re.IGNORECASE,
        ),
        r"\2 \1",
    ),
    (re.compile(r"\b(?:no|nos)\. (?=of\b)", re.IGNORECASE), "number "),
    (
        re.compile(
            r"\b(acct|acc|account|ref|reference|order|phone|tel|telephone|invoice|policy|model|part|serial|flight|case|ticket"
            r"|room|card|passport|id|tracking|route|licence|license|registration) no(?:\.(?=\s)|(?= *\d))",
            re.IGNORECASE,
        ),
        r"\1 number",
    ),
)


@lru_cache(maxsize=16384)
def _plain(word: str) -> str:
    """The word in one of its spellings; no word of the language itself, only good to be compared."""
    if word.endswith("'s"):
        return _plain(word.removesuffix("'s")) + "'s"
    word = _IRREGULAR.get(word, word)
    if len(word) >= _ACCENTED and not word.isascii():
        word = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    for pattern, new in _RULES:
        word = pattern.sub(new, word)
    return word


def spellings(word: str) -> tuple[str, ...]:
    """Forms that two spellings of one word (lower case) share: neighbour, neighbor; gültig, gueltig."""
    if len(word) < _SHORTEST:
        return ()
    plain, without = _plain(word), word.translate(_WITHOUT_UMLAUTS)
    return (plain,) if without == plain else (plain, without)


def long_forms(short: str) -> frozenset[str]:
    """What `short` is a common short form of (all lower case)."""
    return _LONG.get(short, _NOTHING)


def in_full(text: str) -> str:
    """`text` with signs that stand for words written out (w/o, &), stress left out, and keys in one way (Ctrl-C)."""
    for pattern, word in _SIGNS:
        text = pattern.sub(word, text)
    return text
