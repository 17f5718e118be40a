"""One module per `heyi` subcommand; heyi/config/cli.py says how they look."""
