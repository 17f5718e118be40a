"""Trying a process without a database: the same engine on a store in memory, driven step by step."""
