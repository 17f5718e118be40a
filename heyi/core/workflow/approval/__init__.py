"""Who decides, and how single decisions become one: rules, resolution, votes, and the words that explain them."""
