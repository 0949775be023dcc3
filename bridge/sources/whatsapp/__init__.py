"""WhatsApp: what its exports hold, each format in a package of its own."""
