from heyi.core.jobs.models.jobs import Job

__all__ = ["Job"]
