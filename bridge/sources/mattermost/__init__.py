"""Mattermost: the bulk export of a whole server, one JSON object on each line."""
