"""The command ``cachecore``: one module per command, imported only when it is called (see ``commands``)."""
