"""Run by the environment of the libraries: exact hits per second of GPTCache, three runs, as JSON."""

import json
import time

from gptcache import Cache
from gptcache.adapter.api import get, put
from gptcache.manager import get_data_manager
from gptcache.processor.pre import get_prompt

cache = Cache()
cache.init(pre_embedding_func=get_prompt, data_manager=get_data_manager(data_path="gptcache-map.txt"))
question = "What is your policy on returns? " + "Be kind. " * 100
put(question, "word " * 120, cache_obj=cache)
assert get(question, cache_obj=cache)
runs = []
for _ in range(3):
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < 2.0:
        get(question, cache_obj=cache)
        count += 1
    runs.append(count / (time.perf_counter() - began))
print(json.dumps(runs))
