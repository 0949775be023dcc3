"""History laid beneath a room, many events at a time, through the homeserver's bedrock module.

``calls`` talks to the module, ``ground`` is what a room's history lies on, ``depths`` turns times into places,
``writer`` puts events together. What the module does is in ``registration/bedrock``.
"""
