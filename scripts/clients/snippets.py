"""The snippets of ``docs/how-to/clients.md``: the first fenced block below each client's heading."""

from __future__ import annotations

import re

from environments import ROOT

__all__ = ["SUFFIXES", "snippets"]

SUFFIXES = {"python": ".py", "js": ".mjs", "sh": ".sh"}
"""Of the file that holds a snippet, by its language."""

_BLOCK = re.compile(r"^```(python|js|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets() -> dict[str, tuple[str, str]]:
    """Language and code by client."""
    page = (ROOT / "docs" / "how-to" / "clients.md").read_text(encoding="utf-8")
    found = {}
    for section in page.split("\n## ")[1:]:
        block = _BLOCK.search(section)
        if block is not None:
            found[section.partition("\n")[0]] = (block[1], block[2])
    return found
