"""Which addresses the bot may call."""

import pytest

from bot.channel.service_url import listed, loopback_only
from bot.clouds import PUBLIC


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://smba.trafficmanager.net/uk/", True),
        ("https://SMBA.trafficmanager.net", True),
        ("https://europe.directline.botframework.com/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/", True),
        ("http://smba.trafficmanager.net/uk/", False),
        ("https://evil.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net.example.org/", False),
        ("https://evilbotframework.com/", False),
        ("https://user@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net@example.org/", False),
        ("https://example.org\\@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/?to=x", False),
        ("https://smba.trafficmanager.net/#x", False),
        ("http://127.0.0.1:80/", False),
        ("file:///etc/passwd", False),
        ("//smba.trafficmanager.net", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_the_standard_list_of_addresses(url: str, allowed: bool) -> None:
    assert listed(PUBLIC.service_url_hosts)(url) is allowed


def test_a_listed_loopback_address_may_be_plain() -> None:
    assert listed(["127.0.0.1"])("http://127.0.0.1:5000/x")
    assert not listed(["10.0.0.1"])("http://10.0.0.1/")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:5000/", True),
        ("http://localhost:56150/_connector", True),
        ("https://[::1]/", True),
        ("http://169.254.169.254/metadata", False),
        ("http://10.0.0.1/", False),
        ("http://localhost.example.org/", False),
        ("https://smba.trafficmanager.net/", False),
    ],
)
def test_without_an_app_id_only_this_machine_is_called(url: str, allowed: bool) -> None:
    assert loopback_only()(url) is allowed
