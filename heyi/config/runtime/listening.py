"""The group's one socket. The supervisor opens it and keeps it; web parts inherit it, one after the other."""

import socket

from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Refuses a port that somebody else holds, or an address that is not this machine's."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted connections inherit it; without it an answer in two pieces waits 40 ms for the reader's late ACK.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except PermissionError as error:
        listener.close()
        raise Refusal(_("Port {port} needs root; choose one above 1023 with PORT=….").format(port=port)) from error
    except OSError as error:
        listener.close()
        sentence = _("Port {port} on {host} cannot be used ({reason}); choose another with PORT=….")
        raise Refusal(sentence.format(port=port, host=host, reason=error.strerror or error)) from error
    return listener
