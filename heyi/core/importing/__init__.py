"""Bring in files by a mapping that people write: rows of CSV and XLSX become records of any resource.

Everything passes the same cleaning, services and access as the API. The mapping language is in docs/guide/import.md.
"""
