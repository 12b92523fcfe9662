"""What was asked and answered, as it is kept: listed, opened, deleted."""

from desktop_rag.domain.answers import Conversation
from desktop_rag.domain.stores import Conversations


class ConversationArchive:
    """The conversations of the catalog."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def list(self, library: int) -> tuple[Conversation, ...]:
        """The conversations of a library, newest first, without their turns."""
        return await self._conversations.all(library)

    async def one(self, conversation: int) -> Conversation:
        """A conversation with its turns and answers. Raises `ConversationUnknown`."""
        return await self._conversations.one(conversation)

    async def remove(self, conversation: int) -> None:
        """Deletes a conversation with its answers. Raises `ConversationUnknown`."""
        await self._conversations.one(conversation)
        await self._conversations.remove(conversation)
