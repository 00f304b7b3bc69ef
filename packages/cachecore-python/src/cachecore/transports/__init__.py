"""Transports: where requests are routed and dressed on their way out."""
