"""Forms that an administrator designs: one field vocabulary, versions, documents that are a resource like any other."""
