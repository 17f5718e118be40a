"""Tools without models: they know neither the database nor the business."""
