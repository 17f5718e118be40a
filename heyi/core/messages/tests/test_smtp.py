"""A mail really goes out by SMTP to the server that MAIL_URL names."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest

from heyi.core.messages import mail


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it gets (RFC 5321, the few commands that a client needs)."""

    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: list[tuple[list[str], bytes]] = []


class Session(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        people: list[str] = []
        while line := self.rfile.readline().strip():
            verb = line.upper()
            if verb.startswith(b"RCPT TO:"):
                people.append(line[8:].decode().strip("<> "))
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.mails.append((people, self._data()))
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    server = Sink()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.MAIL_URL = f"smtp://127.0.0.1:{server.server_address[1]}"
    settings.MAIL_FROM = "合一 <heyi@example.com>"
    yield server
    server.shutdown()
    server.server_close()


def test_a_mail_reaches_the_server_with_its_words_and_its_message_id(sink: Sink) -> None:
    mail.send(message_id=7, address="sales@example.com", title="订单 SO-1\n已批准", body="金额 12.00")
    ((people, raw),) = sink.mails
    found = message_from_bytes(raw, policy=policy.default)
    assert people == ["sales@example.com"]
    assert (found["Subject"], found["Message-ID"]) == ("订单 SO-1 已批准", "<heyi-message-7@example.com>")
    assert found.get_content().strip() == "金额 12.00"
    assert "heyi@example.com" in found["From"]


def test_a_server_that_does_not_answer_is_an_error_for_the_job_to_try_again(sink: Sink, settings: Any) -> None:
    sink.shutdown()
    sink.server_close()
    with pytest.raises(OSError):
        mail.send(message_id=8, address="sales@example.com", title="x", body="y")
