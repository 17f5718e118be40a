"""Who changed what, when, by which act: written by the database itself, so that no path can skip it."""
