"""Who can reach the bot and where it may send: mix-ups of loopback and public. Asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yarl import URL

from bot.channel.service_url import is_loopback, listed
from bot.clouds import CLOUDS
from bot.doctor.finding import Finding, fail, ok, warn
from bot.settings import Settings

# Anyone can take a name below these.
_ANYONES = (
    "trafficmanager.net",
    "azurewebsites.net",
    "azurefd.net",
    "cloudapp.azure.com",
    "devtunnels.ms",
    "ngrok.io",
    "ngrok.app",
    "ngrok-free.app",
)


def check(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Everything about addresses."""
    if not settings.app_id:
        return
    yield from _keys(settings)
    yield from _listening(settings)
    yield from _hosts(settings)
    yield from public(environ.get("PUBLIC_URL", ""))
    if not settings.live:
        yield warn(
            "live",
            "LIVE is not set: the bot starts although local contacts may be missing.",
            "Set LIVE=yes where real officers use the bot.",
        )


def _keys(settings: Settings) -> Iterator[Finding]:
    here = {
        "ToBotFromChannelOpenIdMetadataUrl": (
            settings.openid_url,
            "whoever runs a program here can pose as Teams",
        ),
        "ToChannelFromBotLoginUrl": (
            settings.login_url,
            "whoever runs a program here is sent the bot's secret",
        ),
    }
    for name, (address, danger) in here.items():
        if is_loopback(URL(address).host):
            said = f"{name} leads to this machine: {danger}."
            yield fail("loopback", said, f"Remove {name}; the default is right.")


def _listening(settings: Settings) -> Iterator[Finding]:
    if is_loopback(settings.host):
        yield warn(
            "listening",
            f"The bot listens on {settings.host}, where only this machine reaches it.",
            "Right behind a proxy on the same machine. In a container set HOST=0.0.0.0.",
        )
    else:
        yield ok("listening", f"The bot listens on {settings.host}, port {settings.port}.")


def _hosts(settings: Settings) -> Iterator[Finding]:
    anyone = [host for host in settings.service_url_hosts if _anyones(host)]
    here = [host for host in settings.service_url_hosts if is_loopback(host)]
    allows = listed(settings.service_url_hosts)
    teams = CLOUDS[settings.cloud].service_url_hosts[0].replace("*", "smba.infra.gov")
    missing = not allows(f"https://{teams}/")
    if anyone:
        yield fail(
            "hosts",
            f"SERVICE_URL_HOSTS lists {', '.join(anyone)}: anyone can take a name there and be "
            "sent the bot's token.",
            "Name the exact hosts, or leave the setting out.",
        )
    if here:
        yield warn(
            "hosts",
            "SERVICE_URL_HOSTS lists this machine: replies can be sent to a program here.",
            "Remove it where real officers use the bot.",
        )
    if missing:
        yield fail(
            "hosts",
            f"SERVICE_URL_HOSTS leaves out {teams}: what Teams sends is refused.",
            "Leave the setting out, or add the hosts of the cloud.",
        )
    if not (anyone or here or missing):
        yield ok("hosts", "Replies can go to Teams and the Bot Framework and nowhere else.")


def _anyones(host: str) -> bool:
    below = host.removeprefix("*.")
    return host != below and ("." not in below or below in _ANYONES)


def public(address: str) -> Iterator[Finding]:
    """What is wrong with the form of the public address."""
    address = address.strip()
    if not address:
        return
    try:
        url = URL(address)
    except ValueError:
        url = URL()
    if url.scheme != "https" or not url.host or is_loopback(url.host):
        yield fail(
            "public-url",
            "PUBLIC_URL is not an https address that Teams can reach.",
            "Set it to the bot's address as seen from the internet, like https://bot.example.uk.",
        )
