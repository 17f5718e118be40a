"""The ground that runs: data folder, embedded PostgreSQL, environment, supervisor, backup. Needs no Django."""
