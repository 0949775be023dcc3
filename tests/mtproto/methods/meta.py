"""``help.*`` and what else a client asks about the service rather than about people."""

from __future__ import annotations

import inspect
from typing import Any

from telethon import functions, types

from tests.mtproto.calls import Call, Methods

methods = Methods()


@methods.on(functions.help.GetConfigRequest, signed_in=False, anywhere=True)
def get_config(call: Call, request: Any) -> Any:
    required = inspect.signature(types.Config.__init__).parameters.values()
    values: dict[str, Any] = {each.name: 0 for each in required if each.default is each.empty and each.name != "self"}
    now = call.world.now()
    values |= {
        "date": now,
        "expires": now + 3600,
        "test_mode": False,
        "this_dc": call.session.key.dc,
        "dc_options": call.server.dc_options(),
        "dc_txt_domain_name": "",
        "me_url_prefix": "https://t.me/",
        "chat_size_max": 200,
        "megagroup_size_max": 200_000,
        "forwarded_count_max": 100,
        "edit_time_limit": call.world.rules.edit_seconds,
        "revoke_time_limit": 2**31 - 1,
        "revoke_pm_time_limit": 2**31 - 1,
        "caption_length_max": call.world.rules.caption_length,
        "message_length_max": call.world.rules.text_length,
    }
    return types.Config(**values)


@methods.on(functions.help.GetNearestDcRequest, signed_in=False, anywhere=True)
def get_nearest_dc(call: Call, request: Any) -> Any:
    return types.NearestDc("XX", call.session.key.dc, call.session.key.dc)


@methods.on(functions.help.GetAppConfigRequest, signed_in=False, anywhere=True)
def get_app_config(call: Call, request: Any) -> Any:
    rules = call.world.rules
    numbers = {
        "reactions_user_max_default": rules.reaction_limit,
        "reactions_user_max_premium": rules.reaction_limit_premium,
        "caption_length_limit_default": rules.caption_length,
    }
    values = [types.JsonObjectValue(name, types.JsonNumber(float(value))) for name, value in numbers.items()]
    return types.help.AppConfig(1, types.JsonObject(values))
