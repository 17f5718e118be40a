"""Random processes with random people, acts and faults: what may be done, and what must hold after each step."""
