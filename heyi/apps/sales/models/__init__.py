from heyi.apps.sales.models.orders import Order, OrderLine

__all__ = ["Order", "OrderLine"]
