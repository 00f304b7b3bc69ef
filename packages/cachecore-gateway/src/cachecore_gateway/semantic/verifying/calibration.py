"""The calibration record: which files were measured together, and from where on a pair may be served.

A record names the SHA-256 of the embedding model and of the verifier's files. Its operating points hold for those
files alone: with any other embedding model the record is refused, because cosines of two models do not compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from ...core.controls import Preset
from ...core.errors import SettingError
from ...core.meaning import OperatingPoint

__all__ = ["Aside", "Calibration"]


@dataclass(frozen=True, slots=True)
class Aside:
    """How the reader's logit of a question beside the same question in a story becomes a probability."""

    scale: float
    shift: float
    ngrams: float
    """Weight of the linear model's log odds beside the reader's logit."""

    def probability(self, logit: float, ngrams: float) -> float:
        """Chance in 0…1 that the story changes nothing, from the reader's logit and the linear model's log odds."""
        odds = self.scale * (logit + self.ngrams * ngrams) + self.shift
        return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, odds))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Operating points with the files that they belong to."""

    embedder_sha256: str
    files_sha256: Mapping[str, str]
    """By file name."""
    features: tuple[str, ...]
    points: Mapping[Preset, OperatingPoint]
    surely_different: float
    """Probability without the joint reader below which it is not asked."""
    read_count: int
    """Most candidates of a lookup that the joint reader reads, at least 1."""
    aside: Aside

    @classmethod
    def parse(cls, record: Mapping[str, object]) -> Calibration:
        """From the JSON object ``calibration.json``.

        Raises:
            SettingError: a field is missing or out of range.
        """
        try:
            points = {Preset(name): _point(point) for name, point in _items(record["points"])}
            return cls(
                str(record["embedder_sha256"]),
                {name: str(digest) for name, digest in _items(record["files_sha256"])},
                tuple(map(str, record["features"])),  # type: ignore[call-overload]
                points,
                float(record["surely_different"]),  # type: ignore[arg-type]
                max(1, int(record["read_count"])),  # type: ignore[call-overload]
                Aside(*(float(dict(_items(record["aside"]))[name]) for name in ("scale", "shift", "ngrams"))),  # type: ignore[arg-type]
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SettingError(f"verifier: the calibration record cannot be read: {error!r}") from error

    def check(self, found_sha256: Mapping[str, str]) -> None:
        """Are these the files that were measured?

        Raises:
            SettingError: a file is another one; the message names it.
        """
        for name, expected in self.files_sha256.items():
            if found_sha256.get(name) != expected:
                raise SettingError(f"verifier: {name} is not the file that the calibration record measured")


def _items(value: object) -> list[tuple[str, object]]:
    if not isinstance(value, dict):
        raise TypeError(f"{value!r} is not an object")
    return list(value.items())


def _point(value: object) -> OperatingPoint:
    fields = dict(_items(value))
    gate, probability = float(fields["gate"]), float(fields["probability"])  # type: ignore[arg-type]
    if not (-1.0 <= gate <= 1.0 and 0.0 < probability <= 1.0):
        raise ValueError(f"gate {gate} or probability {probability} is out of range")
    return OperatingPoint(gate, probability)
