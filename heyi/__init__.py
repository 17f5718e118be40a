"""Heyi 合一: office automation and customer relations as one system on one PostgreSQL."""

__version__ = "0.1.0"
