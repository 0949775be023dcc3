"""KakaoTalk: the text or CSV file of one chat."""
