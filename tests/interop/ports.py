"""Ports for servers of the tests. Run by itself it prints one.

They lie below those that a system gives to clients (Linux: from 32768), so that no connection of a test that runs at
the same time takes a port between our choosing it and the server's binding it.
"""

import random
import socket


def free_port():
    """A port of 127.0.0.1 that nothing is bound to."""
    while True:
        port = random.randrange(10240, 32768)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


if __name__ == "__main__":
    print(free_port())
