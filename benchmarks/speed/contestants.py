"""The other caches, each in its own environment under ``.venvs/``, made by ``./scripts/bench --install``."""

from __future__ import annotations

import getpass
import shutil
import subprocess
import sys
from pathlib import Path

from .processes import Server

__all__ = ["ENVIRONMENTS", "RIVALS", "install"]

ENVIRONMENTS = {
    "bench-cachellm": ("cachellm-proxy==0.3.0",),
    "bench-litellm": ("litellm[proxy]==1.106.2",),
    "bench-libraries": ("gptcache==0.1.44", "redisvl==0.28.0"),
    "bench-redisvl": ("redisvl==0.28.0", "onnxruntime==1.32.0", "tokenizers==0.23.3"),
}
"""Requirements of each environment."""

_NGINX = """
user {user}; worker_processes 1; daemon off; pid {home}/nginx.pid; error_log {home}/nginx-error.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
  fastcgi_temp_path {home}/fastcgi; uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  client_body_buffer_size 1m; keepalive_requests 100000000;
  proxy_cache_path {home}/cache keys_zone=answers:16m max_size=1g;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://127.0.0.1:{upstream};
      proxy_cache answers; proxy_cache_methods POST; proxy_cache_valid 200 1h;
      proxy_cache_key "$request_uri|$http_authorization|$http_x_cachecore_deps|$request_body";
    }}
  }}
}}
"""

_LITELLM = """
model_list:
  - model_name: gpt-4o-mini
    litellm_params: {{model: openai/gpt-4o-mini, api_base: "http://127.0.0.1:{upstream}/v1", api_key: sk-none}}
general_settings: {{master_key: sk-bench}}
litellm_settings: {{cache: true, cache_params: {{type: local}}, telemetry: false}}
"""


def nginx(directory: Path, port: int, upstream: int) -> Server:
    """proxy_cache of one worker, keyed by address, authorization, deps and body."""
    command = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(command).exists():
        raise RuntimeError("nginx is not installed (Debian: nginx-light)")
    home = directory / "nginx"
    home.mkdir(exist_ok=True)
    (home / "nginx.conf").write_text(_NGINX.format(user=getpass.getuser(), home=home, port=port, upstream=upstream))
    log = directory / "nginx.log"
    return Server([command, "-p", str(home), "-c", str(home / "nginx.conf"), "-e", str(home / "start.log")], port, log)


def cachellm(directory: Path, port: int, upstream: int) -> Server:
    """Memory backend; an exact hit needs no embedding, so its hash embedder does."""
    environment = {
        "CACHELLM_BACKEND": "memory",
        "CACHELLM_EMBEDDING_BACKEND": "hash",
        "CACHELLM_OPENAI_BASE_URL": f"http://127.0.0.1:{upstream}/v1",
        "CACHELLM_OPENAI_API_KEY": "sk-none",
        "CACHELLM_DISCOVER_MODELS": "false",
        "CACHELLM_LOG_LEVEL": "WARNING",
    }
    command = [_executable("bench-cachellm", "cachellm"), "serve", "--port", str(port)]
    return Server(command, port, directory / "cachellm.log", environment)


def litellm(directory: Path, port: int, upstream: int) -> Server:
    """The proxy with its local (in-process) cache."""
    config = directory / "litellm.yaml"
    config.write_text(_LITELLM.format(upstream=upstream))
    command = [
        _executable("bench-litellm", "litellm"),
        "--config",
        str(config),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    environment = {"LITELLM_LOG": "ERROR", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "NO_DOCS": "True"}
    return Server(command, port, directory / "litellm.log", environment)


RIVALS = {"nginx": nginx, "CacheLLM": cachellm, "LiteLLM": litellm}


def install() -> None:
    """Make the environments that are missing. nginx and wrk come from the system's packages."""
    for name, requirements in ENVIRONMENTS.items():
        home = Path(".venvs") / name
        if not home.exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *requirements], check=True)


def _executable(environment: str, name: str) -> str:
    path = Path(".venvs") / environment / "bin" / name
    if not path.exists():
        raise RuntimeError(f"{environment} is not installed; run ./scripts/bench --install")
    return str(path)
