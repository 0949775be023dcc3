"""WhatsApp's own databases, out of a phone's backup: Android's ``msgstore.db`` and the iPhone's ``ChatStorage.sqlite``."""
