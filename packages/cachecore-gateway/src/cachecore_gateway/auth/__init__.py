"""CacheCore tokens: verifying, minting, describing."""

from .describe import Description, describe
from .key_source import Fetch
from .mint import Grant, dev_secret, mint
from .settings import AuthSettings
from .token_authenticator import TokenAuthenticator

__all__ = [
    "AuthSettings",
    "Description",
    "Fetch",
    "Grant",
    "TokenAuthenticator",
    "describe",
    "dev_secret",
    "mint",
]
