"""Every host that the bot can run on, so that what must hold on each is tested on each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.host import LeanAdapter
from tests.bot.fakes import Client, MakeHost

HOSTS: dict[str, MakeHost] = {"botbuilder": LeanAdapter}

Serve = Callable[..., AbstractAsyncContextManager[Client]]
