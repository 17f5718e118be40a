"""Accounts: passwords and their rules, sign-in, invitations, API keys. What a person may do comes from their employment."""
