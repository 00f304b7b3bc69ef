"""The store on Redis or Valkey, for many gateways. Only L2 needs the RediSearch command set (``FT.*``)."""

from .limiter import RedisRateLimiter
from .stores import RedisStores

__all__ = ["RedisRateLimiter", "RedisStores"]
