"""Clients: one tenant at one gateway."""
