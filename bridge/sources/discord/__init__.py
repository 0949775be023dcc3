"""Discord: the exports that DiscordChatExporter makes."""
