"""Work that outlives its request: what people see of it (``Job``), and the upkeep of the queue itself."""
