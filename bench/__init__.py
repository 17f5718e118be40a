"""Heyi beside its peers and the physical floor: every figure is a ratio, measured in turn in the same minutes."""
