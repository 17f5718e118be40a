from heyi.core.messages.models.messages import Message

__all__ = ["Message"]
