"""The guard that keeps the suite offline."""

from __future__ import annotations

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_a_test_that_reaches_out_fails() -> None:
    """192.0.2.1 is reserved for documentation and is nobody's; the guard must refuse before the system is asked."""
    blocked = pytest.raises(SocketConnectBlockedError)
    with socket.socket() as client, pytest.warns(UserWarning, match="192.0.2.1"), blocked:
        client.connect(("192.0.2.1", 80))


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
