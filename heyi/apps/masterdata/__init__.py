"""What all business shares: parties and their contacts, products, units, prices, currencies, regions."""
