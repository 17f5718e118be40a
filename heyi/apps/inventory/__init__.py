"""Goods: where they are, how they came there, to whom they are promised, and how they leave."""
