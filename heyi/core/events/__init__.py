"""What has happened, as rows: written in the transaction of the act, delivered to handlers after it."""
