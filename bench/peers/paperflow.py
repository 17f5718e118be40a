"""What `viewflow.py` runs: papers that three people approve in turn, in three steps and in a hundred."""

from django.contrib.auth.models import User
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.activation import Activation

PEOPLE = ("manager", "finance", "boss")


def begin(activation: Activation, owner: User) -> object:
    """What starts a case: a process of this owner."""
    activation.process.data = {"owner": owner.pk, "decisions": []}
    return activation.process


def paper(tasks: int) -> type[flow.Flow]:
    """A sequence of tasks, each assigned to one person when it begins."""
    nodes: dict[str, object] = {"start": flow.StartHandle(begin).Next(this.t0), "end": flow.End()}
    for number in range(tasks):
        following = getattr(this, f"t{number + 1}" if number + 1 < tasks else "end")
        nodes[f"t{number}"] = flow.View(None).Assign(username=PEOPLE[number % 3]).Next(following)
    facts = {"__module__": __name__, "__doc__": f"Paper of {tasks} steps.", "lock_impl": lock.select_for_update_lock}
    return type(f"Paper{tasks}Flow", (flow.Flow,), facts | nodes)


Paper3Flow = paper(3)
Paper100Flow = paper(100)
FLOWS = {3: Paper3Flow, 100: Paper100Flow}
