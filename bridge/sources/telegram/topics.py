"""Forum topics, rebuilt: the export has no field for them.

A post in a topic is written as a reply to the service message that created the topic; a true reply is written as a
reply to its target, and belongs to the target's topic.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left


class Topics:
    """Which message belongs to which topic, 16 bytes for each message in a topic.

    Message ids ascend in an export, so they are kept in two long arrays; those that do not are kept aside.
    """

    def __init__(self) -> None:
        self._roots: set[int] = set()
        self._messages = array("q")
        self._topics = array("q")
        self._aside: dict[int, int] = {}

    def begin(self, message: int) -> None:
        """A topic was created by this service message."""
        self._roots.add(message)

    def is_root(self, message: int) -> bool:
        """Did this message create a topic?"""
        return message in self._roots

    def place(self, message: int, answers: int) -> int | None:
        """The topic of a message that answers another; None: none, or the one that is called General."""
        topic = answers if answers in self._roots else self.topic_of(answers)
        if topic is not None:
            self._keep(message, topic)
        return topic

    def topic_of(self, message: int) -> int | None:
        """The topic that a message was placed in."""
        if not self._roots:
            return None
        place = bisect_left(self._messages, message)
        if place < len(self._messages) and self._messages[place] == message:
            return self._topics[place]
        return self._aside.get(message)

    def _keep(self, message: int, topic: int) -> None:
        if self._messages and message <= self._messages[-1]:
            self._aside[message] = topic
        else:
            self._messages.append(message)
            self._topics.append(topic)
