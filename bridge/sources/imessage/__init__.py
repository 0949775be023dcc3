"""iMessage and SMS: the database of Apple's Messages, ``chat.db`` of a Mac or ``sms.db`` of an iPhone."""
