"""An app of the bench alone: an operation that does nothing, to weigh what every request carries."""
