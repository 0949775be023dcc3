"""LINE: the text file of one chat."""
