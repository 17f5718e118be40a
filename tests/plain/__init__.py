"""The smallest app there can be: one model, one declaration. It shows what a plain resource costs, and what it gets."""
