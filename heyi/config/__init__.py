"""Composition: settings, addresses, the command line and everything that starts and stops processes."""
