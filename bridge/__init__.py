"""The application service."""
