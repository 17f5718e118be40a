"""Customers and the way to their orders: owners, follow-ups, opportunities."""
