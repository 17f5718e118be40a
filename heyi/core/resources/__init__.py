"""Declare a resource once; endpoints, metadata, filters, export, history and conformance tests follow from it."""
