"""Mail: the archives of mailing lists."""
