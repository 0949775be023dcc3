from __future__ import annotations

import dataclasses

import pytest
from pydantic import SecretStr

from config.schema import Appservice, Config, Homeserver, Secrets


@pytest.fixture
def configuration():
    """Makes a configuration; keywords are keys of the section ``appservice``, but for the domain."""

    def configuration(domain="example.org", **appservice):
        return Config(
            homeserver=Homeserver(address="http://127.0.0.1:8008", domain=domain),
            secrets=Secrets(identity_secret=SecretStr("s" * 64)),
            appservice=dataclasses.replace(Appservice(), **appservice),
        )

    return configuration
