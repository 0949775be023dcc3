"""A real homeserver for an afternoon, and a real export to put on it."""
