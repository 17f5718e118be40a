"""The entrance: who asks, in which transaction, whether it was asked before, and how refusals are answered."""
