"""CacheCore tokens: verifying, minting, describing.

The verifier is imported from ``token_authenticator``: it loads cryptography, which ``cachecore token`` can do without.
"""

from .describe import Description, describe
from .mint import Grant, dev_secret, mint
from .settings import AuthSettings

__all__ = ["AuthSettings", "Description", "Grant", "describe", "dev_secret", "mint"]
