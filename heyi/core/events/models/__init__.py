from heyi.core.events.models.outbox import Delivery, Event

__all__ = ["Delivery", "Event"]
