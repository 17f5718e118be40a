"""Where cases are kept: one interface, PostgreSQL for work and memory for properties and trials."""
