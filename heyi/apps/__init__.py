"""The business: one folder an app, one line an app in ``heyi/config/installed.py``."""
