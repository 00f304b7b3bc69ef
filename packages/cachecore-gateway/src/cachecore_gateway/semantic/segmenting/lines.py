"""Lines that are material by their form: code, tables, logs, traces, shell sessions, lists, quotes, mail heads."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["material_by_form"]

_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^[ \t]*>",  # block quote
        r"^[ \t]*\|.*\|[ \t]*$|^[ \t]*[+|][-=+|: ]{3,}$",  # table
        r"^(?: {4,}|\t)\S",  # indented code
        r"^[ \t]*(?:[-*_=#~]{3,}|[-=]{2,}>)[ \t]*$",  # rule
        r"^[ \t]*(?:\$|#|%|>>>|\.\.\.|PS [A-Z]:\S*>|[\w.-]+@[\w.-]+:\S*[$#]) +\S",  # shell, interpreter
        r"^[ \t]*[\[(]?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|^[ \t]*\[?\d\d:\d\d:\d\d[\].,]?",  # log
        r"^\s*(?:\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|CRITICAL|TRACE)\]?\b)|\b(?:Error|Exception)(?::|$)",
        r"^Traceback \(|^\s+File \"|^\s+at [\w.$<>]+[( ]|^Caused by:",
        r"^(?:From|To|Cc|Bcc|Sent|Date|Subject|Von|An|Betreff|De|Para|Asunto|Objet|À)[ \t]?:[ \t]+\S",  # mail head
        r"^[ \t]*(?:[-*•‣–+]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)])[ \t]+\S",  # list
        r"[;{}]\s*+$|^\s*[})\]]++[;,)]*+\s*+$|^\s*</?\w+[^<>]*>|^\s*(?://|/\*|#include|<!--)",  # code by its ends
        r"^(?:def|class|from \S+ import|function|const|let|var|async def|fn|func) [\w*{]+ ?(?:[(:={,;]|$)",
        r"^import [\w.*{]+;?$|^[\"“„«][^\"”“»]*[\"”“»][.,]?\s*$",  # a quotation as a line
        r"^(?:if|for|while|else|elif|try|except)\b.*:$|^(?:public|private|return|package|using) .*[;{]$",
        r"^(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|WITH|FROM|WHERE|JOIN|LEFT JOIN|GROUP BY|ORDER BY"
        r"|HAVING|LIMIT|VALUES|UNION) .*[^?]$",
        r"^\s*[\w.$\[\]\"']+(?:\([^()]*\))?\s*(?:=|:=|\+=|->|=>)\s*\S",  # assignment
        r"^\s*[\w.]+\([^()]*\)\s*+;?\s*+$",  # a call
        r"^(?:diff --git|@@ |\+\+\+ |--- |index [0-9a-f]{7})",
    )
)
_CELLS = re.compile(r"[,;\t]|\s{2,}")


def material_by_form(lines: Sequence[str]) -> list[bool]:
    """For each line: is it material whatever it says?

    Rows of cells count when two neighbours agree. A lone line never counts: nothing would be left to ask.
    """
    if sum(1 for line in lines if line.strip()) < 2:
        return [False] * len(lines)
    formed = [any(form.search(line) for form in _FORMS) for line in lines]
    cells = [len(_CELLS.findall(line.strip())) for line in lines]
    for index, line in enumerate(lines):
        if formed[index] or not cells[index] or _reads_as_prose(line):
            continue
        around = [cells[near] for near in (index - 1, index + 1) if 0 <= near < len(lines)]
        formed[index] = cells[index] in around
    return formed


def _reads_as_prose(line: str) -> bool:
    return line.rstrip().endswith(("?", "!", ".")) or line.count(", ") == line.count(",") > 0
