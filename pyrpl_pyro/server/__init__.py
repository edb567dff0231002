"""The server process of a board: PyRPL in the Qt main thread, Pyro5 in worker threads."""
