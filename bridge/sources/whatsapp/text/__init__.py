"""WhatsApp's own "Export chat": a text file in the phone's language, maybe with the media beside it."""
