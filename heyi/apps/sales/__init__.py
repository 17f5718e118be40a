"""Orders: from a customer's wish to goods promised and money claimed."""
