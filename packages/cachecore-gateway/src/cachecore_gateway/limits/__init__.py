"""How often a tenant or an address may ask, and which address that is."""

from .addresses import ClientAddresses, address_subject
from .memory_limiter import MemoryLimiter
from .settings import LimitSettings
from .shared_limiter import SharedLimiter

__all__ = ["ClientAddresses", "LimitSettings", "MemoryLimiter", "SharedLimiter", "address_subject"]
