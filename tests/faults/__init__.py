"""Real processes are killed here, and the installation must come back."""
