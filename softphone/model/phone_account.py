"""The telephone's account, made from the workplace document and the sign-in."""

from __future__ import annotations

from softphone.model.engine_link import Account
from softphone.model.workplace import Profile


def account_of(profile: Profile, password: str, ca_file: str = "", instance_id: str = "") -> Account | None:
    """None when the workplace has no telephone. `password` is the sign-in's, for a phone without one of its own."""
    phone = profile.phone
    if phone is None:
        return None
    return Account(
        server=phone.server,
        user=phone.user,
        password=phone.password or password,
        transport=phone.transport,
        srtp=phone.srtp,
        codecs=phone.codecs,
        display_name=profile.agent.name,
        ca_file=ca_file,
        instance_id=instance_id,
        trusted_sources=phone.trusted_sources,
        local_address="127.0.0.1" if phone.server.rpartition(":")[0] == "127.0.0.1" else "",
    )
