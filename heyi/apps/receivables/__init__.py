"""Money that customers owe and pay: claims with instalments, receipts, allocation, ageing, credit."""
