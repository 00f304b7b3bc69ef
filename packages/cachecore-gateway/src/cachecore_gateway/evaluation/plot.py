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
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
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
            f'<line x1="{_x(share):.1f}" y1="{_y(0, top):.1f}" x2="{_x(share):.1f}" y2="{_y(top, top):.1f}" stroke="#ddd"/>',
            f'<line x1="{_x(0):.1f}" y1="{_y(wrong, top):.1f}" x2="{_x(1):.1f}" y2="{_y(wrong, top):.1f}" stroke="#ddd"/>',
            f'<text x="{_x(share):.1f}" y="{_HEIGHT - _EDGE + 18}" text-anchor="middle">{share:.0%}</text>',
            f'<text x="{_EDGE - 8}" y="{_y(wrong, top) + 4:.1f}" text-anchor="end">{wrong:.1%}</text>',
        ]
    lines.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 14}" text-anchor="middle">served of what should be</text>')
    lines.append(
        f'<text x="16" y="{_HEIGHT / 2}" transform="rotate(-90 16 {_HEIGHT / 2})" text-anchor="middle">wrong</text>'
    )
    return lines


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
