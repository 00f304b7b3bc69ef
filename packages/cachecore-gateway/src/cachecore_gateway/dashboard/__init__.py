"""One page for operators: reads ``/admin/stats`` with the admin token that its reader types in."""

from .page import Dashboard

__all__ = ["Dashboard"]
