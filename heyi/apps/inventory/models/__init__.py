from heyi.apps.inventory.models.deliveries import Delivery, DeliveryLine
from heyi.apps.inventory.models.opening import OpeningStock
from heyi.apps.inventory.models.stock import Balance, Location, Move, Reservation

__all__ = ["Balance", "Delivery", "DeliveryLine", "Location", "Move", "OpeningStock", "Reservation"]
