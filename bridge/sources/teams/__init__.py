"""Microsoft Teams: messages as Microsoft Graph gives them, and the export of a personal account."""
