"""Properties that hold for every process: the engine against an interpreter that is too simple to be wrong."""
