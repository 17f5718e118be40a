"""What apps and the API call: submit, decide, look."""
