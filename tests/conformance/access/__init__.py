"""Access, attacked: every registered operation by everybody, against rules that were written a second time.

docs/guide/testing.md says how a new app is attacked and how the long versions run.
"""
