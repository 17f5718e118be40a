"""Starts the tests' PostgreSQL and tells Django where it is. A plugin (``-p tests.database``), because Django reads its
settings before any conftest is loaded.
"""

import os
from pathlib import Path

from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.roles import APP, OWNER

DATA = Path(os.environ.get("HEYI_TEST_DATA", str(Path(__file__).parent.parent / ".heyi-test")))

cluster = Cluster(DATA, durable=False)
cluster.ensure_initialised()
cluster.start()
os.environ["DATABASE_URL"] = cluster.url(APP)
os.environ["DATABASE_OWNER_URL"] = cluster.url(OWNER)
os.environ["SECRET_KEY"] = "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz"
os.environ["HEYI_DATA"] = str(DATA)
os.environ["HEYI_EXTRA_APPS"] = "tests.plain"
os.environ.pop("HEYI_ROLE", None)
