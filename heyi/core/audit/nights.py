"""When the nightly check comes. Without Django: the supervisor asks too."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

AT = time(2, 30)
"""In the time zone of the installation (``TIME_ZONE``)."""
LATE = timedelta(hours=30)
"""A night without a check: somebody should look why."""


def following(moment: datetime, zone: str) -> datetime:
    """The first nightly check after a moment."""
    local = moment.astimezone(ZoneInfo(zone))
    night = datetime.combine(local.date(), AT, tzinfo=ZoneInfo(zone))
    return night if night > local else datetime.combine(local.date() + timedelta(days=1), AT, tzinfo=ZoneInfo(zone))
