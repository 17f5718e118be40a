"""Tests of the command line and the runtime that need no running installation."""
