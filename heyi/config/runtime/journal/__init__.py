"""The archive of an installation: its write-ahead log as it is written, bases to replay it on, and its uploads.

With `ARCHIVE_DIR` set, `following` receives while the group runs, `basing` makes bases, `listing` tells what can be
brought back, and `returning` brings back the state of a chosen second. For the embedded PostgreSQL only.
"""
