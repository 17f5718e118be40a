"""Two acts on one case at once: who, what, on what, and what it comes to."""
