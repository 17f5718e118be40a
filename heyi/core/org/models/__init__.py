from heyi.core.org.models.calendars import CalendarDay, WorkCalendar
from heyi.core.org.models.companies import Company, Department, DepartmentPlacement, Group
from heyi.core.org.models.groups import Membership, UserGroup
from heyi.core.org.models.people import Assignment, Delegation, Employee, Post, User
from heyi.core.org.models.setup import SetupLink

__all__ = [
    "Assignment",
    "CalendarDay",
    "Company",
    "Delegation",
    "Department",
    "DepartmentPlacement",
    "Employee",
    "Group",
    "Membership",
    "Post",
    "SetupLink",
    "User",
    "UserGroup",
    "WorkCalendar",
]
