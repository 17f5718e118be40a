"""Where the parts are put together: settings, addresses, the server's front and the command line."""
