"""Served against wrong, as a small SVG without any plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["Mark", "plot_policies"]

Mark = tuple[str, float, float]
"""Name, share served (0…1), share wrong (0…1)."""

_WIDTH, _HEIGHT, _EDGE = 720, 420, 60


def plot_policies(title: str, marks: Sequence[Mark]) -> str:
    """An SVG document: one dot a policy, right is more served, up is more wrong."""
    top = max([wrong for _, _, wrong in marks] + [0.05]) * 1.1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"',
        ' font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_EDGE}" y="24" font-size="15">{escape(title)}</text>',
        *_axes(top),
        *(_dot(mark, top) for mark in marks),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(top: float) -> list[str]:
    lines = []
    for step in range(6):
        share, wrong = step / 5, top * step / 5
        lines += [
            _rule(_x(share), _y(0, top), _x(share), _y(top, top)),
            _rule(_x(0), _y(wrong, top), _x(1), _y(wrong, top)),
            f'<text x="{_x(share):.1f}" y="{_HEIGHT - _EDGE + 18}" text-anchor="middle">{share:.0%}</text>',
            f'<text x="{_EDGE - 8}" y="{_y(wrong, top) + 4:.1f}" text-anchor="end">{wrong:.1%}</text>',
        ]
    lines.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 14}" text-anchor="middle">served of what should be</text>')
    middle = _HEIGHT / 2
    lines.append(f'<text x="16" y="{middle}" transform="rotate(-90 16 {middle})" text-anchor="middle">wrong</text>')
    return lines


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def _dot(mark: Mark, top: float) -> str:
    name, served, wrong = mark
    colour = "#8a93a3" if name.startswith("cosine") else "#1f8f63"
    x, y = _x(served), _y(wrong, top)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        f'<text x="{x + 8:.1f}" y="{y - 6:.1f}">{escape(name)}</text>'
    )


def _x(share: float) -> float:
    return _EDGE + share * (_WIDTH - 2 * _EDGE)


def _y(wrong: float, top: float) -> float:
    return _HEIGHT - _EDGE - wrong / top * (_HEIGHT - 2 * _EDGE)
