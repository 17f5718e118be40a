"""django-viewflow 2: a row for the process and one for each task, saved by Django's ORM; a step is what its view does.

More than SpiffWorkflow does: task rows with owner and times. Less than Heyi does: nobody is told, no organization asked.
`python -m bench.peers.viewflow URL TASKS` prints milliseconds of the median step.
"""

import statistics
import sys
import time
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

DOCUMENT = "CREATE TABLE IF NOT EXISTS document (id bigint PRIMARY KEY, changed timestamptz DEFAULT now())"


def configure(url: str) -> None:
    """Django on this database, with its tables made by viewflow's own migrations."""
    place = urlsplit(url)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.path.lstrip("/"),
        "USER": place.username,
        "PASSWORD": unquote(place.password or ""),
        "HOST": place.hostname,
        "PORT": place.port,
    }
    apps = ["django.contrib.contenttypes", "django.contrib.auth", "viewflow", "viewflow.workflow", "bench.peers"]
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=apps,
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)


def main() -> None:
    url, tasks = sys.argv[1], int(sys.argv[2])
    configure(url)
    from django.contrib.auth.models import User

    from bench.peers.paperflow import FLOWS, PEOPLE

    people = [User.objects.get_or_create(username=name)[0] for name in PEOPLE]
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENT)
    taken: list[float] = []
    for _case in range(max(1, 60 // tasks)):
        process = FLOWS[tasks].start.run(owner=people[0])
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO document (id) VALUES (%s) ON CONFLICT DO NOTHING", [process.pk])
        taken += [step(FLOWS[tasks], process.pk, people[number % 3]) for number in range(tasks - 1)]
    print(statistics.median(taken))


def step(flow: type, process_id: int, who: object) -> float:
    """Approve the open task: viewflow's wrapper of a view without its HTTP, and the document in the same transaction."""
    task_id = flow.task_class.objects.values_list("pk", flat=True).get(process=process_id, finished__isnull=True)
    started = time.perf_counter()
    with flow.lock(process_id), transaction.atomic():
        task = flow.task_class.objects.get(pk=task_id)
        activation = task.flow_task.activation_class(task)
        if not task.flow_task.can_execute(who, task=task):
            raise PermissionError(f"{who} may not decide {task}")
        activation.start(None)
        activation.process.data["decisions"].append("approve")
        activation.process.save()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE document SET changed = now() WHERE id = %s", [process_id])
        activation.execute()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
