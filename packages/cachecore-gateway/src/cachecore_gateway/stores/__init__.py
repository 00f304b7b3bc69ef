"""Backends that keep entries, index, generations, flights, pair memory and cells."""
