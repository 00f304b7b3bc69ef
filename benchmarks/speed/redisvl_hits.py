"""Run by the environment of RedisVL: ``python redisvl_hits.py URL ENTRIES`` answers questions, one a line.

The first lines, up to an empty one, are stored. Each further line is looked up, and a line of JSON says how long that
took (seconds, embedding included), how long embedding alone, and whether it was a hit. The model is the packaged one.
"""

import json
import sys
import time
from itertools import takewhile

import numpy as np
from redisvl.extensions.cache.llm import SemanticCache
from redisvl.utils.vectorize import CustomTextVectorizer

from cachecore_gateway.semantic.model_files import packaged_model
from cachecore_gateway.semantic.onnx_embedder import OnnxEmbedder

model = OnnxEmbedder(packaged_model())


def embed(text: str, **_: object) -> list[float]:
    """The vector of a text."""
    return [float(number) for number in model.embed([text])[0]]


cache = SemanticCache(
    name="redisvl",
    redis_url=sys.argv[1],
    vectorizer=CustomTextVectorizer(embed),
    distance_threshold=0.1,
    overwrite=True,
)
answer = "word " * 120
for number in range(int(sys.argv[2])):
    row = np.random.default_rng(number).standard_normal(model.dimensions)
    cache.store(f"What is the status of order {number}?", answer, vector=(row / np.linalg.norm(row)).tolist())
for text in takewhile(bool, (line.strip() for line in sys.stdin)):
    cache.store(text, answer)
print("ready", flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    found = cache.check(prompt=line.strip())
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    embed(line.strip())
    print(json.dumps([seconds, time.perf_counter() - began, bool(found)]), flush=True)
