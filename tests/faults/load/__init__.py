"""People who work with the real product while it is attacked, and the history of what they were told."""
