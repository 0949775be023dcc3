"""All that the homeserver's administrator installs."""
