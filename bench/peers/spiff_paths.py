"""SpiffWorkflow on processes from standard input, one JSON with ``id`` and ``xml`` on each line; the task whose name
comes first is completed each time. Prints for each, as JSON: ``done``, the tasks in order, and ``how`` it came to rest:
``ended``, ``stuck``, ``going on`` or why it was refused.
"""

import json
import sys
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

MOST_ACTS = 30


def run(xml: str) -> dict[str, Any]:
    done: list[str] = []
    try:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(xml.encode()))
        workflow = BpmnWorkflow(parser.get_spec("trial"), parser.get_subprocess_specs("trial"))
    except Exception as error:
        return {"done": done, "how": f"refused: {type(error).__name__}: {error}"}
    try:
        return {"done": done, "how": walk(workflow, done)}
    except Exception as error:
        return {"done": done, "how": f"error: {type(error).__name__}: {error}"[:200]}


def walk(workflow: BpmnWorkflow, done: list[str]) -> str:
    workflow.do_engine_steps()
    while len(done) < MOST_ACTS:
        if workflow.is_completed():
            return "ended"
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not ready:
            return "stuck"
        task = min(ready, key=lambda one: one.task_spec.bpmn_id)
        done.append(task.task_spec.bpmn_id)
        task.run()
        workflow.do_engine_steps()
    return "going on"


if __name__ == "__main__":
    for line in sys.stdin:
        case = json.loads(line)
        print(json.dumps({"id": case["id"], **run(case["xml"])}), flush=True)
